"""Addresses of common's API."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from apps.common.api.imports import ImportViewSet

app_name = "common_api"
router = SimpleRouter()
router.register("imports", ImportViewSet, basename="import")
urlpatterns = router.urls
