"""Django application of hosting."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HostingConfig(AppConfig):
    """Registers the first screens and listens to what machines report."""

    name = "apps.hosting"
    label = "hosting"
    verbose_name = _("Hosting")

    def ready(self) -> None:
        """Register navigation, notifications and receivers."""
        from apps.hosting import registration  # noqa: PLC0415 - models are loaded only now

        registration.register()
