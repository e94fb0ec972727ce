"""Django application of telemetry."""

from django.apps import AppConfig


class TelemetryConfig(AppConfig):
    """Registers what other rooms may show of telemetry."""

    name = "apps.telemetry"
    label = "telemetry"
