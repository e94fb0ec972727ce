"""Django application of billing."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Registers what other rooms may show of billing."""

    name = "apps.billing"
    label = "billing"
