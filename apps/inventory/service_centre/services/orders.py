"""Repair orders: opening, the diagnosis, the work; the unit's status follows in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.clock import now
from apps.common.errors import Invalid
from apps.inventory.enums import UnitState, UnitVerb
from apps.inventory.service_centre.enums import (
    CLOSED_STATES,
    Complaint,
    Finding,
    OrderState,
    OrderVerb,
    Payer,
)
from apps.inventory.service_centre.exceptions import DiagnosisNeeded, NoRepairsHere, OrderOpen
from apps.inventory.service_centre.models import RepairFinding, RepairOrder
from apps.inventory.service_centre.permissions import REPAIR_SITES, REPAIR_WORK, require_repair_at
from apps.inventory.service_centre.rules.payers import usual_payer
from apps.inventory.service_centre.selectors.settings import service_settings
from apps.inventory.service_centre.services import door, numbers
from apps.inventory.service_centre.services.approval import require_approved
from apps.inventory.service_centre.services.locking import lock_order
from apps.inventory.service_centre.services.under_repair import step_unit
from apps.inventory.services.locks import lock_unit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from apps.accounts.models import User
    from apps.common.actor import Actor
    from apps.inventory.models import Unit

EDITABLE: Final = ("complaint_code", "complaint", "brought_by", "technician", "payer", "promised_at")


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: what is at fault, at which position (from 1), a note."""

    code: Finding
    position: int | None = None
    note: str = ""


def open_order(
    unit: Unit,
    *,
    by: Actor,
    complaint_code: Complaint,
    complaint: str = "",
    brought_by: str = "",
    technician: User | None = None,
    at: datetime | None = None,
) -> RepairOrder:
    """Open a repair order for a unit that stands at a service centre or data centre.

    Effects, in order: the unit is locked; a stored or working one is sent to repair (one that is in repair already
    stays so); who pays is proposed by the warranties, a repair within `repeat_days` after an earlier one is named as
    its repeat; the number is given out; the step, the record and `order_changed`.
    Raises AccessDenied, NoRepairsHere, OrderOpen (the order that is open), WrongState (inventory's), Invalid.
    """
    if complaint_code not in Complaint.values:
        raise Invalid(field="complaint_code")
    access.require(by, REPAIR_WORK, unit)
    with transaction.atomic():
        locked = lock_unit(unit)
        site = locked.site
        if site is None or site.type not in REPAIR_SITES:
            raise NoRepairsHere(field="unit", serial=locked.serial)
        require_repair_at(by, site)
        refuse_open(locked)
        instant = at or now()
        settings = service_settings(locked.organisation_id)
        earlier = _last_done(locked)
        number, ordinal = numbers.next_of(locked.organisation_id, "order", settings.order_mask, instant.date())
        if locked.state != UnitState.IN_REPAIR:
            step_unit(locked, UnitVerb.SEND_TO_REPAIR, by=by, why=complaint, document=number, at=at)
        order = RepairOrder.objects.create(
            organisation_id=locked.organisation_id,
            number=number,
            ordinal=ordinal,
            unit=locked,
            site=site,
            client_id=locked.owner_id,
            complaint_code=complaint_code,
            complaint=complaint.strip(),
            brought_by=brought_by.strip()[:160],
            technician=technician,
            payer=_payer(locked, earlier, instant.date()),
            opened_at=instant,
            opened_by=by.label[:160],
            state_since=instant,
            promised_at=instant + timedelta(days=settings.promised_days),
            repeat_of=_repeated(earlier, instant, settings.repeat_days),
            unit_warranty_until=locked.warranty_until,
        )
        door.keep_step(order, OrderVerb.OPEN, None, by=by, note=complaint, at=instant)
        record(by=by, action="inventory.repair.open", subject=order, after=snapshot(order))
        door.tell(order, OrderVerb.OPEN, by=by)
    return order


def refuse_open(unit: Unit) -> None:
    """Raise OrderOpen when a locked unit has an order that has not ended."""
    other = RepairOrder.objects.filter(unit=unit).exclude(state__in=CLOSED_STATES).first()
    if other is not None:
        raise OrderOpen(field="unit", serial=unit.serial, number=other.number)


def _last_done(unit: Unit) -> RepairOrder | None:
    """Return the last repair of a unit that was finished."""
    return RepairOrder.objects.filter(unit=unit, state=OrderState.DONE).order_by("-closed_at").first()


def _payer(unit: Unit, earlier: RepairOrder | None, day: date) -> Payer:
    """Return who pays by the warranties."""
    return usual_payer(
        day,
        repair_warranty_until=earlier.warranty_until if earlier else None,
        unit_warranty_until=unit.warranty_until,
    )


def _repeated(earlier: RepairOrder | None, at: datetime, days: int) -> RepairOrder | None:
    """Return the repair that this one repeats: the last one, when it ended at most `days` ago."""
    if earlier is None or earlier.closed_at is None or at - earlier.closed_at > timedelta(days=days):
        return None
    return earlier


