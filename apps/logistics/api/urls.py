"""Addresses of logistics' API, under /api/v1/logistics/."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from apps.logistics.api.acts import IntakeActViewSet
from apps.logistics.api.custody import CustodyViewSet
from apps.logistics.api.journeys import ClaimViewSet, MovementViewSet, ReturnActViewSet
from apps.logistics.api.papers import IntakePaperViewSet, MovementPaperViewSet, ReturnPaperViewSet
from apps.logistics.api.pictures import PictureViewSet
from apps.logistics.api.routes import RouteViewSet, SitePointViewSet, VehicleViewSet

app_name = "logistics_api"

router = SimpleRouter()
router.register("intake-acts", IntakeActViewSet, basename="intake-act")
router.register("movements", MovementViewSet, basename="movement")
router.register("return-acts", ReturnActViewSet, basename="return-act")
router.register("claims", ClaimViewSet, basename="claim")
router.register("pictures", PictureViewSet, basename="picture")
router.register("custody", CustodyViewSet, basename="custody")
router.register("routes", RouteViewSet, basename="route")
router.register("vehicles", VehicleViewSet, basename="vehicle")
router.register("site-points", SitePointViewSet, basename="site-point")
urlpatterns = [
    *router.urls,
    path("intake-acts/<uuid:uid>/paper/", IntakePaperViewSet.as_view({"get": "retrieve"}), name="intake-act-paper"),
    path("return-acts/<uuid:uid>/paper/", ReturnPaperViewSet.as_view({"get": "retrieve"}), name="return-act-paper"),
    path("movements/<uuid:uid>/paper/", MovementPaperViewSet.as_view({"get": "retrieve"}), name="movement-paper"),
]
