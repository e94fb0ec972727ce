"""Inventory in the admin: places, the directory, units; one noun a module."""

from apps.inventory.admin import bindings, directory, places, units

__all__ = ["bindings", "directory", "places", "units"]
