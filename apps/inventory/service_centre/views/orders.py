"""Pages of repair orders: the list, a new one, one order with everything it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.common import access, clock, people, statuses
from apps.common.http import actor_of, guarded
from apps.common.pages import ChoiceFilter, Column, DateRangeFilter, EmptyState, HeaderAction, Kind, ListPage
from apps.common.pages.forms import form_page
from apps.crm.enums import DocumentLanguage
from apps.crm.selectors.documents import paper_language
from apps.inventory.models import Site, Unit
from apps.inventory.selectors import staff_of_site, units
from apps.inventory.service_centre import services
from apps.inventory.service_centre.enums import CLOSED_STATES, HAPPENED, Complaint, OrderState, OrderVerb, Payer
from apps.inventory.service_centre.forms.orders import IssueForm, OpenForm, OrderForm, WorkLineForm
from apps.inventory.service_centre.models import RepairOrder
from apps.inventory.service_centre.permissions import (
    REPAIR_APPROVE,
    REPAIR_FIGURES,
    REPAIR_INSIDE,
    REPAIR_SCRAP,
    REPAIR_VIEW,
    REPAIR_WORK,
)
from apps.inventory.service_centre.selectors import orders as nouns
from apps.inventory.service_centre.selectors import stock as stock_nouns
from apps.inventory.service_centre.selectors.settings import service_settings
from apps.inventory.service_centre.transitions import possible
from apps.inventory.service_centre.views.pages import address, span_words, work_sites

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from django.db.models import QuerySet

    from apps.common.actor import Actor


def _sites(actor: Actor) -> list[tuple[Any, Any]]:
    """Return the sites of the orders in reach."""
    ids = nouns.orders(actor).order_by().values("site_id")
    return list(Site.objects.filter(pk__in=ids).order_by("name").values_list("uid", "name"))


def _technicians(actor: Actor) -> list[tuple[Any, Any]]:
    """Return who works on the orders in reach."""
    if actor.is_client:
        return []
    rows = nouns.orders(actor).filter(technician__isnull=False).order_by("technician__name")
    return list(rows.values_list("technician__uid", "technician__name").distinct())


def _took(order: RepairOrder) -> str:
    """Return the turnaround in words."""
    return span_words(nouns.clock_of(order).taken(clock.now()))


class OrderList(ListPage[RepairOrder]):
    """Repair orders in reach, newest first."""

    permission = REPAIR_VIEW
    key = "repairs"
    title = gettext_lazy("Repair orders")
    columns = (
        Column("number", gettext_lazy("Number"), sort="ordinal", card_title=True, link=address),
        Column("state", gettext_lazy("Status"), kind=Kind.STATUS, sort="state"),
        Column("serial", gettext_lazy("Serial number"), "unit.serial", Kind.MONO, "unit__serial"),
        Column("model", gettext_lazy("Model"), "unit.model.name", sort="unit__model__name"),
        Column("client", gettext_lazy("Client"), lambda row: str(row.client), sort="client__name"),
        Column("complaint", gettext_lazy("Complaint"), "get_complaint_code_display", sort="complaint_code"),
        Column("site", gettext_lazy("Site"), "site_name", sort="site_name", hidden=True),
        Column("technician", gettext_lazy("Technician"), "technician_name", sort="technician_name"),
        Column("payer", gettext_lazy("Who pays"), "get_payer_display", sort="payer", hidden=True),
        Column("opened", gettext_lazy("Opened"), "opened_at", Kind.DATETIME, "opened_at"),
        Column("promised", gettext_lazy("Promised for"), "promised_at", Kind.DATETIME, "promised_at", hidden=True),
        Column("closed", gettext_lazy("Closed"), "closed_at", Kind.DATETIME, "closed_at", hidden=True),
        Column("took", gettext_lazy("Turnaround"), _took),
        Column("repeat", gettext_lazy("Repeat"), lambda row: row.repeat_of_id is not None, Kind.BOOLEAN, hidden=True),
    )
    filters = (
        ChoiceFilter(key="state", title=gettext_lazy("Status"), lookup="state", choices=OrderState.choices),
        ChoiceFilter(key="site", title=gettext_lazy("Site"), lookup="site__uid", choices=_sites),
        ChoiceFilter(
            key="technician", title=gettext_lazy("Technician"), lookup="technician__uid", choices=_technicians
        ),
        ChoiceFilter(
            key="complaint", title=gettext_lazy("Complaint"), lookup="complaint_code", choices=Complaint.choices
        ),
        ChoiceFilter(key="payer", title=gettext_lazy("Who pays"), lookup="payer", choices=Payer.choices),
        DateRangeFilter(key="opened", title=gettext_lazy("Opened"), lookup="opened_at"),
        DateRangeFilter(key="closed", title=gettext_lazy("Closed"), lookup="closed_at"),
    )
    search = ("number__icontains", "unit__serial__icontains", "complaint__icontains", "client__name__icontains")
    search_hint = gettext_lazy("Number, client or serial number")
    order = "-opened_at"
    empty = EmptyState(
        gettext_lazy("No repairs yet"),
        gettext_lazy("An order is opened for a unit that stands at a service centre or data centre."),
        icon="tool",
    )

    def rows(self, actor: Actor) -> QuerySet[RepairOrder]:
        """Return the orders in reach."""
        return nouns.orders(actor)

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Lead to the queue, the board and the figures."""
        return [
            HeaderAction(_("Workplace"), reverse("service:workplace"), REPAIR_WORK, "scan"),
            HeaderAction(pgettext("repairs", "Board"), reverse("service:board"), REPAIR_WORK, "layout-kanban"),
            HeaderAction(_("Figures"), reverse("service:figures"), REPAIR_FIGURES, "chart-bar"),
        ]


