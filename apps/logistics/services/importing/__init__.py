"""Equipment from files."""

from apps.common.imports import kinds
from apps.logistics.services.importing.units import UnitImporter

__all__ = ["register"]


def register() -> None:
    """Register the kind; called once when the app is ready."""
    kinds.register(UnitImporter())
