"""Django application of common."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Registers the house's system checks."""

    name = "apps.common"
    label = "common"

    def ready(self) -> None:
        """Import the checks so that Django knows them."""
        from apps.common import checks  # noqa: F401, PLC0415 - registration needs loaded applications
