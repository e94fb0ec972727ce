"""Addresses of logistics' API, under /api/v1/logistics/."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from apps.logistics.api.acts import IntakeActViewSet
from apps.logistics.api.custody import CustodyViewSet
from apps.logistics.api.journeys import ClaimViewSet, MovementViewSet, ReturnActViewSet
from apps.logistics.api.routes import RouteViewSet, SitePointViewSet, VehicleViewSet

app_name = "logistics_api"

router = SimpleRouter()
router.register("intake-acts", IntakeActViewSet, basename="intake-act")
router.register("movements", MovementViewSet, basename="movement")
router.register("return-acts", ReturnActViewSet, basename="return-act")
router.register("claims", ClaimViewSet, basename="claim")
router.register("custody", CustodyViewSet, basename="custody")
router.register("routes", RouteViewSet, basename="route")
router.register("vehicles", VehicleViewSet, basename="vehicle")
router.register("site-points", SitePointViewSet, basename="site-point")
urlpatterns = router.urls
