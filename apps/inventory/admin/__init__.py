"""Inventory in the admin: places, the directory, units; one noun a module."""

from apps.inventory.admin import bindings, directory, journal, places, units

__all__ = ["bindings", "directory", "journal", "places", "units"]
