"""Logistics in the admin: read-only, with voiding and cancelling as operations."""

from apps.logistics.admin import acts, custody, journeys, routes

__all__ = ["acts", "custody", "journeys", "routes"]
