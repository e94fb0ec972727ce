"""Logistics in the admin: acts and custody, read-only with voiding as an operation."""

from apps.logistics.admin import acts, custody

__all__ = ["acts", "custody"]
