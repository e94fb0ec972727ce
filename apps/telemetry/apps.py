"""Django application of telemetry."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TelemetryConfig(AppConfig):
    """Registers what other rooms may show of telemetry."""

    name = "apps.telemetry"
    label = "telemetry"
    verbose_name = _("Telemetry")

    def ready(self) -> None:
        """Register statuses, navigation, panels and the agents' keys."""
        from apps.telemetry import registration  # noqa: PLC0415 - models are loaded only now

        registration.register()
