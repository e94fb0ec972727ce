"""Django application of hosting."""

from django.apps import AppConfig


class HostingConfig(AppConfig):
    """Registers what other rooms may show of hosting."""

    name = "apps.hosting"
    label = "hosting"
