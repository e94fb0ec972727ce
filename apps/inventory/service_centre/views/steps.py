"""Steps of a repair order: one address for each verb; those that need words show a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.common import access
from apps.common.http import actor_of, guarded
from apps.common.pages.forms import form_page, run_and_return
from apps.inventory.service_centre import services
from apps.inventory.service_centre.enums import Finding
from apps.inventory.service_centre.forms.money import in_currency
from apps.inventory.service_centre.forms.orders import DiagnosisForm, EstimateForm, FinishForm, NoteForm
from apps.inventory.service_centre.permissions import REPAIR_APPROVE, REPAIR_SCRAP, REPAIR_WORK
from apps.inventory.service_centre.selectors import orders as nouns
from apps.inventory.service_centre.selectors.settings import service_settings
from apps.inventory.service_centre.views.pages import address

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django import forms

    from apps.common.access import Permission
    from apps.inventory.service_centre.models import RepairOrder


def _order(request: HttpRequest, uid: UUID, permission: Permission) -> RepairOrder:
    """Return the order of the address, in reach of a right."""
    by = actor_of(request)
    rows = nouns.orders(by) if by.is_client else nouns.orders(by).select_related("site")
    return access.fetch(by, permission, rows, uid=uid)


def _at_once(request: HttpRequest, uid: UUID, act: Callable[..., RepairOrder]) -> HttpResponse:
    """Take a step that needs no words."""
    row = _order(request, uid, REPAIR_WORK)

    def run() -> str:
        done = act(row, by=actor_of(request))
        return _("%(number)s: %(state)s") % {"number": done.number, "state": done.get_state_display()}

    return run_and_return(request, address(row), run)


@guarded(REPAIR_WORK)
@require_POST
def start(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin the work."""
    return _at_once(request, uid, services.start_work)


