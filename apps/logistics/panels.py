"""What logistics offers to other pages: navigation, search, custody of a unit, acts of a client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.common import access, navigation, panels, search
from apps.common.navigation import Group, NavItem
from apps.common.panels import Panel
from apps.common.roles import Role
from apps.common.search import Hit, Provider
from apps.crm.enums import ClientStatus
from apps.logistics.permissions import CUSTODY_VIEW, INTAKE_REGISTER, INTAKE_VIEW, WORKPLACE
from apps.logistics.selectors import custody_of, intake_acts

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.models import Client
    from apps.inventory.models import Unit

_ACTS_SHOWN = 10
_STAFF = frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER, Role.ACCOUNTANT, Role.WAREHOUSE, Role.TECHNICIAN})


def _find_acts(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Find acts by number."""
    rows = intake_acts(actor).filter(number__icontains=text).order_by("-ordinal")[:limit]
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


def register() -> None:
    """Offer everything; called once when the app is ready."""
    navigation.register(
        NavItem(
            "logistics.workplace",
            _("Workplace"),
            "logistics:workplaces",
            WORKPLACE,
            "scan",
            20,
            Group.WORK,
            bottom_bar=True,
            short_title=_("Place"),
        )
    )
    navigation.register(
        NavItem(
            "logistics.intake_new",
            _("New intake"),
            "logistics:intake_new",
            INTAKE_REGISTER,
            "package-import",
            40,
            Group.WORK,
            bottom_bar=True,
            short_title=_("Intake"),
        )
    )
    navigation.register(
        NavItem(
            "logistics.intakes",
            _("Intake acts"),
            "logistics:intakes",
            INTAKE_VIEW,
            "file-text",
            400,
            Group.JOURNEYS,
            bottom_bar=True,
            roles=_STAFF,
            short_title=_("Acts"),
        )
    )
    search.register(Provider("logistics.intakes", _("Intake acts"), _find_acts, order=250))
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
        "crm.client",
        Panel("logistics.intakes", _("Intake acts"), "logistics/partials/client_panel.html", INTAKE_VIEW, _acts, 400),
    )
