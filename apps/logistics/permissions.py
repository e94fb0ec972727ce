"""Rights of logistics, by the matrix of roles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.access import Reach, declare
from apps.common.roles import CLIENT_ROLES, Role

INTAKE_REGISTER = declare(
    "logistics.intake.register",
    _("register intake acts"),
    {Role.ADMIN: Reach.ORGANISATION, Role.MANAGER: Reach.ORGANISATION},
)
INTAKE_VIEW = declare(
    "logistics.intake.view",
    _("see intake acts"),
    {
        Role.ADMIN: Reach.ORGANISATION,
        Role.MANAGER: Reach.ORGANISATION,
        Role.ACCOUNTANT: Reach.ORGANISATION,
        Role.WAREHOUSE: Reach.SITES,
        Role.TECHNICIAN: Reach.SITES,
        **dict.fromkeys(CLIENT_ROLES, Reach.CLIENT),
    },
)
CUSTODY_VIEW = declare(
    "logistics.custody.view",
    _("see who held a unit"),
    {
        Role.ADMIN: Reach.ORGANISATION,
        Role.MANAGER: Reach.ORGANISATION,
        Role.ACCOUNTANT: Reach.ORGANISATION,
        Role.WAREHOUSE: Reach.SITES,
        Role.TECHNICIAN: Reach.SITES,
        **dict.fromkeys(CLIENT_ROLES, Reach.CLIENT),
    },
)
WORKPLACE = declare(
    "logistics.workplace",
    _("work at a warehouse, a service centre or a data centre"),
    {Role.ADMIN: Reach.ORGANISATION, Role.WAREHOUSE: Reach.SITES, Role.TECHNICIAN: Reach.SITES},
)
