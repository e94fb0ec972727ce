"""Addresses of the agents, under /api/v1/agent/."""

from __future__ import annotations

from django.urls import path

from apps.telemetry.api import agent

app_name = "agent"

urlpatterns = [
    path("enrol", agent.enrol, name="enrol"),
    path("config", agent.config, name="config"),
    path("batches", agent.batches, name="batches"),
    path("discoveries", agent.discoveries, name="discoveries"),
    path("heartbeat", agent.heartbeat, name="heartbeat"),
]
