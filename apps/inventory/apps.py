"""Django application of inventory."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """Registers what other rooms may show of inventory."""

    name = "apps.inventory"
    label = "inventory"
