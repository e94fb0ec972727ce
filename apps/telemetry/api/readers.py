"""Addresses of telemetry's API for people and programs, under /api/v1/."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from apps.telemetry.api.agents import AgentViewSet
from apps.telemetry.api.devices import DeviceViewSet, ProblemViewSet

app_name = "telemetry_api"

router = SimpleRouter()
router.register("devices", DeviceViewSet, basename="device")
router.register("problems", ProblemViewSet, basename="problem")
router.register("agents", AgentViewSet, basename="agent")
urlpatterns = router.urls
