"""Django application of audit."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Declares the permissions of the log."""

    name = "apps.audit"
    label = "audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        """Import the permissions so that they are declared."""
        from apps.audit import permissions  # noqa: F401, PLC0415 - registration needs loaded applications
