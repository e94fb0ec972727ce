"""Pages of reservations of power: the list, a new one on a node, giving back, holding longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.common import access
from apps.common.errors import Invalid
from apps.common.http import actor_of, guarded
from apps.common.pages import ChoiceFilter, Column, EmptyState, Kind, ListPage
from apps.common.pages.forms import form_page
from apps.common.roles import STAFF_ROLES
from apps.crm.selectors.clients import clients
from apps.inventory import services
from apps.inventory.enums import ReservationState
from apps.inventory.forms.places import ProlongForm, ReleaseForm, ReservationForm
from apps.inventory.models import PowerNode, PowerReservation
from apps.inventory.permissions import PLACE_VIEW, POWER_RESERVE
from apps.inventory.rules.identity import normal_serial
from apps.inventory.selectors import reservations, units, units_by_serial
from apps.inventory.views.power import node_address

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.models import Unit


def _node_address(row: PowerReservation) -> str:
    """Return the address of the node of a reservation."""
    return node_address(row.power_node)


def _state(row: PowerReservation) -> str:
    """Return by what key the table of statuses knows what became of a reservation."""
    return f"reservation_{row.state}"


def _kw(name: str) -> Any:
    """Return how a power of the row is read in kW."""
    return lambda row: getattr(row, name) / 1000


class ReservationList(ListPage[PowerReservation]):
    """Reservations in reach, those that are held first."""

    permission = PLACE_VIEW
    key = "power_reservations"
    title = gettext_lazy("Reserved power")
    columns = (
        Column("document", gettext_lazy("Document"), sort="document", card_title=True, link=_node_address),
        Column("state", gettext_lazy("Status"), _state, Kind.STATUS, "state"),
        Column("site", gettext_lazy("Site"), "site.name", sort="site__name"),
        Column("node", gettext_lazy("Power unit"), "power_node.name", sort="power_node__name", link=_node_address),
        Column("phases", gettext_lazy("Phases"), "get_phases_display", whole=True),
        Column("held", gettext_lazy("Held, kW"), _kw("held_w"), Kind.NUMBER, "held_w", digits=1),
        Column("power", gettext_lazy("Reserved, kW"), _kw("power_w"), Kind.NUMBER, "power_w", digits=1, hidden=True),
        Column("client", gettext_lazy("Client"), "client", sort="client__name"),
        Column("person", gettext_lazy("Responsible"), "person.name", sort="person__name"),
        Column("until", gettext_lazy("Held until"), "until", Kind.DATETIME, "until"),
    )
    filters = (
        ChoiceFilter(key="state", title=gettext_lazy("Status"), lookup="state", choices=ReservationState.choices),
    )
    search = ("document__icontains", "power_node__name__icontains", "client__name__icontains")
    search_hint = gettext_lazy("Document, power unit or client")
    order = "state"
    empty = EmptyState(
        gettext_lazy("Nothing is reserved"),
        gettext_lazy("Power for units to come is reserved on the page of a power distribution unit."),
        icon="bolt",
    )

    def rows(self, actor: Actor) -> QuerySet[PowerReservation]:
        """Return the reservations in reach."""
        return reservations(actor)


@guarded(POWER_RESERVE)
@require_http_methods(["GET", "POST"])
def reservation_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Hold power on a node."""
    by = actor_of(request)
    row = access.fetch(by, POWER_RESERVE, PowerNode.objects.select_related("site", "room"), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        made = services.reserve_power(by=by, power_node=row, **{**data, "units": _named_units(by, data["units"])})
        return node_address(row), _("Power is reserved for %(document)s.") % {"document": made.document}

    people = User.objects.filter(status="active", role__in=STAFF_ROLES).order_by("name")
    return form_page(
        request,
        ReservationForm(request.POST or None, clients=clients(by).order_by("name"), people=people),
        title=_("Reserve power"),
        pretitle=f"{row.site.name} · {row.name}",
        lead=_("What is reserved counts against the limits for everybody else until it is used, given back or over."),
        run=run,
        submit=_("Reserve"),
        cancel_url=node_address(row),
    )


def _named_units(by: Actor, text: str) -> Sequence[Unit]:
    """Return the units of typed serial numbers. Raises Invalid naming the one that is not known."""
    serials = list(dict.fromkeys(normal_serial(line) for line in text.split() if line.strip()))
    found = units_by_serial(by.tenant_id, serials)
    in_reach = set(units(by).filter(pk__in=[unit.pk for unit in found.values()]).values_list("pk", flat=True))
    for serial in serials:
        if serial not in found or found[serial].pk not in in_reach:
            raise Invalid(_("There is no unit %(serial)s."), field="units", serial=serial)
    return [found[serial] for serial in serials]


@guarded(POWER_RESERVE)
@require_http_methods(["GET", "POST"])
def reservation_release(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give reserved power back."""
    by = actor_of(request)
    row = access.fetch(by, POWER_RESERVE, PowerReservation.objects.select_related("power_node", "site"), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        services.release_power(by=by, reservation=row, why=data["why"])
        return node_address(row.power_node), _("The power is free again.")

    return form_page(
        request,
        ReleaseForm(request.POST or None),
        title=_("Give back the power of %(document)s") % {"document": row.document},
        pretitle=f"{row.site.name} · {row.power_node.name}",
        run=run,
        submit=_("Give back"),
        cancel_url=node_address(row.power_node),
    )


@guarded(POWER_RESERVE)
@require_http_methods(["GET", "POST"])
def reservation_prolong(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Hold reserved power until another instant."""
    by = actor_of(request)
    row = access.fetch(by, POWER_RESERVE, PowerReservation.objects.select_related("power_node", "site"), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        services.prolong_reservation(
            by=by, reservation=row, version=data["version"] or row.version, until=data["until"]
        )
        return node_address(row.power_node), _("The reservation was changed.")

    return form_page(
        request,
        ProlongForm(request.POST or None, initial={"until": row.until, "version": row.version}),
        title=_("Hold the power of %(document)s until") % {"document": row.document},
        pretitle=f"{row.site.name} · {row.power_node.name}",
        run=run,
        cancel_url=node_address(row.power_node),
    )
