"""Addresses of the record's tests: its own pages, API and admin, and the rooms below and around the shell."""

from __future__ import annotations

from django.urls import include, path

from apps.audit.admin import AuditRecordAdmin
from apps.audit.models import AuditRecord
from apps.common.admin import HouseSite

handler403 = "apps.common.http.errors.forbidden"
handler404 = "apps.common.http.errors.not_found"

site = HouseSite(name="admin")
site.register(AuditRecord, AuditRecordAdmin)
urlpatterns = [
    path("audit/", include("apps.audit.urls")),
    path("api/v1/audit/", include("apps.audit.api.urls")),
    path("admin/", site.urls),
    path("", include("apps.accounts.urls")),
    path("", include("apps.common.urls")),
]
