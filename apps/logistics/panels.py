"""What logistics offers to other pages: custody of a unit, acts of a client, search, statuses, navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.common import access, panels, search, statuses
from apps.common.panels import Panel
from apps.common.search import Hit, Provider
from apps.common.statuses import Tone
from apps.crm.enums import ClientStatus, ContractStatus
from apps.logistics import menu
from apps.logistics.enums import AttachmentKind
from apps.logistics.permissions import (
    CUSTODY_VIEW,
    INTAKE_REGISTER,
    INTAKE_VIEW,
    MOVEMENT_VIEW,
    PICTURE_VIEW,
    RETURN_REGISTER,
    RETURN_VIEW,
    ROUTE_PLAN,
)
from apps.logistics.selectors import attachments, custody_of, intake_acts, movements, return_acts
from apps.logistics.selectors.routes import site_points

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.models import Client, Contract
    from apps.inventory.models import Site, Unit

_ACTS_SHOWN = 10
_PHOTOS_SHOWN = 24


def _find_acts(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Find acts by number."""
    rows = search.first(intake_acts(actor).filter(number__icontains=text).order_by("-ordinal"), limit)
    return [
        Hit(act.number, reverse("logistics:intake", args=[act.uid]), "file-text", f"{act.client} · {act.site}")
        for act in rows
    ]


def _custody(actor: Actor, unit: Unit) -> dict[str, Any] | None:
    """Return the chain of custody, newest first; nothing when there is none in reach."""
    links = custody_of(actor, unit)
    return {"links": list(reversed(links))} if links else None


def _acts(actor: Actor, client: Client) -> dict[str, Any] | None:
    """Return the latest acts of a client."""
    return {
        "acts": list(intake_acts(actor).filter(client=client).order_by("-created_at", "-pk")[:_ACTS_SHOWN]),
        "may_register": access.holds(actor, INTAKE_REGISTER),
    }


def _intake_of(_actor: Actor, client: Client) -> dict[str, Any] | None:
    """Offer an intake for a client who is worked with."""
    return {} if client.status == ClientStatus.ACTIVE else None


def _returns(actor: Actor, client: Client) -> dict[str, Any] | None:
    """Return the latest return acts of a client; nothing when there are none and none may be made."""
    acts = list(return_acts(actor).filter(client=client).order_by("-created_at", "-pk")[:_ACTS_SHOWN])
    may_register = access.holds(actor, RETURN_REGISTER)
    return {"acts": acts, "may_register": may_register} if acts or may_register else None


def _journeys(actor: Actor, unit: Unit) -> dict[str, Any] | None:
    """Return the movements of a unit, newest first."""
    rows = list(movements(actor).filter(lines__unit=unit).order_by("-pk")[:_ACTS_SHOWN])
    return {"movements": rows} if rows else None


def _defects(actor: Actor, unit: Unit) -> dict[str, Any] | None:
    """Return the photos of claims about a unit; nothing without any."""
    rows = list(attachments(actor).filter(claim__unit=unit, kind=AttachmentKind.PHOTO)[:_PHOTOS_SHOWN])
    return {"attachments": rows} if rows else None


def _return_of(_actor: Actor, contract: Contract) -> dict[str, Any] | None:
    """Offer a return of what came under a contract; a draft has nothing, a voided one never had."""
    return None if contract.status in (ContractStatus.DRAFT, ContractStatus.VOIDED) else {}


def _find_movements(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Find movements by number."""
    rows = search.first(movements(actor).filter(number__icontains=text).order_by("-ordinal"), limit)
    return [
        Hit(row.number, reverse("logistics:movement", args=[row.uid]), "truck", f"{row.from_site} → {row.to_site}")
        for row in rows
    ]


def _find_returns(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Find return acts by number."""
    rows = search.first(return_acts(actor).filter(number__icontains=text).order_by("-ordinal"), limit)
    return [
        Hit(row.number, reverse("logistics:return", args=[row.uid]), "package-export", str(row.client)) for row in rows
    ]


def _point(actor: Actor, site: Site) -> dict[str, Any]:
    """Return where a site is."""
    return {"site": site, "point": site_points(actor).filter(site=site).first()}


def register() -> None:
    """Offer everything; called once when the app is ready."""
    statuses.add("handed_over", Tone.GREY, "package-export", _("Handed over"))
    menu.register()
    search.register(Provider("logistics.intakes", _("Intake acts"), _find_acts, order=250))
    search.register(Provider("logistics.movements", _("Movements"), _find_movements, order=260))
    search.register(Provider("logistics.returns", _("Return acts"), _find_returns, order=270))
    _on_pages_of_clients()
    _on_pages_of_equipment()


def _on_pages_of_clients() -> None:
    """Fill the places of the pages of clients and contracts."""
    panels.register(
        "crm.client",
        Panel(
            "logistics.returns", _("Return acts"), "logistics/partials/returns_panel.html", RETURN_VIEW, _returns, 410
        ),
    )
    panels.register(
        "crm.client.actions",
        Panel(
            "logistics.intake_new",
            _("Equipment intake"),
            "logistics/partials/client_action.html",
            INTAKE_REGISTER,
            _intake_of,
            20,
        ),
    )
    panels.register(
        "crm.contract.actions",
        Panel(
            "logistics.return_new",
            _("Return"),
            "logistics/partials/contract_action.html",
            RETURN_REGISTER,
            _return_of,
            20,
        ),
    )
    panels.register(
        "crm.client",
        Panel("logistics.intakes", _("Intake acts"), "logistics/partials/client_panel.html", INTAKE_VIEW, _acts, 400),
    )


def _on_pages_of_equipment() -> None:
    """Fill the places of the pages of units and sites."""
    panels.register(
        "inventory.unit",
        Panel(
            "logistics.journeys", _("Movements"), "logistics/partials/unit_panel.html", MOVEMENT_VIEW, _journeys, 510
        ),
    )
    panels.register(
        "inventory.unit",
        Panel(
            "logistics.defects",
            _("Photos of discrepancies"),
            "logistics/partials/defects_panel.html",
            PICTURE_VIEW,
            _defects,
            490,
        ),
    )
    panels.register(
        "inventory.unit",
        Panel(
            "logistics.custody",
            _("Chain of custody"),
            "logistics/partials/custody_panel.html",
            CUSTODY_VIEW,
            _custody,
            500,
        ),
    )
    panels.register(
        "inventory.site",
        Panel("logistics.point", _("On the map"), "logistics/partials/point_panel.html", ROUTE_PLAN, _point, 600),
    )
