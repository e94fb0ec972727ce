"""Django application of audit."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Declares the permissions of the log and its place in the navigation."""

    name = "apps.audit"
    label = "audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        """Declare the permissions and the entry of the navigation."""
        from apps.audit import permissions  # noqa: PLC0415 - registration needs loaded applications
        from apps.common.navigation import Group, NavItem, register  # noqa: PLC0415 - as above

        register(
            NavItem(
                key="audit",
                title=_("Audit log"),
                url_name="audit:records",
                permission=permissions.RECORD_VIEW,
                icon="history",
                order=900,
                group=Group.RECORD,
            )
        )
