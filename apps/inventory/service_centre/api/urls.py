"""Addresses of the service centre's API, under /api/v1/service/."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from apps.inventory.service_centre.api.orders import OrderViewSet
from apps.inventory.service_centre.api.parts import (
    ComponentViewSet,
    MovementViewSet,
    PartViewSet,
    StockViewSet,
    WorkViewSet,
)

app_name = "service_api"

router = SimpleRouter()
router.register("orders", OrderViewSet, basename="order")
router.register("parts", PartViewSet, basename="part")
router.register("works", WorkViewSet, basename="work")
router.register("stock", StockViewSet, basename="stock")
router.register("stock-movements", MovementViewSet, basename="movement")
router.register("components", ComponentViewSet, basename="component")
urlpatterns = router.urls
