"""Rights of the service centre, by the matrix of roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from apps.common import access
from apps.common.access import Reach, declare
from apps.common.errors import AccessDenied
from apps.common.roles import CLIENT_ROLES, Role
from apps.inventory.enums import SiteType

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.inventory.models import Site

_OFFICE: Final = {Role.ADMIN: Reach.ORGANISATION, Role.MANAGER: Reach.ORGANISATION}
_READERS: Final = {**_OFFICE, Role.ACCOUNTANT: Reach.ORGANISATION}
_FLOOR: Final = {Role.WAREHOUSE: Reach.SITES, Role.TECHNICIAN: Reach.SITES}

REPAIR_VIEW = declare(
    "inventory.repair.view",
    _("see repair orders"),
    {**_READERS, **_FLOOR, **dict.fromkeys(CLIENT_ROLES, Reach.CLIENT)},
)
REPAIR_WORK = declare("inventory.repair.work", _("open and work on repair orders"), {**_OFFICE, **_FLOOR})
REPAIR_APPROVE = declare(
    "inventory.repair.approve",
    _("approve or decline estimates of repairs"),
    {**_OFFICE, Role.CLIENT_ADMIN: Reach.CLIENT, Role.CLIENT_OPERATOR: Reach.CLIENT},
)
REPAIR_SCRAP = declare("inventory.repair.scrap", _("decide that a unit is scrapped"), dict(_OFFICE))
REPAIR_INSIDE = declare(
    "inventory.repair.inside", _("see steps and photos of repairs, print their acts"), {**_READERS, **_FLOOR}
)
# What things cost us; what a client pays stands on the order for everybody who sees it.
REPAIR_COST = declare("inventory.repair.cost", _("see the cost of repairs and parts"), dict(_READERS))
REPAIR_FIGURES = declare("inventory.repair.figures", _("see the figures of the service centre"), dict(_READERS))
PART_VIEW = declare(
    "inventory.part.view",
    _("see spare parts and works"),
    {**_READERS, Role.WAREHOUSE: Reach.ORGANISATION, Role.TECHNICIAN: Reach.ORGANISATION},
)
PART_MANAGE = declare("inventory.part.manage", _("manage spare parts, works and settings of repairs"), dict(_OFFICE))
# Parts are the company's, their stock is the sites': who may open the forms of a part, whatever the site.
PART_HANDLE = declare(
    "inventory.part.handle",
    _("open the forms by which spare parts move"),
    {**_OFFICE, Role.WAREHOUSE: Reach.ORGANISATION, Role.TECHNICIAN: Reach.ORGANISATION},
)
STOCK_VIEW = declare("inventory.stock.view", _("see the stock of spare parts"), {**_READERS, **_FLOOR})
STOCK_MOVE = declare(
    "inventory.stock.move",
    _("receive and move spare parts"),
    {Role.ADMIN: Reach.ORGANISATION, Role.MANAGER: Reach.ORGANISATION, **_FLOOR},
)
STOCK_CORRECT = declare(
    "inventory.stock.correct",
    _("correct, write off and count spare parts"),
    {Role.ADMIN: Reach.ORGANISATION, Role.WAREHOUSE: Reach.SITES},
)

# Where units are repaired; a technician works at both, a warehouse keeper at a service centre.
REPAIR_SITES: Final = frozenset({SiteType.SERVICE_CENTRE, SiteType.DATA_CENTRE})
_ELSEWHERE: Final = {Role.WAREHOUSE: frozenset({SiteType.DATA_CENTRE})}


def may_repair_at(actor: Actor, site: Site) -> bool:
    """Whether the actor works on repairs at this kind of site (asks nothing of the database)."""
    if site.type not in REPAIR_SITES:
        return False
    return actor.role is None or site.type not in _ELSEWHERE.get(actor.role, frozenset())


def require_repair_at(actor: Actor, site: Site) -> None:
    """Raise AccessDenied unless the actor may work on repairs at this site."""
    access.require(actor, REPAIR_WORK, site)
    if not may_repair_at(actor, site):
        raise AccessDenied


def require_stock_at(actor: Actor, site: Site, *, correct: bool = False) -> None:
    """Raise AccessDenied unless the actor may move (or correct) the stock of this site."""
    access.require(actor, STOCK_CORRECT if correct else STOCK_MOVE, site)
