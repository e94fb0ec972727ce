"""Addresses of inventory's API, under /api/v1/inventory/."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from apps.inventory.api.journal import NoteViewSet, PhotoViewSet
from apps.inventory.api.places import PowerNodeViewSet, RackViewSet, RoomViewSet, ShelfViewSet, SiteViewSet
from apps.inventory.api.reservations import ReservationViewSet
from apps.inventory.api.units import ModelViewSet, UnitViewSet

app_name = "inventory_api"

router = SimpleRouter()
router.register("sites", SiteViewSet, basename="site")
router.register("rooms", RoomViewSet, basename="room")
router.register("power-nodes", PowerNodeViewSet, basename="power-node")
router.register("racks", RackViewSet, basename="rack")
router.register("reservations", ReservationViewSet, basename="reservation")
router.register("shelves", ShelfViewSet, basename="shelf")
router.register("models", ModelViewSet, basename="model")
router.register("units", UnitViewSet, basename="unit")
router.register("photos", PhotoViewSet, basename="photo")
router.register("notes", NoteViewSet, basename="note")
urlpatterns = router.urls
