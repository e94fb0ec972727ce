"""Addresses of the record, under /audit/."""

from __future__ import annotations

from django.urls import path

from apps.audit import views

app_name = "audit"

urlpatterns = [
    path("", views.RecordList.as_view(), name="records"),
    path("verify/", views.verify_page, name="verify"),
    path("export/", views.export_file, name="export"),
    path("<uuid:uid>/", views.record_page, name="record"),
    path("<uuid:uid>/proof/", views.proof_file, name="proof"),
]
