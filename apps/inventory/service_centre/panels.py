"""What the service centre shows on other pages: repairs of a unit, its queue at a site, navigation, search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common import access, navigation, panels, search
from apps.common.navigation import Group, NavItem
from apps.common.panels import Panel
from apps.common.roles import CLIENT_ROLES, Role
from apps.common.search import Hit, Provider
from apps.inventory.enums import UnitState
from apps.inventory.service_centre.permissions import (
    PART_MANAGE,
    PART_VIEW,
    REPAIR_FIGURES,
    REPAIR_SITES,
    REPAIR_VIEW,
    REPAIR_WORK,
    STOCK_VIEW,
    may_repair_at,
)
from apps.inventory.service_centre.selectors import orders as nouns
from apps.inventory.service_centre.selectors import stock as stock_nouns
from apps.inventory.service_centre.views.settings import masks_panel

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.inventory.models import Site, Unit

_SHOWN = 10
_REPAIRABLE = (UnitState.STORED, UnitState.IN_SERVICE, UnitState.IN_REPAIR)
_FLOOR = frozenset({Role.OWNER, Role.ADMIN, Role.WAREHOUSE, Role.TECHNICIAN})
_OFFICE = frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER, Role.ACCOUNTANT})


def _repairs(actor: Actor, unit: Unit) -> dict[str, Any] | None:
    """Return the repairs of a unit and its known components; nothing where there are none and none may be opened."""
    orders = list(nouns.repairs_of_unit(actor, unit)[:_SHOWN])
    may_open = (
        unit.site is not None
        and unit.state in _REPAIRABLE
        and access.may(actor, REPAIR_WORK, unit)
        and may_repair_at(actor, unit.site)
        and not any(not order.is_closed for order in orders)
    )
    components: list[Any] = []
    if access.holds(actor, STOCK_VIEW):
        components = list(stock_nouns.components(actor).filter(unit=unit).order_by("position"))
    if not orders and not components and not may_open:
        return None
    return {"orders": orders, "components": components, "may_open": may_open}


def _queue(actor: Actor, site: Site) -> dict[str, Any] | None:
    """Return the open repairs of a site where units are repaired."""
    if site.type not in REPAIR_SITES or not may_repair_at(actor, site):
        return None
    counts = nouns.queue(actor, site.pk)
    if not counts and site.is_data_centre:
        return None
    return {"tiles": sorted(counts.items()), "total": sum(one.count for one in counts.values())}


def _find_orders(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Find repair orders by number."""
    rows = search.first(nouns.orders(actor).filter(number__icontains=text).order_by("-ordinal"), limit)
    return [
        Hit(row.number, reverse("service:order", args=[row.uid]), "tool", f"{row.unit.serial} · {row.client}")
        for row in rows
    ]


def _find_parts(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Find spare parts by article or name."""
    rows = search.first(stock_nouns.named_parts(actor, text), limit)
    return [Hit(str(row), reverse("service:part", args=[row.uid]), "components", "") for row in rows]


_ITEMS = (
    NavItem(
        "service.workplace",
        _("Repairs"),
        "service:workplace",
        REPAIR_WORK,
        "tool",
        25,
        roles=_FLOOR,
        bottom_bar=True,
        short_title=_("Repairs"),
    ),
    NavItem("service.orders", _("Repair orders"), "service:orders", REPAIR_VIEW, "tool", 340, Group.EQUIPMENT,
            roles=_OFFICE | CLIENT_ROLES),
    NavItem("service.parts", _("Spare parts"), "service:parts", PART_VIEW, "components", 350, Group.EQUIPMENT),
    NavItem("service.figures", pgettext_lazy("service centre", "Figures of repairs"), "service:figures",
            REPAIR_FIGURES, "chart-bar", 360, Group.EQUIPMENT, roles=_OFFICE),
)  # fmt: skip


def register() -> None:
    """Offer everything; called once when the app is ready."""
    for item in _ITEMS:
        navigation.register(item)
    search.register(Provider("service.orders", _("Repair orders"), _find_orders, order=265))
    search.register(Provider("service.parts", _("Spare parts"), _find_parts, order=310))
    panels.register(
        "inventory.unit",
        Panel("service.repairs", _("Repairs"), "service/partials/unit_panel.html", REPAIR_VIEW, _repairs, 300),
    )
    panels.register(
        "inventory.workplace",
        Panel("service.queue", _("Repairs"), "service/partials/site_panel.html", REPAIR_WORK, _queue, 100),
    )
    panels.register(
        "accounts.settings",
        Panel(
            "service.masks",
            _("Numbers of the service centre"),
            "service/partials/masks_panel.html",
            PART_MANAGE,
            masks_panel,
            5,
        ),
    )
