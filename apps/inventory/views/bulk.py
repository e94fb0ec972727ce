"""The page of work on many units: what is chosen, what will happen with the numbers, what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.common import access
from apps.common.errors import AccessDenied, DomainError, Invalid
from apps.common.http import actor_of, guarded
from apps.common.pages.forms import refused
from apps.crm.models import Client, Contract
from apps.crm.permissions import CLIENT_VIEW, CONTRACT_VIEW
from apps.inventory import services, transitions
from apps.inventory.enums import UnitState, UnitVerb
from apps.inventory.forms.units import BulkForm
from apps.inventory.permissions import UNIT_MANAGE, UNIT_PLACE
from apps.inventory.selectors import sites
from apps.inventory.selectors.filling import named_units, paired
from apps.inventory.services.bulk import MOST_UNITS
from apps.inventory.services.lifecycle import OPEN_VERBS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.access import Permission
    from apps.common.actor import Actor
    from apps.inventory.models import Shelf, Site, Unit
    from apps.inventory.services import BulkResult

UNPROCESSABLE: Final = 422
_OPERATIONS: Final[dict[str, tuple[Any, Permission]]] = {
    "place": (gettext_lazy("Place or move on shelves"), UNIT_PLACE),
    "take_off": (gettext_lazy("Take off the shelves"), UNIT_PLACE),
    "assign": (gettext_lazy("Assign owner and contract"), UNIT_MANAGE),
    "state": (gettext_lazy("Change the status"), UNIT_MANAGE),
}


@dataclass(frozen=True, slots=True)
class _Line:
    """What is to become of one unit: how it is now and then, or what speaks against it."""

    unit: Unit
    now: str
    then: str = ""
    trouble: str = ""


@dataclass(slots=True)
class _Plan:
    """What will be done: a line for each unit, and the words with the numbers."""

    lines: list[_Line] = field(default_factory=list)
    pairs: dict[Site, list[tuple[Unit, Shelf]]] = field(default_factory=dict)
    summary: str = ""

    @property
    def good(self) -> list[Unit]:
        """The units that nothing speaks against yet."""
        return [line.unit for line in self.lines if not line.trouble]


def bulk_of(request: HttpRequest, rows: QuerySet[Unit]) -> HttpResponse:
    """Open the page with the rows that were ticked in the list (an answer of its bulk bar)."""
    serials = "\n".join(rows.values_list("serial", flat=True)[:MOST_UNITS])
    return _page(request, _form(actor_of(request), initial={"serials": serials}))


@guarded(UNIT_PLACE)
@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """Ask what is to be done, show what will happen, do it when that was confirmed."""
    actor = actor_of(request)
    if request.method != "POST":
        return _page(request, _form(actor))
    form = _form(actor, request.POST)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    data = form.cleaned_data
    permission = _OPERATIONS[data["operation"]][1]
    try:
        named = named_units(actor, permission, data["serials"])
        plan = _planned(actor, named.units, data)
        if "confirmed" not in request.POST or not plan.good:
            return _page(request, form, plan=plan, unknown=named.unknown, confirm=bool(plan.good))
        results = _run(actor, plan, data)
    except AccessDenied:
        raise
    except DomainError as refusal:
        status = refused(request, form, refusal)
        return _page(request, form, status=status)
    return _page(request, _form(actor, initial={"operation": data["operation"]}), results=results)


def _form(actor: Actor, data: Any = None, initial: dict[str, Any] | None = None) -> BulkForm:
    """Return the form with what this person may do and choose."""
    manages = access.holds(actor, UNIT_MANAGE)
    operations = [(key, title) for key, (title, right) in _OPERATIONS.items() if access.holds(actor, right)]
    clients = (
        access.narrow(actor, CLIENT_VIEW, Client.objects.filter(status="active")) if manages else Client.objects.none()
    )
    contracts = Contract.objects.select_related("client").filter(status="active")
    return BulkForm(
        data,
        initial=initial,
        operations=operations,
        verbs=[(verb.value, verb.label) for verb in UnitVerb if verb in OPEN_VERBS],
        choices={
            "client": clients.order_by("name"),
            "contract": access.narrow(actor, CONTRACT_VIEW, contracts) if manages else Contract.objects.none(),
            "site": sites(actor).order_by("name"),
        },
    )


def _page(
    request: HttpRequest,
    form: BulkForm,
    *,
    plan: _Plan | None = None,
    unknown: Sequence[str] = (),
    confirm: bool = False,
    results: Sequence[BulkResult] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page in the state it is in."""
    chosen = form["operation"].value() or form.fields["operation"].choices[0][0]  # type: ignore[attr-defined]  # ChoiceField
    context = {
        "form": form,
        "operations": [
            (key, title, key == chosen)
            for key, title in form.fields["operation"].choices  # type: ignore[attr-defined]  # ChoiceField
        ],
        "plan": plan,
        "unknown": unknown,
        "confirm": confirm,
        "typed": [(name, values) for name, values in request.POST.lists() if name in form.fields] if confirm else [],
        "results": results,
        "done": sum(result.refusal is None for result in results or ()),
    }
    return TemplateResponse(request, "inventory/bulk.html", context, status=status)


