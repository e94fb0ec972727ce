"""Permissions of what has no domain: the search box for everybody who signed in, the administration for staff."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common import access
from apps.common.access import Reach
from apps.common.roles import EVERY_ROLE, STAFF_ROLES, Role

SEARCH = access.declare("common.search", _("Search"), dict.fromkeys(EVERY_ROLE, Reach.OWN))
IMPORT = access.declare(
    "common.import", _("Import rows from files"), dict.fromkeys((Role.ADMIN, Role.MANAGER), Reach.ORGANISATION)
)
EXPORT = access.declare(
    "common.export",
    _("Export rows that can be imported again"),
    dict.fromkeys((Role.ADMIN, Role.MANAGER, Role.ACCOUNTANT, Role.WAREHOUSE, Role.TECHNICIAN), Reach.ORGANISATION),
)
ADMIN = access.declare(
    "common.admin",
    _("Open the administration"),
    dict.fromkeys(STAFF_ROLES - {Role.DRIVER}, Reach.ORGANISATION) | {Role.PLATFORM: Reach.PLATFORM},
)
