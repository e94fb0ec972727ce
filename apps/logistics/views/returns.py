"""Pages of returns: the list of acts, a new one, one act with its units and document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.common import access, people
from apps.common.http import actor_of, guarded
from apps.common.pages import ChoiceFilter, Column, DateRangeFilter, EmptyState, HeaderAction, Kind, ListPage
from apps.common.pages.forms import form_page
from apps.crm.models import Contract
from apps.crm.permissions import CONTRACT_VIEW
from apps.inventory.enums import UnitState
from apps.inventory.selectors import units
from apps.logistics.enums import ReturnLineState, ReturnStatus
from apps.logistics.forms.journeys import ReturnForm, WhyForm
from apps.logistics.models import ReturnAct, ReturnLine
from apps.logistics.permissions import CLAIM_REPORT, CLAIM_VIEW, RETURN_REGISTER, RETURN_VIEW
from apps.logistics.selectors import attachments, claims, return_acts, return_lines
from apps.logistics.selectors.pictures import of_units
from apps.logistics.services import cancel_return, register_return
from apps.logistics.views.act_units import FIRST, UnitsPage
from apps.logistics.views.answers import is_uid
from apps.logistics.views.papers import languages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor

_MAY_GO_BACK = (UnitState.STORED, UnitState.IN_SERVICE, UnitState.IN_REPAIR)


def address(act: ReturnAct) -> str:
    """Return the address of an act's page."""
    return reverse("logistics:return", args=[act.uid])


