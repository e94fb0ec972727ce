"""A whole site from a file: what is missing is made, the rest compared; and the export that reads equal."""

from apps.inventory.services.importing.site_map.importer import SiteMapImporter

__all__ = ["SiteMapImporter"]
