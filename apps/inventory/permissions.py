"""Rights of inventory, by the matrix of roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from apps.common import access
from apps.common.access import Reach, declare
from apps.common.errors import AccessDenied
from apps.common.roles import CLIENT_ROLES, Role
from apps.inventory.enums import SiteType

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.inventory.models import Site

PLACE_VIEW = declare(
    "inventory.place.view",
    _("see sites, rooms, power and shelves"),
    {
        Role.ADMIN: Reach.ORGANISATION,
        Role.MANAGER: Reach.ORGANISATION,
        Role.ACCOUNTANT: Reach.ORGANISATION,
        Role.WAREHOUSE: Reach.SITES,
        Role.TECHNICIAN: Reach.SITES,
    },
)
# A client's user sees the plan of rooms where the client's units stand, and on it only these.
PLAN_VIEW = declare(
    "inventory.plan.view",
    _("see plans of rooms"),
    {**PLACE_VIEW.reach, **dict.fromkeys(CLIENT_ROLES, Reach.CLIENT)},
)
PLACE_MANAGE = declare(
    "inventory.place.manage", _("manage sites, rooms, power and shelves"), {Role.ADMIN: Reach.ORGANISATION}
)
POWER_RESERVE = declare(
    "inventory.power.reserve",
    _("reserve power for units to come"),
    {
        Role.ADMIN: Reach.ORGANISATION,
        Role.MANAGER: Reach.ORGANISATION,
        Role.WAREHOUSE: Reach.SITES,
        Role.TECHNICIAN: Reach.SITES,
    },
)
SITE_BIND = declare("inventory.site.bind", _("bind staff to sites"), {Role.ADMIN: Reach.ORGANISATION})
MODEL_VIEW = declare(
    "inventory.model.view",
    _("see the model directory"),
    {
        Role.ADMIN: Reach.ORGANISATION,
        Role.MANAGER: Reach.ORGANISATION,
        Role.ACCOUNTANT: Reach.ORGANISATION,
        Role.WAREHOUSE: Reach.ORGANISATION,
        Role.TECHNICIAN: Reach.ORGANISATION,
    },
)
MODEL_MANAGE = declare("inventory.model.manage", _("manage the model directory"), {Role.ADMIN: Reach.ORGANISATION})
UNIT_VIEW = declare(
    "inventory.unit.view",
    _("see units"),
    {
        Role.ADMIN: Reach.ORGANISATION,
        Role.MANAGER: Reach.ORGANISATION,
        Role.ACCOUNTANT: Reach.ORGANISATION,
        Role.WAREHOUSE: Reach.SITES,
        Role.TECHNICIAN: Reach.SITES,
        **dict.fromkeys(CLIENT_ROLES, Reach.CLIENT),
    },
)
UNIT_MANAGE = declare("inventory.unit.manage", _("correct the data of units"), {Role.ADMIN: Reach.ORGANISATION})
UNIT_REGISTER = declare(
    "inventory.unit.register",
    _("register units by intake acts"),
    {Role.ADMIN: Reach.ORGANISATION, Role.MANAGER: Reach.ORGANISATION},
)
UNIT_NETWORK = declare(
    "inventory.unit.network",
    _("set the network addresses of units"),
    {Role.ADMIN: Reach.ORGANISATION, Role.TECHNICIAN: Reach.SITES},
)
UNIT_PLACE = declare(
    "inventory.unit.place",
    _("place units"),
    {Role.ADMIN: Reach.ORGANISATION, Role.WAREHOUSE: Reach.SITES, Role.TECHNICIAN: Reach.SITES},
)
LABEL_PRINT = declare(
    "inventory.label.print",
    _("print labels of units and shelves"),
    {
        Role.ADMIN: Reach.ORGANISATION,
        Role.MANAGER: Reach.ORGANISATION,
        Role.WAREHOUSE: Reach.SITES,
        Role.TECHNICIAN: Reach.SITES,
    },
)
UNIT_JOURNAL = declare(
    "inventory.unit.journal",
    _("add photos and notes to units"),
    {
        Role.ADMIN: Reach.ORGANISATION,
        Role.MANAGER: Reach.ORGANISATION,
        Role.WAREHOUSE: Reach.SITES,
        Role.TECHNICIAN: Reach.SITES,
    },
)
_READERS = {
    Role.ADMIN: Reach.ORGANISATION,
    Role.MANAGER: Reach.ORGANISATION,
    Role.ACCOUNTANT: Reach.ORGANISATION,
    Role.WAREHOUSE: Reach.SITES,
    Role.TECHNICIAN: Reach.SITES,
}
# Notes, and what is written under a photo, are for the staff alone; the photos are the owner's too.
JOURNAL_VIEW = declare("inventory.journal.view", _("see notes on units"), _READERS)
PHOTO_VIEW = declare(
    "inventory.photo.view", _("see photos of units"), _READERS | dict.fromkeys(CLIENT_ROLES, Reach.CLIENT)
)
# Steps of a journey; which units and when is decided by movements and return acts.
UNIT_JOURNEY = declare(
    "inventory.unit.journey",
    _("move units by movements and return acts"),
    dict.fromkeys((Role.ADMIN, Role.MANAGER, Role.WAREHOUSE, Role.TECHNICIAN, Role.DRIVER), Reach.ORGANISATION),
)

# Whose workplace a site is: the warehouse's, the data centre's, or both at a service centre.
_WORKPLACES: dict[str, frozenset[Role]] = {
    SiteType.WAREHOUSE: frozenset({Role.OWNER, Role.ADMIN, Role.WAREHOUSE}),
    SiteType.DATA_CENTRE: frozenset({Role.OWNER, Role.ADMIN, Role.TECHNICIAN}),
    SiteType.SERVICE_CENTRE: frozenset({Role.OWNER, Role.ADMIN, Role.WAREHOUSE, Role.TECHNICIAN}),
}


def may_work_at(actor: Actor, site: Site) -> bool:
    """Whether the actor works at this kind of site (asks nothing of the database)."""
    return actor.role is None or actor.role in _WORKPLACES[site.type]


def require_work_at(actor: Actor, site: Site) -> None:
    """Raise AccessDenied unless the actor may place units at this site."""
    access.require(actor, UNIT_PLACE, site)
    if not may_work_at(actor, site):
        raise AccessDenied
