"""What inventory offers to other pages: navigation, search, sites for the switcher, the equipment of a client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.common import access, clock, finding, navigation, panels, search, statuses
from apps.common.http.addresses import address_by_uid
from apps.common.navigation import SiteChoice
from apps.common.panels import Panel
from apps.common.search import Hit, Provider
from apps.common.statuses import Tone, status
from apps.crm import outlook
from apps.inventory import menu
from apps.inventory.enums import ReservationState
from apps.inventory.models import Site
from apps.inventory.permissions import PLACE_VIEW, UNIT_VIEW
from apps.inventory.rules.labels import read_link
from apps.inventory.selectors import equipment_of_client, find_units, named_unit, shelves, sites, units
from apps.inventory.selectors.capacity import capacity_of_sites
from apps.inventory.selectors.equipment import growth_of_client

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apps.common.actor import Actor
    from apps.crm.models import Client

_UNITS_SHOWN = 10
_SERIAL_CHARS = 6
_OWNERS = 50
_QUARTER_MONTHS = 3


def _find_units(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Find units by a part of the serial number."""
    return [
        Hit(
            unit.serial,
            reverse("inventory:unit", args=[unit.uid]),
            "cpu",
            " · ".join(
                part
                for part in (
                    str(status(unit.state).word),
                    unit.model.name,
                    str(unit.owner),
                    unit.site.name if unit.site else "",
                    unit.shelf.label if unit.shelf else "",
                )
                if part
            ),
        )
        for unit in search.first(find_units(actor, text), limit)
    ]


def _exact(actor: Actor, text: str) -> str:
    """Return the address of the unit or shelf that a text names exactly, empty when it names none."""
    if access.holds(actor, UNIT_VIEW) and (unit := named_unit(actor, text)):
        return reverse("inventory:unit", args=[unit.uid])
    link = read_link(text)
    if link is not None and link.kind == "shelf" and shelves(actor).filter(uid=link.uid).exists():
        return reverse("inventory:shelf", args=[link.uid])
    return ""


def _find_sites(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Find sites by name."""
    rows = search.first(sites(actor).filter(name__icontains=text).order_by("name"), limit)
    return [
        Hit(site.name, reverse("inventory:site", args=[site.uid]), "building", site.postal_address) for site in rows
    ]


def _choices(actor: Actor) -> Iterable[SiteChoice]:
    """Return the places of the site switcher."""
    rows = access.narrow(actor, PLACE_VIEW, Site.objects.all()).order_by("name").values_list("uid", "name")
    address = address_by_uid("inventory:site")
    return [SiteChoice(name, address(uid)) for uid, name in rows]


def _equipment(actor: Actor, client: Client) -> dict[str, Any] | None:
    """Return the figures of a client's equipment."""
    shown = units(actor).filter(owner=client).order_by("-changed_at", "-pk")[:_UNITS_SHOWN]
    growth = growth_of_client(actor, client.pk, clock.today())
    return {
        "summary": equipment_of_client(actor, client.pk),
        "units": shown,
        "growth": growth if any(month.unit_count for month in growth) else [],
        "top_kw": max((month.power_kw for month in growth), default=0),
    }


def _use(actor: Actor, client: Client) -> outlook.ClientUse:
    """Return what a client's machines draw now, and what they drew three months ago."""
    growth = growth_of_client(actor, client.pk, clock.today())
    return outlook.ClientUse(now_kw=growth[-1].power_kw, before_kw=growth[-1 - _QUARTER_MONTHS].power_kw)


def _owners(actor: Actor, text: str) -> list[int]:
    """Return the owners of units whose serial number fits, for the search of clients."""
    word = text.strip()
    if len(word) < _SERIAL_CHARS or " " in word or not any(sign.isdigit() for sign in word):
        return []
    if not access.holds(actor, UNIT_VIEW):
        return []
    return list(find_units(actor, word).order_by().values_list("owner_id", flat=True).distinct()[:_OWNERS])


_LOOKS_OF_RESERVATIONS = {
    ReservationState.ACTIVE: (Tone.BLUE, "lock"),
    ReservationState.USED: (Tone.GREEN, "circle-check"),
    ReservationState.LAPSED: (Tone.GREY, "clock-off"),
    ReservationState.RELEASED: (Tone.GREY, "lock-open"),
}


def register() -> None:
    """Offer everything; called once when the app is ready."""
    for state, (tone, icon) in _LOOKS_OF_RESERVATIONS.items():
        statuses.add(f"reservation_{state}", tone, icon, state.label)
    menu.register()
    navigation.register_sites(_choices)
    outlook.install_capacity(capacity_of_sites)
    outlook.install_use(_use)
    finding.register_source("crm.client", _owners)
    search.register(Provider("inventory.units", _("Equipment"), _find_units, order=100, exact=_exact))
    search.register(Provider("inventory.sites", _("Sites"), _find_sites, order=300))
    panels.register(
        "crm.client",
        Panel(
            "inventory.equipment", _("Equipment"), "inventory/partials/client_panel.html", UNIT_VIEW, _equipment, 300
        ),
    )