@guarded(REPAIR_WORK)
@require_http_methods(["GET", "POST"])
def order_new(request: HttpRequest) -> HttpResponse:
    """Open an order for the unit that the address names; one that has an open order leads there."""
    by = actor_of(request)
    row = _unit(by, request.GET.get("unit", ""))
    if row is None or row.site is None:
        return HttpResponseRedirect(reverse("service:workplace"))
    existing = nouns.open_order_of(by, row)
    if existing is not None and request.method == "GET":
        return HttpResponseRedirect(address(existing))

    def run(data: dict[str, Any]) -> tuple[str, str]:
        made = services.open_order(row, by=by, **data)
        return address(made), _("Repair order %(number)s was opened.") % {"number": made.number}

    form = OpenForm(request.POST or None, people=staff_of_site(row.site))
    return form_page(
        request,
        form,
        title=_("New repair"),
        pretitle=f"{row.serial} · {row.model.name}",
        lead=" · ".join(part for part in (str(row.owner), row.site.name, row.shelf.label if row.shelf else "") if part),
        run=run,
        submit=_("Open the order"),
        cancel_url=reverse("service:workplace"),
    )


def _unit(by: Actor, uid: str) -> Unit | None:
    """Return the unit of an identifier in the address."""
    try:
        wanted = UUID(uid)
    except ValueError:
        return None
    row = access.narrow(by, REPAIR_WORK, units(by)).filter(uid=wanted).first()
    if row is None:
        raise Http404
    return row


@guarded(REPAIR_WORK)
@require_http_methods(["GET", "POST"])
def order_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change what may be changed of an open order."""
    by = actor_of(request)
    row = access.fetch(by, REPAIR_WORK, nouns.orders(by).select_related("site"), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = data.pop("version")
        services.change_order(row, by=by, version=version, **data)
        return address(row), _("The order was changed.")

    initial = {name: getattr(row, name) for name in OrderForm.base_fields}
    form = OrderForm(request.POST or None, initial=initial, people=staff_of_site(row.site))
    return form_page(request, form, title=row.number, pretitle=_("Repair order"), run=run, cancel_url=address(row))


@guarded(REPAIR_VIEW)
@require_safe
def order(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one order; a client's user sees its state and what the client pays."""
    actor = actor_of(request)
    row = access.fetch(actor, REPAIR_VIEW, nouns.orders(actor), uid=uid)
    sums = nouns.sums_of(actor, row)
    context: dict[str, Any] = {
        "order": row,
        "facts": _facts(actor, row),
        "findings": nouns.findings_of(actor, row),
        "works": nouns.works_of(actor, row),
        "parts": nouns.parts_of(actor, row),
        "sums": [(payer.label, total) for payer, total in sums.by_payer.items() if total],
        "total": sums.total,
        "parts_cost": sums.parts_cost,
        "currency": _currency(actor, row),
        "may_approve": access.may(actor, REPAIR_APPROVE, row) and row.state == OrderState.WAITING_APPROVAL,
        "sees_inside": not actor.is_client,
    }
    if not actor.is_client:
        context |= _inside(actor, row)
    return TemplateResponse(request, "service/order.html", context)


