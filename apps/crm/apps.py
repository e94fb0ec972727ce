"""Django application of crm."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CrmConfig(AppConfig):
    """Tells other rooms what they may ask crm, and registers what crm shows."""

    name = "apps.crm"
    label = "crm"
    verbose_name = _("Clients and contracts")

    def ready(self) -> None:
        """Install the bindings of client users and register pages, search and statuses."""
        from apps.accounts import bindings  # noqa: PLC0415 - models are loaded only now
        from apps.accounts.policy import install_client_bindings  # noqa: PLC0415 - as above
        from apps.common import outbox  # noqa: PLC0415 - as above
        from apps.crm import (  # noqa: PLC0415 - as above
            binder,
            broker_entries,
            checks,  # noqa: F401 - registers itself
            connections,
            document_panels,
            movers,
            panels,
            receivers,
            sales_panels,
            tasks,
        )
        from apps.crm.documents import kinds  # noqa: PLC0415 - as above
        from apps.crm.selectors.bindings import client_ids_of_user  # noqa: PLC0415 - as above
        from apps.crm.services import importing, packages  # noqa: PLC0415 - as above
        from apps.crm.services.bitrix import noticing  # noqa: PLC0415 - as above

        install_client_bindings(client_ids_of_user)
        bindings.register(binder.CLIENT)
        movers.register()
        panels.register()
        connections.register()
        broker_entries.register()
        sales_panels.register()
        receivers.connect()
        outbox.register(noticing.TOPIC, noticing.deliver)
        outbox.register(packages.TOPIC, tasks.hand_over)
        document_panels.register()
        kinds.register()
        importing.register()
