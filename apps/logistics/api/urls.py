"""Addresses of logistics' API, under /api/v1/logistics/."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from apps.logistics.api.acts import IntakeActViewSet

app_name = "logistics_api"

router = SimpleRouter()
router.register("intake-acts", IntakeActViewSet, basename="intake-act")
urlpatterns = router.urls