def _currency(actor: Actor, row: RepairOrder) -> str:
    """Return the currency of the sums; a client's user reads no settings."""
    return "RUB" if actor.is_client else service_settings(row.organisation_id).currency


def _inside(actor: Actor, row: RepairOrder) -> dict[str, Any]:
    """Return what only staff sees and does."""
    works_here = access.may(actor, REPAIR_WORK, row) and row.site_id in {site.pk for site in work_sites(actor)}
    verbs = possible(row.state) if works_here else frozenset()
    if not access.holds(actor, REPAIR_SCRAP):
        verbs -= {OrderVerb.SCRAP}
    is_open = row.state not in CLOSED_STATES
    context: dict[str, Any] = {
        "verbs": {verb.value for verb in verbs},
        "works_here": works_here,
        "is_open": is_open,
        "may_lines": works_here and is_open,
        "may_take_off": works_here and row.state in (OrderState.IN_WORK, OrderState.TESTING, OrderState.SCRAPPED),
        "entries": _entries(actor, row),
        "photos": nouns.photos(actor).filter(order=row),
        "assessments": nouns.assessments_of(actor, row),
        "may_print": not is_open and access.may(actor, REPAIR_INSIDE, row),
    }
    if context["may_print"]:
        spoken = DocumentLanguage(paper_language(None, row.unit.contract))
        context["act_language"] = spoken.label
        context["act_languages"] = [one for one in DocumentLanguage.choices if one[0] != spoken]
    if works_here and is_open:
        context |= {
            "work_form": WorkLineForm(
                works=stock_nouns.works(actor).filter(is_retired=False).order_by("code"), auto_id="id_work_%s"
            ),
            "issue_form": IssueForm(),
            "may_issue": row.state in (OrderState.DIAGNOSED, OrderState.WAITING_PARTS, OrderState.IN_WORK),
            "fitting": stock_nouns.fitting_parts(actor, row.unit.model_id, row.site_id)[:12],
        }
    return context


def _facts(actor: Actor, row: RepairOrder) -> list[tuple[str, Any]]:
    """Return the facts of the head."""
    now, times = clock.now(), nouns.clock_of(row)
    facts: list[tuple[str, Any]] = [
        (_("Complaint"), " · ".join(filter(None, (str(row.get_complaint_code_display()), row.complaint)))),
        (_("Opened"), row.opened_at),
        (_("Closed") if row.closed_at else _("Promised for"), row.closed_at or times.due_at(now)),
        (_("Turnaround"), span_words(times.taken(now))),
        (_("Warranty of the repair until"), row.warranty_until),
    ]
    if row.estimate_total is not None:
        facts.append((_("Estimate"), _money(row.estimate_total)))
    if row.approved_total is not None:
        facts.append(
            (_("Approved"), " · ".join(filter(None, (_money(row.approved_total), people.name_of(row.approved_by)))))
        )
    if row.conclusion:
        facts.append((_("Conclusion"), row.conclusion))
    if actor.is_client:
        return facts
    return [
        (_("Client"), str(row.client)),
        (_("Site"), row.site_name),  # type: ignore[attr-defined]  # added by the selector
        (_("Brought by"), row.brought_by),
        (_("Technician"), row.technician_name),  # type: ignore[attr-defined]  # added by the selector
        (_("Who pays"), row.get_payer_display()),
        (_("Manufacturer's warranty until"), row.unit_warranty_until),
        *facts,
    ]


def _money(amount: Decimal) -> str:
    """Return an amount by the reader's language."""
    return number_format(amount, decimal_pos=2, force_grouping=True)


def _entries(actor: Actor, row: RepairOrder) -> list[dict[str, Any]]:
    """Return the steps as the timeline shows them."""
    entries = []
    for step in nouns.steps_of(actor, row):
        look = statuses.status(step.after)
        entries.append(
            {
                "at": step.at,
                "title": str(HAPPENED[OrderVerb(step.verb)]),
                "text": step.note,
                "tone": look.tone,
                "icon": look.icon,
                "by": step.by_label,
            }
        )
    return entries