def change_order(order: RepairOrder, *, by: Actor, version: int, **values: Any) -> RepairOrder:
    """Change the named fields (`EDITABLE`) of an open order that was seen as `version`; one record.

    Another payer counts for lines that are added from now on. Raises AccessDenied, OrderClosed, StaleVersion, Invalid.
    """
    require_repair_at(by, order.site)
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not a field: {', '.join(sorted(unknown))}")
    for name, allowed in (("complaint_code", Complaint.values), ("payer", Payer.values)):
        if name in values and values[name] not in allowed:
            raise Invalid(field=name)
    with transaction.atomic():
        locked = lock_order(order)
        door.require_open(locked)
        before = snapshot(locked)
        for name, value in values.items():
            setattr(locked, name, value.strip() if isinstance(value, str) else value)
        locked.save_version(version, values)
        record(by=by, action="inventory.repair.change", subject=locked, before=before, after=snapshot(locked))
    return locked


def diagnose(
    order: RepairOrder,
    *,
    by: Actor,
    findings: Sequence[Found],
    note: str = "",
    at: datetime | None = None,
) -> RepairOrder:
    """Say what was found, in place of what was found before; who diagnoses first becomes the technician.

    Raises AccessDenied, WrongOrderState, DiagnosisNeeded, Invalid (the same finding twice, a wrong position).
    """
    require_repair_at(by, order.site)
    _check_findings(findings)
    with transaction.atomic():
        locked = lock_order(order)
        door.possible(locked, OrderVerb.DIAGNOSE)
        RepairFinding.objects.filter(order=locked).delete()
        RepairFinding.objects.bulk_create(
            [
                RepairFinding(
                    organisation_id=locked.organisation_id,
                    order=locked,
                    code=one.code,
                    position=one.position,
                    note=one.note.strip()[:300],
                )
                for one in findings
            ]
        )
        changes: dict[str, Any] = {}
        if locked.state == OrderState.WAITING_APPROVAL:
            changes["estimate_total"] = None
        if locked.technician_id is None:
            changes["technician_id"] = door.person_of(by)
        told = {"findings": [f"{one.code} {one.position or ''}".strip() for one in findings]}
        door.step(locked, OrderVerb.DIAGNOSE, by=by, note=note, at=at, told=told, **changes)
    return locked


def _check_findings(findings: Sequence[Found]) -> None:
    """Refuse a diagnosis that names nothing, the same twice, or a fault beside «no fault found»."""
    if not findings:
        raise DiagnosisNeeded(field="findings")
    keys = [(one.code, one.position) for one in findings]
    codes = {one.code for one in findings}
    if len(set(keys)) != len(keys) or not codes <= set(Finding.values):
        raise Invalid(field="findings")
    if Finding.NONE_FOUND in codes and len(codes) > 1:
        raise Invalid(field="findings")
    if any(one.position is not None and not 1 <= one.position <= 100 for one in findings):  # noqa: PLR2004 - boards and fans are few
        raise Invalid(field="findings")


def _simple(
    order: RepairOrder, verb: OrderVerb, *, by: Actor, note: str, at: datetime | None, paid: bool = False
) -> RepairOrder:
    """Take a step that changes nothing but the state; `paid`: only when the client has agreed to pay."""
    require_repair_at(by, order.site)
    with transaction.atomic():
        locked = lock_order(order)
        door.possible(locked, verb)
        if paid:
            require_approved(locked)
        return door.step(locked, verb, by=by, note=note, at=at)


def wait_for_parts(order: RepairOrder, *, by: Actor, note: str = "", at: datetime | None = None) -> RepairOrder:
    """Wait for parts; the clock of the turnaround stands. Raises AccessDenied, WrongOrderState."""
    return _simple(order, OrderVerb.WAIT_FOR_PARTS, by=by, note=note, at=at)


def start_work(order: RepairOrder, *, by: Actor, note: str = "", at: datetime | None = None) -> RepairOrder:
    """Begin the work. Raises AccessDenied, WrongOrderState, EstimateNotApproved."""
    return _simple(order, OrderVerb.START, by=by, note=note, at=at, paid=True)


def put_on_test(order: RepairOrder, *, by: Actor, note: str = "", at: datetime | None = None) -> RepairOrder:
    """Put the unit on test. Raises AccessDenied, WrongOrderState."""
    return _simple(order, OrderVerb.TEST, by=by, note=note, at=at)


def fail_test(order: RepairOrder, *, by: Actor, note: str, at: datetime | None = None) -> RepairOrder:
    """Back to work, with what the test has shown. Raises AccessDenied, WrongOrderState, Invalid without a note."""
    if not note.strip():
        raise Invalid(field="note")
    return _simple(order, OrderVerb.FAIL_TEST, by=by, note=note, at=at)
