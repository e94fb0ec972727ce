"""Addresses of logistics' pages."""

from __future__ import annotations

from django.urls import path

from apps.accounts.views.mini_app import mini_page
from apps.logistics.views import (
    claims,
    custody,
    intake,
    movements,
    receiving,
    returns,
    routes,
    tasks,
    vehicles,
    workplace,
)

app_name = "logistics"

urlpatterns = [
    path("logistics/intake/", intake.IntakeList.as_view(), name="intakes"),
    path("logistics/intake/new/", intake.intake_new, name="intake_new"),
    path("logistics/intake/new/check/", intake.intake_check, name="intake_check"),
    path("logistics/intake/new/contracts/", intake.intake_contracts, name="intake_contracts"),
    path("logistics/intake/<uuid:uid>/", intake.intake, name="intake"),
    path("logistics/intake/<uuid:uid>/document/", intake.intake_document, name="intake_document"),
    path("logistics/intake/<uuid:uid>/void/", intake.intake_void, name="intake_void"),
    path("logistics/movements/", movements.MovementList.as_view(), name="movements"),
    path("logistics/movements/new/", movements.movement_new, name="movement_new"),
    path("logistics/movements/<uuid:uid>/", movements.movement, name="movement"),
    path("logistics/movements/<uuid:uid>/driver/", movements.movement_assign, name="movement_assign"),
    path("logistics/movements/<uuid:uid>/cancel/", movements.movement_cancel, name="movement_cancel"),
    path("logistics/movements/<uuid:uid>/document/", movements.movement_document, name="movement_document"),
    path("logistics/movements/<uuid:uid>/receive/", receiving.receive, name="receive"),
    path("logistics/returns/", returns.ReturnList.as_view(), name="returns"),
    path("logistics/returns/new/", returns.return_new, name="return_new"),
    path("logistics/returns/new/units/", returns.return_units, name="return_units"),
    path("logistics/returns/<uuid:uid>/", returns.return_act, name="return"),
    path("logistics/returns/<uuid:uid>/document/", returns.return_document, name="return_document"),
    path("logistics/returns/<uuid:uid>/cancel/", returns.return_cancel, name="return_cancel"),
    path("logistics/claims/", claims.ClaimList.as_view(), name="claims"),
    path("logistics/claims/<uuid:uid>/", claims.claim, name="claim"),
    path("logistics/claims/<uuid:uid>/resolve/", claims.claim_resolve, name="claim_resolve"),
    path("logistics/claims/<uuid:uid>/responsible/", claims.claim_assign, name="claim_assign"),
    path("logistics/custody/", custody.HoldingList.as_view(), name="holdings"),
    path("logistics/custody/<uuid:uid>/", custody.custody, name="custody"),
    path("logistics/custody/<uuid:uid>/<slug:form>/", custody.custody_file, name="custody_file"),
    path("logistics/routes/", routes.RouteList.as_view(), name="routes"),
    path("logistics/routes/new/", routes.route_new, name="route_new"),
    path("logistics/routes/settings/", vehicles.route_settings_page, name="route_settings"),
    path("logistics/routes/<uuid:uid>/", routes.route, name="route"),
    path("logistics/routes/<uuid:uid>/replan/", routes.route_replan, name="route_replan"),
    path("logistics/routes/jobs/<uuid:uid>/move/", routes.job_move, name="route_job_move"),
    path("logistics/routes/jobs/<uuid:uid>/pin/", routes.job_pin, name="route_job_pin"),
    path("logistics/vehicles/", vehicles.VehicleList.as_view(), name="vehicles"),
    path("logistics/vehicles/new/", vehicles.vehicle_new, name="vehicle_new"),
    path("logistics/vehicles/<uuid:uid>/", vehicles.vehicle, name="vehicle"),
    path("logistics/points/<uuid:uid>/", vehicles.site_point, name="site_point"),
    path("logistics/files/<uuid:uid>/", claims.attachment, name="attachment"),
    path("logistics/tasks/", tasks.task_list, name="tasks"),
    path("logistics/tasks/<uuid:uid>/", tasks.task, name="task"),
    path("logistics/tasks/<uuid:uid>/step/", tasks.task_step, name="task_step"),
    path("tma/tasks/", mini_page(tasks.task_list), name="mini_tasks"),
    path("tma/tasks/<uuid:uid>/", mini_page(tasks.task), name="mini_task"),
    path("tma/tasks/<uuid:uid>/step/", mini_page(tasks.task_step), name="mini_task_step"),
    path("logistics/workplace/", workplace.start, name="workplaces"),
    path("logistics/workplace/<uuid:uid>/", workplace.workplace, name="workplace"),
    path("logistics/workplace/<uuid:uid>/returns/<uuid:act_uid>/", receiving.hand_over, name="hand_over"),
    path("logistics/workplace/<uuid:uid>/<uuid:unit_uid>/place/", workplace.place, name="place"),
    path("logistics/workplace/<uuid:uid>/<uuid:unit_uid>/take-off/", workplace.remove, name="take_off"),
]
