"""Django application of analytics."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Registers what other rooms may show of analytics."""

    name = "apps.analytics"
    label = "analytics"
