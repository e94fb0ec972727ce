"""Roles: the vocabulary of the access policy; one per user."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is in the company; rights follow from it in each app's `permissions.py`."""

    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Administrator")
    MANAGER = "manager", _("Manager")
    ACCOUNTANT = "accountant", _("Accountant")
    WAREHOUSE = "warehouse", _("Warehouse keeper")
    TECHNICIAN = "technician", _("Technician")
    DRIVER = "driver", _("Driver")
    CLIENT_VIEWER = "client_viewer", _("Client: viewer")
    CLIENT_OPERATOR = "client_operator", _("Client: operator")
    CLIENT_ADMIN = "client_admin", _("Client: administrator")
    BROKER = "broker", _("Broker")
    PARTNER = "partner", _("Partner")
    AUDITOR = "auditor", _("Auditor")
    PROSPECT = "prospect", _("Prospect")
    PLATFORM = "platform", _("Platform staff")


CLIENT_ROLES = frozenset({Role.CLIENT_VIEWER, Role.CLIENT_OPERATOR, Role.CLIENT_ADMIN})
STAFF_ROLES = frozenset(
    {Role.OWNER, Role.ADMIN, Role.MANAGER, Role.ACCOUNTANT, Role.WAREHOUSE, Role.TECHNICIAN, Role.DRIVER, Role.AUDITOR}
)
# Staff who see nothing until they are bound to a site; other staff without a binding see every site.
SITE_BOUND_ROLES = frozenset({Role.WAREHOUSE, Role.TECHNICIAN, Role.DRIVER})
EVERY_ROLE = frozenset(Role)