def _planned(actor: Actor, units: Sequence[Unit], data: dict[str, Any]) -> _Plan:
    """Return what will happen to each unit. Raises DomainError for what cannot be asked at all."""
    plan = _Plan()
    if data["operation"] == "place":
        _plan_places(actor, plan, units, data["first_shelf"])
    elif data["operation"] == "assign":
        _plan_owners(plan, units, data["client"], data["contract"])
    else:
        _plan_steps(plan, units, UnitVerb(data["verb"]) if data["operation"] == "state" else UnitVerb.TAKE_OFF)
    good = plan.good
    power = Decimal(sum(unit.power_w for unit in good)) / 1000
    plan.summary = _("%(count)d of %(all)d units, %(power)s kW: %(operation)s.") % {
        "count": len(good), "all": len(plan.lines), "power": number_format(power),
        "operation": _OPERATIONS[data["operation"]][0],
    }  # fmt: skip
    return plan


def _plan_places(actor: Actor, plan: _Plan, units: Sequence[Unit], where: str) -> None:
    """Pair the units of each site with its free places, in the order of the list."""
    plan.pairs, left = paired(actor, units, where)
    troubles = {unit.pk: reason for unit, reason in left}
    targets = {unit.pk: shelf.label for some in plan.pairs.values() for unit, shelf in some}
    for unit in units:
        place = f"{unit.site.name} · {targets[unit.pk]}" if unit.site and unit.pk in targets else ""
        plan.lines.append(_Line(unit, _place(unit), place, troubles.get(unit.pk, "")))


def _plan_owners(plan: _Plan, units: Sequence[Unit], client: Client, contract: Contract | None) -> None:
    """Show whose each unit is and whose it will be. Raises Invalid for a contract of somebody else."""
    if contract is not None and contract.client_id != client.pk:
        raise Invalid(_("The contract belongs to another client."), field="contract")
    then = " · ".join(str(part) for part in (client, contract) if part)
    for unit in units:
        now = " · ".join(str(part) for part in (unit.owner, unit.contract) if part)
        trouble = _impossible(unit) if unit.state == UnitState.PENDING_RETURN else ""
        plan.lines.append(_Line(unit, now, then, trouble))


def _plan_steps(plan: _Plan, units: Sequence[Unit], verb: UnitVerb) -> None:
    """Show what a step of its life makes of each unit."""
    for unit in units:
        after = transitions.after(unit.state, verb)
        then = "" if after is None else str(UnitState(after).label)
        trouble = _impossible(unit) if after is None else ""
        if verb == UnitVerb.TAKE_OFF and not trouble:
            then = " · ".join(part for part in (unit.site and unit.site.name, _("not placed")) if part)
            if unit.shelf is None and unit.state != UnitState.IN_SERVICE:
                trouble = _("Unit %(serial)s is on no shelf.") % {"serial": unit.serial}
        plan.lines.append(_Line(unit, _place(unit), "" if trouble else then, trouble))


def _place(unit: Unit) -> str:
    """Return where a unit is now."""
    return " · ".join(part for part in (unit.site and unit.site.name, unit.shelf and unit.shelf.label) if part)


def _impossible(unit: Unit) -> str:
    """Say which status stands in the way."""
    return _("not possible: %(state)s") % {"state": unit.get_state_display()}


def _run(by: Actor, plan: _Plan, data: dict[str, Any]) -> list[BulkResult]:
    """Call the one service of the operation; for placing, once for each site."""
    units, why = plan.good, data["why"]
    work: dict[str, Callable[[], list[BulkResult]]] = {
        "place": lambda: [
            result
            for site, pairs in plan.pairs.items()
            for result in services.fill_shelves(by=by, pairs=pairs, site=site, why=why)
        ],
        "take_off": lambda: services.take_off_units(by=by, units=units, why=why),
        "assign": lambda: services.assign_units(
            by=by, units=units, client=data["client"], contract=data["contract"], document=data["document"], why=why
        ),
        "state": lambda: services.change_states(
            by=by, units=units, verb=UnitVerb(data["verb"]), why=why, site=data["site"]
        ),
    }
    return work[data["operation"]]()
