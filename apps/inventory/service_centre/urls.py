"""Addresses of the service centre."""

from __future__ import annotations

from django.urls import path

from apps.inventory.service_centre.views import (
    counts,
    figures,
    lines,
    orders,
    parts,
    queue,
    settings,
    steps,
    stock,
    works,
)

app_name = "service"

urlpatterns = [
    path("", queue.workplace, name="workplace"),
    path("board/", queue.board, name="board"),
    path("figures/", figures.figures, name="figures"),
    path("settings/", settings.settings, name="settings"),
    path("settings/masks/", settings.masks, name="masks"),
    path("settings/masks/sample/", settings.mask_sample, name="mask_sample"),
    path("orders/", orders.OrderList.as_view(), name="orders"),
    path("orders/new/", orders.order_new, name="order_new"),
    path("orders/<uuid:uid>/", orders.order, name="order"),
    path("orders/<uuid:uid>/edit/", orders.order_edit, name="order_edit"),
    path("orders/<uuid:uid>/diagnosis/", steps.diagnose, name="order_diagnose"),
    path("orders/<uuid:uid>/estimate/", steps.estimate, name="order_estimate"),
    path("orders/<uuid:uid>/approve/", steps.approve, name="order_approve"),
    path("orders/<uuid:uid>/decline/", steps.decline, name="order_decline"),
    path("orders/<uuid:uid>/wait/", steps.wait, name="order_wait"),
    path("orders/<uuid:uid>/start/", steps.start, name="order_start"),
    path("orders/<uuid:uid>/test/", steps.test, name="order_test"),
    path("orders/<uuid:uid>/fail/", steps.fail, name="order_fail"),
    path("orders/<uuid:uid>/finish/", steps.finish, name="order_finish"),
    path("orders/<uuid:uid>/scrap/", steps.scrap, name="order_scrap"),
    path("orders/<uuid:uid>/cancel/", steps.cancel, name="order_cancel"),
    path("orders/<uuid:uid>/works/", lines.work_add, name="order_work_add"),
    path("orders/<uuid:uid>/works/<uuid:line_uid>/remove/", lines.work_remove, name="order_work_remove"),
    path("orders/<uuid:uid>/parts/", lines.part_issue, name="order_part_issue"),
    path("orders/<uuid:uid>/parts/<uuid:line_uid>/return/", lines.part_return, name="order_part_return"),
    path("orders/<uuid:uid>/take-off/", lines.take_off, name="order_take_off"),
    path("orders/<uuid:uid>/photos/", lines.photos_new, name="order_photos"),
    path("orders/<uuid:uid>/assessment/", lines.assessment, name="order_assessment"),
    path("orders/<uuid:uid>/act/<slug:kind>/", lines.act, name="order_act"),
    path("photos/<uuid:uid>/", lines.photo, name="photo"),
    path("parts/", parts.PartList.as_view(), name="parts"),
    path("parts/new/", parts.part_new, name="part_new"),
    path("parts/<uuid:uid>/", parts.part, name="part"),
    path("parts/<uuid:uid>/edit/", parts.part_edit, name="part_edit"),
    path("parts/<uuid:uid>/stock/<slug:kind>/", parts.stock_move, name="stock_move"),
    path("works/", works.WorkList.as_view(), name="works"),
    path("works/new/", works.work_new, name="work_new"),
    path("works/<uuid:uid>/edit/", works.work_edit, name="work_edit"),
    path("movements/", stock.MovementList.as_view(), name="movements"),
    path("components/", stock.ComponentList.as_view(), name="components"),
    path("components/<uuid:uid>/", stock.component, name="component"),
    path("counts/", counts.CountList.as_view(), name="counts"),
    path("counts/new/", counts.count_new, name="count_new"),
    path("counts/<uuid:uid>/", counts.count, name="count"),
    path("counts/<uuid:uid>/<slug:verb>/", counts.count_end, name="count_end"),
]
