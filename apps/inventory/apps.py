"""Django application of inventory."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    """Tells the access policy which sites a person works at; offers navigation, search and panels."""

    name = "apps.inventory"
    label = "inventory"
    verbose_name = _("Equipment and places")

    def ready(self) -> None:
        """Register what other rooms ask for."""
        from apps.accounts import bindings  # noqa: PLC0415 - models are loaded only now
        from apps.accounts.policy import install_site_bindings  # noqa: PLC0415 - as above
        from apps.inventory import binder, layers, movers, panels  # noqa: PLC0415 - as above
        from apps.inventory.selectors.bindings import bound_site_ids  # noqa: PLC0415 - as above
        from apps.inventory.service_centre import registration as service_centre  # noqa: PLC0415 - as above
        from apps.inventory.services import importing  # noqa: PLC0415 - as above

        install_site_bindings(bound_site_ids)
        bindings.register(binder.SITES)
        movers.register()
        panels.register()
        service_centre.register()
        layers.register()
        importing.register()
