"""Addresses of the record's API, under /api/v1/audit/."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from apps.audit.api.records import RecordViewSet

app_name = "audit_api"

router = SimpleRouter()
router.register("records", RecordViewSet, basename="record")
urlpatterns = router.urls
