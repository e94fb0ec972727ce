"""The first screen of each role; its figures are asked for again while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.common import navigation
from apps.common.http import actor_of, guarded
from apps.common.roles import CLIENT_ROLES, Role
from apps.crm.enums import ContractStatus
from apps.hosting.links import link
from apps.hosting.permissions import HOME, PORTAL
from apps.hosting.selectors.company import company
from apps.hosting.selectors.desk import desk
from apps.hosting.selectors.ground import ground
from apps.hosting.selectors.organisations import organisations
from apps.hosting.selectors.portal import portal
from apps.hosting.views import tiles

if TYPE_CHECKING:
    from collections import Counter

    from apps.common.actor import Actor

# Roles whose first screen is a page of another app.
_OWN_PAGES = {
    Role.WAREHOUSE: "logistics:workplaces",
    Role.DRIVER: "logistics:tasks",
    Role.BROKER: "crm:own_broker",
    Role.PARTNER: "crm:own_broker",
}
LIVE = "home-live"  # id of the part that htmx replaces


@guarded(HOME)
@require_safe
def home(request: HttpRequest) -> HttpResponse:  # noqa: PLR0911 - one return per role reads as the table it is
    """Show the first screen of the actor's role."""
    actor = actor_of(request)
    if actor.role in CLIENT_ROLES:
        return HttpResponseRedirect(reverse("hosting:portal"))
    own_page = link(_OWN_PAGES[actor.role]) if actor.role in _OWN_PAGES else ""
    if own_page:
        return HttpResponseRedirect(own_page)
    match actor.role:
        case Role.OWNER | Role.ADMIN:
            return _shown(request, "company", _company(actor))
        case Role.MANAGER:
            return _shown(request, "desk", _desk(actor))
        case Role.TECHNICIAN:
            return _shown(request, "ground", _ground(actor))
        case Role.PLATFORM:
            return render(request, "hosting/organisations.html", {"organisations": organisations(actor)})
        case _:
            return render(request, "hosting/start.html", {"doors": _doors(request, actor)})


@guarded(PORTAL)
@require_safe
def client_portal(request: HttpRequest) -> HttpResponse:
    """Show a client's users what their client has here."""
    return _shown(request, "portal", _portal(actor_of(request)))


def _shown(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """Render a screen, or only its live part when htmx asks for that."""
    fragment = request.headers.get("HX-Target") == LIVE
    template = f"hosting/partials/{name}.html" if fragment else f"hosting/{name}.html"
    return render(request, template, context | {"live_id": LIVE})


def _contract_tile(by_status: Counter[str]) -> tiles.Tile:
    """Return the contracts in force."""
    drafts = by_status[ContractStatus.DRAFT]
    note = _("%(count)d drafts") % {"count": drafts} if drafts else ""
    url = link("crm:contracts", status=ContractStatus.ACTIVE.value)
    return tiles.Tile(_("Active contracts"), by_status[ContractStatus.ACTIVE], "file-text", note=note, url=url)


def _company(actor: Actor) -> dict[str, Any]:
    """Return the variables of the company dashboard."""
    told = company(actor)
    return {
        "told": told,
        "tiles": [
            tiles.client_tile(told.clients_by_type),
            tiles.equipment_tile(told.units_by_state, link("inventory:units")),
            _contract_tile(told.contracts_by_status),
            tiles.online_tile(told.fleet),
            tiles.hashrate_tile(told.fleet),
            tiles.power_tile(told.fleet),
            tiles.efficiency_tile(told.fleet),
            tiles.problem_tile(told.open_problems),
        ],
        "severities": tiles.severity_badges(told.problems),
        "agents": tiles.agent_badges(told.agents),
        "sites": [(line, link("inventory:site", line.site.uid)) for line in told.sites],
    }


def _desk(actor: Actor) -> dict[str, Any]:
    """Return the variables of the manager's screen."""
    told = desk(actor)
    mine = tiles.Tile(
        _("My clients"), told.my_client_count, "user-check", url=link("crm:clients", manager=str(actor.uid))
    )
    ending = tiles.Tile(_("Contracts that end soon"), len(told.ending), "calendar-exclamation")
    return {
        "told": told,
        "tiles": [mine, tiles.client_tile(told.clients_by_type), _contract_tile(told.contracts_by_status), ending],
        "clients": [(client, link("crm:client", client.uid)) for client in told.my_clients],
        "ending": [(contract, link("crm:contract", contract.uid)) for contract in told.ending],
        "acts": [(act, link("logistics:intake", act.uid)) for act in told.acts],
        "new_client_url": link("crm:client_new"),
    }


def _ground(actor: Actor) -> dict[str, Any]:
    """Return the variables of the technician's screen."""
    told = ground(actor)
    waiting = tiles.Tile(_("Not placed"), told.not_placed_count, "circle-dashed", url=link("logistics:workplace"))
    return {
        "told": told,
        "tiles": [
            tiles.problem_tile(told.open_problems),
            waiting,
            tiles.online_tile(told.fleet),
            tiles.hashrate_tile(told.fleet),
        ],
        "severities": tiles.severity_badges(told.severities),
        "agents": tiles.agent_badges(told.agents),
        "sites": [(line, link("inventory:site", line.site.uid)) for line in told.sites],
    }


def _portal(actor: Actor) -> dict[str, Any]:
    """Return the variables of the client's screen."""
    told = portal(actor)
    return {
        "told": told,
        "tiles": [
            tiles.equipment_tile(told.units_by_state, link("telemetry:miners")),
            tiles.online_tile(told.fleet),
            tiles.hashrate_tile(told.fleet),
            tiles.power_tile(told.fleet),
            tiles.efficiency_tile(told.fleet),
            tiles.problem_tile(told.open_problems),
        ],
        "severities": tiles.severity_badges(told.severities),
        "contracts": [(contract, link("crm:portal_contract", contract.uid)) for contract in told.contracts],
    }


def _doors(request: HttpRequest, actor: Actor) -> list[navigation.NavLink]:
    """Return what a role without a screen of its own may open."""
    return [one for _item, one in navigation.links(actor, request.path) if one.url != request.path]
