"""Pages of movements: the list, a new one, one movement with what became of each unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.common import access, people
from apps.common.errors import Invalid
from apps.common.http import actor_of, guarded
from apps.common.pages import (
    BooleanFilter,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    EmptyState,
    HeaderAction,
    Kind,
    ListPage,
)
from apps.common.pages.forms import form_page
from apps.common.roles import Role
from apps.inventory.models import Site
from apps.inventory.selectors import sites, units_by_serial
from apps.logistics.enums import LineState, MovementStatus
from apps.logistics.forms.journeys import DriverForm, MovementForm, WhyForm
from apps.logistics.models import Movement, MovementLine
from apps.logistics.permissions import MOVEMENT_ACCEPT, MOVEMENT_CREATE, MOVEMENT_VIEW
from apps.logistics.rules.serial_lists import parse
from apps.logistics.selectors import attachments, claims, movement_lines, movement_steps, movements, workplaces
from apps.logistics.services import Plan, assign_driver, cancel_movement, create_movement
from apps.logistics.views.act_units import FIRST, STATUS_NOW, UnitsPage
from apps.logistics.views.answers import is_uid
from apps.logistics.views.papers import languages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.models import Unit


def address(row: Movement) -> str:
    """Return the address of a movement's page."""
    return reverse("logistics:movement", args=[row.uid])


def drivers(actor: Actor) -> QuerySet[User]:
    """Return the working drivers of the organisation."""
    return User.objects.filter(organisation_id=actor.tenant_id, role=Role.DRIVER, status="active")


def _drivers(actor: Actor) -> list[tuple[Any, Any]]:
    """Return drivers as choices of the filter."""
    return list(drivers(actor).order_by("name").values_list("uid", "name"))


def _sites(actor: Actor) -> list[tuple[Any, Any]]:
    """Return the sites in reach as choices of the filter."""
    return list(sites(actor).order_by("name").values_list("uid", "name"))