@guarded(REPAIR_WORK)
@require_POST
def test(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put the unit on test."""
    return _at_once(request, uid, services.put_on_test)


@guarded(REPAIR_WORK)
@require_POST
def wait(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Wait for parts."""
    return _at_once(request, uid, services.wait_for_parts)


def _asked(
    request: HttpRequest,
    row: RepairOrder,
    form: forms.Form,
    act: Callable[[dict[str, Any]], RepairOrder],
    **context: Any,
) -> HttpResponse:
    """Show a form of a step and take the step."""

    def run(data: dict[str, Any]) -> tuple[str, str]:
        done = act(data)
        return address(row), _("%(number)s: %(state)s") % {"number": done.number, "state": done.get_state_display()}

    return form_page(
        request, form, pretitle=f"{row.number} · {row.unit.serial}", run=run, cancel_url=address(row), **context
    )


@guarded(REPAIR_WORK)
@require_http_methods(["GET", "POST"])
def diagnose(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say what was found."""
    row = _order(request, uid, REPAIR_WORK)
    found = list(nouns.findings_of(actor_of(request), row))

    def positions(code: Finding) -> str:
        return ", ".join(str(one.position) for one in found if one.code == code and one.position)

    form = DiagnosisForm(
        request.POST or None,
        initial={
            "findings": sorted({one.code for one in found}),
            "boards": positions(Finding.HASHBOARD),
            "fans": positions(Finding.FAN),
        },
    )

    def act(data: dict[str, Any]) -> RepairOrder:
        return services.diagnose(row, by=actor_of(request), findings=form.found(), note=data["note"])

    return _asked(request, row, form, act, title=_("Diagnosis"), submit=_("Keep the diagnosis"))


@guarded(REPAIR_WORK)
@require_http_methods(["GET", "POST"])
def estimate(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask the client to agree to an estimate."""
    row = _order(request, uid, REPAIR_WORK)
    by = actor_of(request)
    total = sum(amount for payer, amount in nouns.sums_of(by, row).by_payer.items() if payer == "client")
    form = in_currency(
        EstimateForm(request.POST or None, initial={"total": total}), service_settings(by.tenant_id).currency
    )

    def act(data: dict[str, Any]) -> RepairOrder:
        return services.ask_approval(row, by=by, total=data["total"], note=data["note"])

    return _asked(
        request,
        row,
        form,
        act,
        title=_("Ask for approval"),
        lead=_("The client's users are told; the clock of the turnaround stands until the answer."),
        submit=_("Ask for approval"),
    )


@guarded(REPAIR_APPROVE)
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Agree to the estimate, or write down that the client has agreed."""
    row = _order(request, uid, REPAIR_APPROVE)
    by = actor_of(request)
    label = _("Note") if by.is_client else _("By which letter or call")
    form = NoteForm(request.POST or None, needed=not by.is_client, label=label)

    def act(data: dict[str, Any]) -> RepairOrder:
        return services.approve_estimate(row, by=by, how=data["note"])

    return _asked(
        request,
        row,
        form,
        act,
        title=_("Approve the estimate"),
        lead=_("Estimate: %(total)s") % {"total": number_format(row.estimate_total or 0, 2, force_grouping=True)},
        submit=_("Approve"),
    )


@guarded(REPAIR_APPROVE)
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say no to the estimate."""
    row = _order(request, uid, REPAIR_APPROVE)
    form = NoteForm(request.POST or None, needed=True, label=_("Reason"))

    def act(data: dict[str, Any]) -> RepairOrder:
        return services.decline_estimate(row, by=actor_of(request), why=data["note"])

    return _asked(request, row, form, act, title=_("Decline the estimate"), submit=_("Decline"), danger=True)


@guarded(REPAIR_WORK)
@require_http_methods(["GET", "POST"])
def fail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Back to work after a test that failed."""
    row = _order(request, uid, REPAIR_WORK)
    form = NoteForm(request.POST or None, needed=True, label=_("What the test has shown"))

    def act(data: dict[str, Any]) -> RepairOrder:
        return services.fail_test(row, by=actor_of(request), note=data["note"])

    return _asked(request, row, form, act, title=_("The test failed"), submit=_("Back to work"))


@guarded(REPAIR_WORK)
@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End the repair."""
    row = _order(request, uid, REPAIR_WORK)
    days = service_settings(row.organisation_id).warranty_days
    form = FinishForm(request.POST or None, initial={"warranty_days": days})

    def act(data: dict[str, Any]) -> RepairOrder:
        return services.finish_order(row, by=actor_of(request), **data)

    return _asked(
        request,
        row,
        form,
        act,
        title=_("Finish the repair"),
        lead=_("The unit is in storage again, where it stands."),
        submit=_("Finish"),
    )


@guarded(REPAIR_SCRAP)
@require_http_methods(["GET", "POST"])
def scrap(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write the unit off."""
    row = _order(request, uid, REPAIR_SCRAP)
    form = NoteForm(request.POST or None, needed=True, label=_("Reason"))

    def act(data: dict[str, Any]) -> RepairOrder:
        return services.scrap_unit(row, by=actor_of(request), why=data["note"])

    return _asked(
        request,
        row,
        form,
        act,
        title=_("Scrap the unit?"),
        lead=_("The unit is written off. Parts may be taken off it afterwards; they become stock."),
        submit=_("Scrap the unit"),
        danger=True,
    )


@guarded(REPAIR_WORK)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End the order without a repair."""
    row = _order(request, uid, REPAIR_WORK)
    form = NoteForm(request.POST or None, needed=True, label=_("Reason"))

    def act(data: dict[str, Any]) -> RepairOrder:
        return services.cancel_order(row, by=actor_of(request), why=data["note"])

    return _asked(
        request,
        row,
        form,
        act,
        title=_("Cancel the order?"),
        lead=_("The unit is in storage again, unrepaired; the number stays used."),
        submit=_("Cancel the order"),
        danger=True,
    )
