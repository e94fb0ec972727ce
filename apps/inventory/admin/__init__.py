"""Inventory in the admin: places, the directory, units; one noun a module."""

from apps.inventory.admin import bindings, directory, journal, places, power, units
from apps.inventory.service_centre import admin as service_centre

__all__ = ["bindings", "directory", "journal", "places", "power", "service_centre", "units"]
