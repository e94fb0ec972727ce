"""Django application of crm."""

from django.apps import AppConfig


class CrmConfig(AppConfig):
    """Registers what other rooms may show of crm."""

    name = "apps.crm"
    label = "crm"