class ReturnList(ListPage[ReturnAct]):
    """Return acts in reach, newest first."""

    permission = RETURN_VIEW
    key = "returns"
    title = gettext_lazy("Return acts")
    columns = (
        Column("number", gettext_lazy("Number"), sort="ordinal", card_title=True, link=address),
        Column("date", gettext_lazy("Date"), "acted_on", Kind.DATE, "acted_on"),
        Column("status", gettext_lazy("Status"), kind=Kind.STATUS, sort="status"),
        Column("client", gettext_lazy("Client"), lambda act: str(act.client), sort="client__name"),
        Column(
            "contract",
            gettext_lazy("Contract"),
            "contract.number",
            sort="contract__number",
            card_hidden=True,
            whole=True,
        ),
        Column("units", gettext_lazy("Units"), "unit_count", Kind.NUMBER, "unit_count", digits=0),
        Column("power", gettext_lazy("Power"), "power_kw", Kind.NUMBER, "power_w", "kW", 1),
        Column("reason", gettext_lazy("Reason"), card_hidden=True),
    )
    filters = (
        ChoiceFilter(key="status", title=gettext_lazy("Status"), lookup="status", choices=ReturnStatus.choices),
        DateRangeFilter(key="date", title=gettext_lazy("Date"), lookup="acted_on", instant=False),
    )
    search = ("number__icontains", "client__name__icontains", "lines__serial")
    search_hint = gettext_lazy("Number, client or serial number")
    order = "-created_at"
    empty = EmptyState(
        gettext_lazy("No return acts yet"),
        gettext_lazy("An act locks a client's machines at once; the warehouse hands them over."),
        gettext_lazy("New return"),
        reverse_lazy("logistics:return_new"),  # type: ignore[arg-type]  # a lazy address is text when it is shown
        "package-export",
        RETURN_REGISTER,
    )

    def rows(self, actor: Actor) -> QuerySet[ReturnAct]:
        """Return the acts in reach."""
        return return_acts(actor)

    def found(self) -> QuerySet[ReturnAct]:
        """Return each act once, however many of its lines fit the search."""
        return super().found().distinct()

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Offer a new return."""
        return [HeaderAction(_("New return"), reverse("logistics:return_new"), RETURN_REGISTER)]


def _form(request: HttpRequest, by: Actor) -> ReturnForm:
    """Return the form, bound when the request is a POST; a link names the contract by its uid, the list by its key."""
    contracts = access.narrow(by, CONTRACT_VIEW, Contract.objects.select_related("client", "legal_entity"))
    contracts = contracts.exclude(status__in=["draft", "voided"]).order_by("number")
    chosen = request.GET.get("contract", "")
    if is_uid(chosen):
        chosen = str(contracts.filter(uid=chosen).values_list("pk", flat=True).first() or "")
    return ReturnForm(
        request.POST or None,
        initial={"contract": chosen} if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else {},  # noqa: PLR2004 - digits of a bigint
        contracts=contracts,
        units=units(by).filter(state__in=_MAY_GO_BACK),
    )


@guarded(RETURN_REGISTER)
@require_http_methods(["GET", "POST"])
def return_new(request: HttpRequest) -> HttpResponse:
    """Register a return act: contract, its units, done."""
    by = actor_of(request)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        chosen = list(data.pop("units"))
        act = register_return(by=by, units=chosen, **data)
        sentence = _("Act %(number)s was registered; the units are locked and the warehouse was told.")
        return address(act), sentence % {"number": act.number}

    return form_page(
        request,
        _form(request, by),
        title=_("New return"),
        pretitle=_("Return acts"),
        template="logistics/return_new.html",
        run=run,
    )


@guarded(RETURN_REGISTER)
@require_safe
def return_units(request: HttpRequest) -> HttpResponse:
    """Answer the units of the chosen contract (fragment)."""
    form = _form(request, actor_of(request))
    return TemplateResponse(request, "logistics/partials/return_units.html", {"form": form})


def _where(line: ReturnLine) -> str:
    """Return where the unit of a line stands now."""
    parts = (line.unit.site and line.unit.site.name, line.unit.shelf and line.unit.shelf.label)
    return " · ".join(part for part in parts if part)


class ReturnPage(UnitsPage[ReturnLine]):
    """One act with its units as they are now."""

    permission = RETURN_VIEW
    key = "return-units"
    template = "logistics/return.html"
    columns = (
        *FIRST,
        Column("return", gettext_lazy("Return"), "get_state_display", sort="state"),
        Column("closed", gettext_lazy("When"), "closed_at", Kind.DATETIME, "closed_at"),
        Column("where", gettext_lazy("Where"), _where, sort="unit__shelf__sort_key"),
        Column("condition", gettext_lazy("Condition"), sort="condition"),
    )
    filters = (
        ChoiceFilter(key="return", title=gettext_lazy("Return"), lookup="state", choices=ReturnLineState.choices),
    )

    @cached_property
    def act(self) -> ReturnAct:
        """The act; 404 out of reach."""
        return access.fetch(self.actor, RETURN_VIEW, return_acts(self.actor), uid=self.uid)

    def rows(self, actor: Actor) -> QuerySet[ReturnLine]:
        """Return the units of the act in reach."""
        return return_lines(actor, self.act)

    def variables(self, actor: Actor) -> dict[str, Any]:
        """Return the act, its pictures and claims, what it says and what may be done with it."""
        act = self.act
        return {
            "act": act,
            "photos": of_units(actor, self.rows(actor)),
            # Claims are the staff's; a client's users see the act with its pictures and units.
            "claims": claims(actor).filter(return_act=act) if access.holds(actor, CLAIM_VIEW) else (),
            "attachments": attachments(actor).filter(return_act=act),
            **languages(act.contract),
            "may_report": act.status == ReturnStatus.REGISTERED and access.may(actor, CLAIM_REPORT, act),
            "may_cancel": access.may(actor, RETURN_REGISTER, act) and act.status == ReturnStatus.REGISTERED,
            "facts": [
                (_("Date"), act.acted_on),
                (_("Client"), str(act.client)),
                (_("Contract"), act.contract.number),
                (_("Units"), act.unit_count),
                (_("Power"), _("%(kw)s kW") % {"kw": number_format(act.power_kw)}),
                *([] if actor.is_client else [(_("Registered by"), people.name_of(act.registered_by))]),
                (_("Reason"), act.reason),
                *([(_("Cancelled because"), act.void_reason)] if act.void_reason else []),
            ],
        }


@guarded(RETURN_REGISTER)
@require_http_methods(["GET", "POST"])
def return_cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Release the units of an act that still wait."""
    by = actor_of(request)
    act = access.fetch(by, RETURN_REGISTER, return_acts(by), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        cancel_return(act, by=by, why=data["why"])
        return address(act), _("The units of act %(number)s are free again.") % {"number": act.number}

    return form_page(
        request,
        WhyForm(request.POST or None),
        title=_("Cancel the return?"),
        pretitle=act.number,
        lead=_("Units that still wait are stored again where they stand; the number stays used."),
        run=run,
        submit=_("Cancel the return"),
        danger=True,
        cancel_url=address(act),
    )
