"""Models and whole site maps from files, each row by the services of inventory; and the exports that fit them."""

from apps.common.imports import kinds
from apps.inventory.services.importing.models import ModelImporter
from apps.inventory.services.importing.site_map import SiteMapImporter

__all__ = ["register"]


def register() -> None:
    """Register both kinds; called once when the app is ready."""
    for importer in (ModelImporter(), SiteMapImporter()):
        kinds.register(importer)
