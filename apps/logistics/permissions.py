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

_EVERY_SITE = dict.fromkeys((Role.ADMIN, Role.MANAGER), Reach.ORGANISATION)
_OWN_SITES = dict.fromkeys((Role.WAREHOUSE, Role.TECHNICIAN), Reach.SITES)

INTAKE_PICTURE = declare(
    "logistics.intake.picture", _("add photos and signatures to intake acts"), _EVERY_SITE | _OWN_SITES
)
MOVEMENT_VIEW = declare(
    "logistics.movement.view",
    _("see movements"),
    _EVERY_SITE | _OWN_SITES | {Role.ACCOUNTANT: Reach.ORGANISATION, Role.DRIVER: Reach.OWN},
)
MOVEMENT_CREATE = declare(
    "logistics.movement.create", _("create movements"), _EVERY_SITE | {Role.TECHNICIAN: Reach.SITES}
)
MOVEMENT_DRIVE = declare(
    "logistics.movement.drive", _("pick up, report mismatches, hand to the receiver"), {Role.DRIVER: Reach.OWN}
)
MOVEMENT_ACCEPT = declare(
    "logistics.movement.accept",
    _("accept movements at the destination"),
    _OWN_SITES | {Role.ADMIN: Reach.ORGANISATION},
)
RETURN_REGISTER = declare("logistics.return.register", _("register return acts"), _EVERY_SITE)
RETURN_VIEW = declare(
    "logistics.return.view",
    _("see return acts"),
    _EVERY_SITE | _OWN_SITES | {Role.ACCOUNTANT: Reach.ORGANISATION} | dict.fromkeys(CLIENT_ROLES, Reach.CLIENT),
)
RETURN_HAND_OVER = declare(
    "logistics.return.hand_over",
    _("hand equipment over to its owner"),
    {Role.ADMIN: Reach.ORGANISATION, Role.WAREHOUSE: Reach.SITES},
)
ROUTE_VIEW = declare("logistics.route.view", _("see routes"), _EVERY_SITE | {Role.DRIVER: Reach.OWN})
ROUTE_PLAN = declare("logistics.route.plan", _("plan routes, keep vehicles and points of sites"), _EVERY_SITE)
_CLAIM_READERS = _EVERY_SITE | _OWN_SITES | {Role.ACCOUNTANT: Reach.ORGANISATION, Role.DRIVER: Reach.OWN}
CLAIM_VIEW = declare("logistics.claim.view", _("see claims"), _CLAIM_READERS)
PICTURE_VIEW = declare(
    "logistics.picture.view",
    _("see photos and signatures of movements, acts and claims"),
    _CLAIM_READERS | dict.fromkeys(CLIENT_ROLES, Reach.CLIENT),
)
CLAIM_REPORT = declare(
    "logistics.claim.report", _("report what does not agree with an intake or a return act"), _EVERY_SITE | _OWN_SITES
)
CLAIM_RESOLVE = declare("logistics.claim.resolve", _("resolve claims"), _EVERY_SITE | _OWN_SITES)
