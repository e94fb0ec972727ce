"""Admin of the service centre."""

from apps.inventory.service_centre.admin import orders, parts

__all__ = ["orders", "parts"]
