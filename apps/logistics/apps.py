"""Django application of logistics."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LogisticsConfig(AppConfig):
    """Takes part in every move of a unit; offers notifications, navigation, search and panels."""

    name = "apps.logistics"
    label = "logistics"
    verbose_name = _("Journeys")

    def ready(self) -> None:
        """Register what other rooms ask for."""
        from apps.inventory import participants  # noqa: PLC0415 - models are loaded only now
        from apps.logistics import movers, notices, panels, telegram  # noqa: PLC0415 - as above
        from apps.logistics.documents import intake_act, return_act, transfer_note  # noqa: PLC0415 - as above
        from apps.logistics.services import importing  # noqa: PLC0415 - as above
        from apps.logistics.services.custody import keep_custody  # noqa: PLC0415 - as above
        from apps.logistics.services.movements import hold_listed  # noqa: PLC0415 - as above

        participants.join(hold_listed)
        participants.join(keep_custody)
        movers.register()
        panels.register()
        for kind in (intake_act, return_act, transfer_note):
            kind.register()
        notices.register()
        telegram.register()
        importing.register()