class MovementList(ListPage[Movement]):
    """Movements in reach, newest first."""

    permission = MOVEMENT_VIEW
    key = "movements"
    title = gettext_lazy("Movements")
    columns = (
        Column("number", gettext_lazy("Number"), sort="ordinal", card_title=True, link=address),
        Column("planned", gettext_lazy("Planned for"), "planned_on", Kind.DATE, "planned_on"),
        Column("status", gettext_lazy("Status"), kind=Kind.STATUS, sort="status"),
        Column("from", pgettext_lazy("movement", "From"), "from_site.name", sort="from_site__name"),
        Column("to", pgettext_lazy("movement", "To"), "to_site.name", sort="to_site__name"),
        Column("driver", gettext_lazy("Driver"), "driver.name", sort="driver__name"),
        Column("units", gettext_lazy("Units"), "unit_count", Kind.NUMBER, "unit_count", digits=0),
        Column("power", gettext_lazy("Power"), "power_kw", Kind.NUMBER, "power_w", "kW", 1),
        Column("reason", gettext_lazy("Reason"), card_hidden=True),
    )
    filters = (
        ChoiceFilter(key="status", title=gettext_lazy("Status"), lookup="status", choices=MovementStatus.choices),
        ChoiceFilter(key="from", title=pgettext_lazy("movement", "From"), lookup="from_site__uid", choices=_sites),
        ChoiceFilter(key="to", title=pgettext_lazy("movement", "To"), lookup="to_site__uid", choices=_sites),
        ChoiceFilter(key="driver", title=gettext_lazy("Driver"), lookup="driver__uid", choices=_drivers),
        DateRangeFilter(key="planned", title=gettext_lazy("Planned for"), lookup="planned_on", instant=False),
    )
    search = ("number__icontains", "reason__icontains", "lines__serial")
    search_hint = gettext_lazy("Number, reason or serial number")
    order = "-created_at"
    empty = EmptyState(
        gettext_lazy("No movements yet"),
        gettext_lazy("A movement takes machines from one site to another with a driver; each unit is checked twice."),
        gettext_lazy("New movement"),
        reverse_lazy("logistics:movement_new"),  # type: ignore[arg-type]  # a lazy address is text when it is shown
        "truck",
        MOVEMENT_CREATE,
    )

    def rows(self, actor: Actor) -> QuerySet[Movement]:
        """Return the movements in reach."""
        return movements(actor)

    def found(self) -> QuerySet[Movement]:
        """Return each movement once, however many of its lines fit the search."""
        return super().found().distinct()

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Offer a new movement."""
        return [HeaderAction(_("New movement"), reverse("logistics:movement_new"), MOVEMENT_CREATE)]


@guarded(MOVEMENT_CREATE)
@require_http_methods(["GET", "POST"])
def movement_new(request: HttpRequest) -> HttpResponse:
    """Plan a movement; what was typed stays."""
    by = actor_of(request)
    start = sites(by).filter(uid=request.GET["from"]).first() if is_uid(request.GET.get("from", "")) else None
    form = MovementForm(
        request.POST or None,
        initial={"from_site": start, "serials": request.GET.get("serials", "").replace("\x00", "")[:20_000]},
        starts=sites(by),
        ends=Site.objects.filter(organisation_id=by.tenant_id),
        drivers=drivers(by),
    )

    def run(data: dict[str, Any]) -> tuple[str, str]:
        chosen = _units(by, data.pop("serials"))
        made = create_movement(by=by, plan=Plan(**data), units=chosen)
        return address(made), _("Movement %(number)s was made.") % {"number": made.number}

    return form_page(
        request,
        form,
        title=_("New movement"),
        pretitle=_("Movements"),
        run=run,
        submit=_("Make the movement"),
        cancel_url=reverse("logistics:movements"),
    )


def _units(by: Actor, text: str) -> list[Unit]:
    """Return the units of a typed list. Raises Invalid naming the numbers that are not known."""
    entries = parse(text)
    known = units_by_serial(by.tenant_id, [entry.serial for entry in entries])
    unknown = [entry.text for entry in entries if entry.serial not in known]
    if unknown:
        sentence = _("Not known here: %(serials)s") % {"serials": ", ".join(unknown[:10])}
        raise Invalid(sentence.replace("%", "%%"), field="serials")
    return list(dict.fromkeys(known[entry.serial] for entry in entries))


def _on_the_road(line: MovementLine) -> str:
    """Return what became of a unit, and whether it was loaded without being listed."""
    state = str(line.get_state_display())
    return f"{state} · {_('not on the list')}" if line.was_extra else state


class MovementPage(UnitsPage[MovementLine]):
    """One movement with what became of each unit."""

    permission = MOVEMENT_VIEW
    key = "movement-units"
    template = "logistics/movement.html"
    columns = (
        *FIRST,
        Column("road", gettext_lazy("On the road"), _on_the_road, sort="state"),
        STATUS_NOW,
        Column("client", gettext_lazy("Client"), lambda line: str(line.unit.owner), sort="unit__owner__name"),
    )
    filters = (
        ChoiceFilter(key="road", title=gettext_lazy("On the road"), lookup="state", choices=LineState.choices),
        BooleanFilter(key="extra", title=gettext_lazy("Not on the list"), lookup="was_extra"),
    )

    @cached_property
    def movement(self) -> Movement:
        """The movement; 404 out of reach."""
        return access.fetch(self.actor, MOVEMENT_VIEW, movements(self.actor), uid=self.uid)

    def rows(self, actor: Actor) -> QuerySet[MovementLine]:
        """Return the units of the movement in reach."""
        return movement_lines(actor, self.movement)

    def variables(self, actor: Actor) -> dict[str, Any]:
        """Return the movement, its steps, claims and pictures, what it says and what may be done with it."""
        row = self.movement
        lines = self.rows(actor).order_by()
        accepted = {"accepted": lines.filter(state=LineState.DELIVERED).count(), "all": lines.count()}
        window = " – ".join(value.strftime("%H:%M") if value else "…" for value in (row.window_from, row.window_to))
        return {
            "movement": row,
            **languages(),
            "steps": movement_steps(actor, row),
            "claims": claims(actor).filter(movement=row).order_by("-pk"),
            "attachments": attachments(actor).filter(movement=row),
            "may_plan": access.may(actor, MOVEMENT_CREATE, row) and row.status == MovementStatus.PENDING,
            "may_receive": row.status == MovementStatus.PICKED_UP
            and access.holds(actor, MOVEMENT_ACCEPT)
            and row.to_site_id in {site.pk for site in workplaces(actor)},
            "facts": [
                (pgettext("movement", "From"), row.from_site.name),
                (pgettext("movement", "To"), row.to_site.name),
                (_("Driver"), row.driver.name if row.driver else None),
                (_("Planned for"), row.planned_on),
                (_("Time window"), window if row.window_from or row.window_to else None),
                (_("Reason"), row.reason),
                (_("Units"), _("accepted %(accepted)s of %(all)s") % accepted),
                (_("Power"), _("%(kw)s kW") % {"kw": number_format(row.power_kw)}),
                (_("Made by"), people.name_of(row.created_by)),
                (_("Note for the driver"), row.note),
                *([(_("Cancelled because"), row.cancel_reason)] if row.cancel_reason else []),
            ],
        }


@guarded(MOVEMENT_CREATE)
@require_http_methods(["GET", "POST"])
def movement_assign(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a movement that waits to a driver."""
    by = actor_of(request)
    row = access.fetch(by, MOVEMENT_CREATE, movements(by), uid=uid)
    form = DriverForm(
        request.POST or None, initial={"driver": row.driver_id, "version": row.version}, drivers=drivers(by)
    )

    def run(data: dict[str, Any]) -> tuple[str, str]:
        assign_driver(row, by=by, driver=data["driver"], version=data["version"])
        return address(row), _("The driver was told.") if data["driver"] else _("The movement waits for a driver.")

    return form_page(request, form, title=_("Who drives?"), pretitle=row.number, run=run, cancel_url=address(row))


@guarded(MOVEMENT_CREATE)
@require_http_methods(["GET", "POST"])
def movement_cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Cancel a movement that was not picked up."""
    by = actor_of(request)
    row = access.fetch(by, MOVEMENT_CREATE, movements(by), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        cancel_movement(row, by=by, why=data["why"], version=data["version"] or row.version)
        return address(row), _("Movement %(number)s was cancelled.") % {"number": row.number}

    return form_page(
        request,
        WhyForm(request.POST or None, initial={"version": row.version}),
        title=_("Cancel the movement?"),
        pretitle=row.number,
        lead=_("Its units stay where they are; the number stays used."),
        run=run,
        submit=_("Cancel the movement"),
        danger=True,
        cancel_url=address(row),
    )
