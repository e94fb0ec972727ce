"""Telemetry in the admin: agents, codes, devices, problems; one noun a module."""

from apps.telemetry.admin import agents, codes, devices, problems

__all__ = ["agents", "codes", "devices", "problems"]
