"""Movements: plan a transfer, give it to a driver, cancel it; the road itself is in `pickup` and `delivery`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.services import notify
from apps.audit.services import record
from apps.common import access, clock
from apps.common.errors import Invalid
from apps.common.events import announce
from apps.common.roles import Role
from apps.inventory.enums import UnitVerb
from apps.inventory.exceptions import NotAtThisSite
from apps.inventory.models import Site, Unit
from apps.inventory.permissions import PLACE_VIEW
from apps.inventory.services.lifecycle import possible
from apps.inventory.services.locks import lock_units
from apps.logistics import signals
from apps.logistics.enums import OPEN_LINES, LineState, MovementStatus, MovementVerb, ReturnLineState
from apps.logistics.exceptions import NothingChosen, TooManyLines, UnitGoesBack, UnitTravels
from apps.logistics.models import Movement, MovementLine, ReturnLine
from apps.logistics.permissions import MOVEMENT_CREATE
from apps.logistics.rules.serial_lists import MOST_LINES
from apps.logistics.services import numbers, steps

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime, time

    from apps.common.actor import Actor
    from apps.inventory.participants import Change

ASSIGNED = "logistics.movement.assigned"
CANCELLED = "logistics.movement.cancelled"


@dataclass(frozen=True, slots=True)
class Plan:
    """From where to where, why, with whom and when; the window is the local time at the sites."""

    from_site: Site
    to_site: Site
    reason: str
    driver: User | None = None
    planned_on: date | None = None
    window_from: time | None = None
    window_to: time | None = None
    note: str = ""


def create_movement(*, by: Actor, plan: Plan, units: Sequence[Unit], at: datetime | None = None) -> Movement:
    """Plan a movement of units that stand at one site, and return it; nothing moves until the driver picks up.

    `at` lays history: when the movement was made, if not now.
    Effects, in order, in one transaction: the units are locked and checked; the number is taken (gap-free); movement
    and lines are written; the driver is told; one record; `movement_created` after the commit.
    Raises AccessDenied, Invalid (reason, sites, driver, window), NothingChosen, TooManyLines, NotAtThisSite,
    WrongState, UnitTravels, UnitGoesBack.
    """
    access.require(by, MOVEMENT_CREATE)
    access.require(by, PLACE_VIEW, plan.from_site)
    _check(plan, units)
    with transaction.atomic():
        locked = lock_units(unit.pk for unit in units)
        chosen = [locked[unit.pk] for unit in units]
        for unit in chosen:
            if unit.site_id != plan.from_site.pk:
                raise NotAtThisSite(field="units", serial=unit.serial, site=plan.from_site.name)
            possible(unit, UnitVerb.PICK_UP)
        refuse_busy(chosen)
        made_at = at or clock.now()
        day = clock.day_in(plan.from_site.time_zone, made_at)
        number, ordinal = numbers.next_of(by.tenant_id, numbers.MOVEMENT, day)
        movement = Movement.objects.create(
            organisation_id=by.tenant_id,
            number=number,
            ordinal=ordinal,
            reason=plan.reason.strip()[:300],
            from_site=plan.from_site,
            to_site=plan.to_site,
            driver=plan.driver,
            planned_on=plan.planned_on or day,
            window_from=plan.window_from,
            window_to=plan.window_to,
            note=plan.note.strip(),
            unit_count=len(chosen),
            power_w=sum(unit.power_w for unit in chosen),
            created_by=by.label[:160],
            author_id=by.id,
            made_at=made_at,
        )
        MovementLine.objects.bulk_create(_line(movement, unit, n) for n, unit in enumerate(chosen, start=1))
        _tell_driver(movement, by, ASSIGNED)
        record(
            by=by,
            action="logistics.movement.create",
            subject=movement,
            after=_facts(movement) | {"serials": [unit.serial for unit in chosen]},
            reason=movement.reason,
        )
        announce(signals.movement_created, by=by, sender=Movement, movement_id=movement.pk, number=number)
    return movement


def assign_driver(movement: Movement, *, by: Actor, driver: User | None, version: int) -> Movement:
    """Give a movement that waits to a driver, or to nobody yet, and return it.

    Effects: driver; the new and the earlier driver are told; one record. Raises AccessDenied, StepRefused, Invalid
    (not a driver), StaleVersion.
    """
    access.require(by, MOVEMENT_CREATE, movement)
    check_driver(by.tenant_id, driver)
    with transaction.atomic():
        locked = steps.lock_movement(movement)
        steps.allow(locked, MovementVerb.ASSIGN)
        before = _facts(locked)
        if locked.driver_id == (driver.pk if driver else None):
            return locked
        _tell_driver(locked, by, CANCELLED)
        locked.driver = driver
        locked.save_version(version, ["driver"])
        _tell_driver(locked, by, ASSIGNED)
        record(by=by, action="logistics.movement.assign", subject=locked, before=before, after=_facts(locked))
    return locked


def cancel_movement(movement: Movement, *, by: Actor, why: str, version: int) -> Movement:
    """Cancel a movement that was not picked up, and return it; its number stays used, its units stay where they are.

    Effects: state of movement and lines; the driver is told; one record; `movement_changed` after the commit.
    Raises AccessDenied, StepRefused, Invalid (no reason), StaleVersion.
    """
    access.require(by, MOVEMENT_CREATE, movement)
    if not why.strip():
        raise Invalid(_("Say why the movement is cancelled."), field="why")
    with transaction.atomic():
        locked = steps.lock_movement(movement)
        steps.allow(locked, MovementVerb.CANCEL)
        before = _facts(locked)
        instant = clock.now()
        MovementLine.objects.filter(movement=locked, state__in=OPEN_LINES).update(
            state=LineState.CANCELLED, closed_at=instant
        )
        locked.status, locked.closed_at, locked.cancel_reason = MovementStatus.CANCELLED, instant, why.strip()[:300]
        locked.save_version(version, ["status", "closed_at", "cancel_reason"])
        steps.keep(locked, MovementVerb.CANCEL, by=by, key=uuid.uuid4(), facts={"why": locked.cancel_reason})
        _tell_driver(locked, by, CANCELLED)
        record(
            by=by,
            action="logistics.movement.cancel",
            subject=locked,
            before=before,
            after=_facts(locked),
            reason=locked.cancel_reason,
        )
        announce(signals.movement_changed, by=by, sender=Movement, movement_id=locked.pk, status=locked.status)
    return locked


def refuse_busy(units: Iterable[Unit], *, states: Collection[LineState] = OPEN_LINES) -> None:
    """Raise when one of these locked units is in an open movement (in these states) or waits for its return."""
    ids = {unit.pk: unit for unit in units}
    line = MovementLine.objects.select_related("movement").filter(unit_id__in=ids, state__in=states).first()
    if line is not None:
        raise UnitTravels(field="units", serial=ids[line.unit_id].serial, number=line.movement.number)
    back = ReturnLine.objects.select_related("act").filter(unit_id__in=ids, state=ReturnLineState.WAITING).first()
    if back is not None:
        raise UnitGoesBack(field="units", serial=ids[back.unit_id].serial, number=back.act.number)


def hold_listed(by: Actor, changes: Sequence[Change]) -> None:  # noqa: ARG001 - the shape of a participant
    """Refuse that a unit on the road or one that waits for its owner is reported lost past its list (a participant).

    Otherwise the list could never be closed; the claim of the load, or the cancelled return, comes first. A unit that
    still waits to be picked up may be lost: the driver's claim says so. Raises UnitTravels, UnitGoesBack.
    """
    gone = [change.unit for change in changes if change.verb in (UnitVerb.REPORT_LOST, UnitVerb.WRITE_OFF)]
    if gone:
        refuse_busy(gone, states=OPEN_LINES - {LineState.PLANNED})


def _check(plan: Plan, units: Sequence[Unit]) -> None:
    """Refuse what no lock is needed to refuse."""
    if plan.from_site.pk == plan.to_site.pk:
        raise Invalid(_("A movement goes to another site."), field="to_site")
    if not plan.reason.strip():
        raise Invalid(_("Say why the units are moved."), field="reason")
    if not units:
        raise NothingChosen(field="units")
    if len(units) > MOST_LINES:
        raise TooManyLines(field="units", count=len(units), most=MOST_LINES)
    if len({unit.pk for unit in units}) != len(units):
        raise Invalid(_("A unit is named twice."), field="units")
    if plan.window_from and plan.window_to and plan.window_to < plan.window_from:
        raise Invalid(_("The window ends before it begins."), field="window_to")
    check_driver(plan.from_site.organisation_id, plan.driver)


def check_driver(organisation_id: int, driver: User | None) -> None:
    """Refuse a person who is no working driver of the organisation."""
    if driver is None:
        return
    if driver.organisation_id != organisation_id or driver.role != Role.DRIVER or not driver.is_active:
        raise Invalid(_("This person is not a driver."), field="driver")


def _line(movement: Movement, unit: Unit, position: int) -> MovementLine:
    """Return the line of a unit as it is today."""
    return MovementLine(
        organisation_id=movement.organisation_id,
        movement=movement,
        unit=unit,
        position=position,
        serial=unit.serial,
        model_name=unit.model.name,
        power_w=unit.power_w,
    )


def _facts(movement: Movement) -> dict[str, Any]:
    """Return a movement as the record keeps it."""
    return {
        "number": movement.number,
        "status": movement.status,
        "from": movement.from_site.name,
        "to": movement.to_site.name,
        "driver": movement.driver_id,
        "planned_on": str(movement.planned_on),
    }


def _tell_driver(movement: Movement, by: Actor, kind: str) -> None:
    """Tell the movement's driver, if there is one."""
    if movement.driver_id is None:
        return
    notify(
        organisation_id=movement.organisation_id,
        user_ids=[movement.driver_id],
        kind=kind,
        by=by,
        params={
            "number": movement.number,
            "from": movement.from_site.name,
            "to": movement.to_site.name,
            "count": movement.unit_count,
        },
        url=reverse("logistics:task", args=[movement.uid]),
    )


def line_of(movement: Movement, unit: Unit, position: int) -> MovementLine:
    """Return a line for a unit that joins a movement on the way (the driver loaded it although it was not listed)."""
    line = _line(movement, unit, position)
    line.was_extra = True
    return line
