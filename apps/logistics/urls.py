"""Addresses of logistics' pages."""

from __future__ import annotations

from django.urls import path

from apps.logistics.views import intake, workplace

app_name = "logistics"

urlpatterns = [
    path("logistics/intake/", intake.IntakeList.as_view(), name="intakes"),
    path("logistics/intake/new/", intake.intake_new, name="intake_new"),
    path("logistics/intake/new/check/", intake.intake_check, name="intake_check"),
    path("logistics/intake/new/contracts/", intake.intake_contracts, name="intake_contracts"),
    path("logistics/intake/<uuid:uid>/", intake.intake, name="intake"),
    path("logistics/intake/<uuid:uid>/document/", intake.intake_document, name="intake_document"),
    path("logistics/intake/<uuid:uid>/void/", intake.intake_void, name="intake_void"),
    path("logistics/workplace/", workplace.start, name="workplaces"),
    path("logistics/workplace/<uuid:uid>/", workplace.workplace, name="workplace"),
    path("logistics/workplace/<uuid:uid>/<uuid:unit_uid>/place/", workplace.place, name="place"),
    path("logistics/workplace/<uuid:uid>/<uuid:unit_uid>/take-off/", workplace.remove, name="take_off"),
]
