"""Django application of logistics."""

from django.apps import AppConfig


class LogisticsConfig(AppConfig):
    """Registers what other rooms may show of logistics."""

    name = "apps.logistics"
    label = "logistics"
