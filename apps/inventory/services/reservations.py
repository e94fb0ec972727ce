"""Reservations of power: held for units to come, used up as they are placed, lapsed when their time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.clock import now
from apps.common.errors import Conflict, Invalid
from apps.inventory.enums import ReservationState
from apps.inventory.exceptions import WrongPhase
from apps.inventory.models import PowerReservation, ReservedUnit, Unit
from apps.inventory.permissions import POWER_RESERVE
from apps.inventory.rules.phases import feeds
from apps.inventory.services.grid import Feed, Grid
from apps.inventory.services.locks import lock_chains, lock_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.crm.models import Client
    from apps.inventory.models import PowerNode
    from apps.inventory.services.grid import Claim

_BATCH: Final = 200
_ENDS: Final = {
    ReservationState.USED: "use",
    ReservationState.RELEASED: "release",
    ReservationState.LAPSED: "lapse",
}


def reserve_power(  # noqa: PLR0913 - what a reservation says
    *,
    by: Actor,
    power_node: PowerNode,
    document: str,
    until: datetime,
    power_w: int | None = None,
    units: Sequence[Unit] = (),
    client: Client | None = None,
    phases: str = "",
    person: User | None = None,
    note: str = "",
) -> PowerReservation:
    """Hold power on a node until an instant: for named units (their own power), or `power_w` for what a client brings.

    The whole chain is locked; what is held counts up the chain, in the room and at the site for everybody else. The
    person who answers for it is the one who reserves unless another is named. Raises AccessDenied, Invalid (field
    named), Conflict (a unit is reserved for already or stands there), OverLimit, OverPhaseLimit.
    """
    access.require(by, POWER_RESERVE, power_node)
    responsible = person or User.objects.filter(pk=by.person_id).first()
    wanted = sum(unit.power_w for unit in units) if units else power_w
    if not document.strip():
        raise Invalid(_("Name the document: a movement, an expected intake, a contract."), field="document")
    if not wanted or wanted <= 0:
        raise Invalid(_("Name the units or the power."), field="power_w")
    if until <= now():
        raise Invalid(_("This moment is past."), field="until")
    if responsible is None:
        raise Invalid(_("Name who answers for the reservation."), field="person")
    legs = phases or power_node.phases
    if not feeds(power_node.phases, legs):
        raise WrongPhase(field="phases", above=power_node.name, phase=power_node.phases.upper())
    with transaction.atomic():
        grid = Grid(lock_chains([power_node.pk]), [power_node.room_id]).read()
        _refuse_units(by, units, power_node)
        feed = Feed(power_node.pk, legs, power_node.room_id, power_node.site_id)
        grid.check(feed, wanted, field="power_w")
        row = PowerReservation(
            organisation_id=power_node.organisation_id,
            power_node=power_node,
            site_id=power_node.site_id,
            phases=legs,
            power_w=wanted,
            held_w=wanted,
            client=client,
            document=document.strip(),
            person=responsible,
            until=until,
            note=note.strip(),
        )
        row.save(force_insert=True)
        _name_units(row, units)
        after = {**snapshot(row), "units": [unit.serial for unit in units]}
        record(by=by, action="inventory.power_reservation.create", subject=row, after=after)
    return row


def _name_units(row: PowerReservation, units: Sequence[Unit]) -> None:
    """Write the units of a new reservation. Raises Conflict when somebody reserved for one of them just now."""
    lines = [
        ReservedUnit(organisation_id=row.organisation_id, reservation=row, unit=unit, power_w=unit.power_w)
        for unit in units
    ]
    try:
        with transaction.atomic():
            ReservedUnit.objects.bulk_create(lines)
    except IntegrityError as error:
        raise Conflict(_("Power was reserved for one of these units just now."), field="units") from error


def _refuse_units(by: Actor, units: Sequence[Unit], node: PowerNode) -> None:
    """Raise Conflict for a unit that power is held for already, or that is fed at this site."""
    open_lines = ReservedUnit.objects.filter(unit__in=[unit.pk for unit in units], is_open=True)
    for line in open_lines.select_related("unit", "reservation"):
        if line.reservation.until > now():
            raise Conflict(
                _("Power is held for unit %(serial)s already: %(document)s."),
                field="units",
                serial=line.unit.serial,
                document=line.reservation.document,
            )
    for pk in set(open_lines.values_list("reservation_id", flat=True)):
        # Their time is over; the periodic job has not come by yet.
        _end(by, lock_row(PowerReservation.objects.all(), pk), ReservationState.LAPSED)
    for unit in Unit.objects.filter(
        pk__in=[unit.pk for unit in units], shelf__power_node__isnull=False, site_id=node.site_id
    ):
        raise Conflict(_("Unit %(serial)s stands at this site already."), field="units", serial=unit.serial)


def release_power(*, by: Actor, reservation: PowerReservation, why: str) -> PowerReservation:
    """Give back what is still held. Raises AccessDenied, Invalid (no reason), Conflict when nothing is held."""
    access.require(by, POWER_RESERVE, reservation)
    if not why.strip():
        raise Invalid(field="why")
    with transaction.atomic():
        locked: PowerReservation = lock_row(PowerReservation.objects.all(), reservation.pk)
        if locked.state != ReservationState.ACTIVE:
            raise Conflict(_("Nothing is held any more."), field="reservation")
        _end(by, locked, ReservationState.RELEASED, why.strip())
    return locked


def prolong_reservation(*, by: Actor, reservation: PowerReservation, version: int, until: datetime) -> PowerReservation:
    """Hold the power longer (or shorter). Raises AccessDenied, Invalid, Conflict when it is over, StaleVersion.

    Locks whatever a placement locks that counts it, so that nobody finds its time over while it is prolonged.
    """
    access.require(by, POWER_RESERVE, reservation)
    if until <= now():
        raise Invalid(_("This moment is past."), field="until")
    with transaction.atomic():
        Grid(lock_chains([reservation.power_node_id]), [reservation.power_node.room_id])
        locked: PowerReservation = lock_row(PowerReservation.objects.all(), reservation.pk)
        if locked.state != ReservationState.ACTIVE or locked.until <= now():
            raise Conflict(_("Nothing is held any more."), field="until")
        before = snapshot(locked)
        locked.until = until
        locked.save_version(version, ["until"])
        record(
            by=by,
            action="inventory.power_reservation.prolong",
            subject=locked,
            before=before,
            after=snapshot(locked),
        )
    return locked


def use_up(*, by: Actor, claims: Iterable[Claim]) -> None:
    """Take placed units out of their reservations, inside the placement's transaction and under its locks."""
    for claim in claims:
        locked: PowerReservation = lock_row(PowerReservation.objects.all(), claim.reservation.pk)
        before = snapshot(locked)
        if locked.state != ReservationState.ACTIVE:
            continue
        if claim.line_id is not None:
            ReservedUnit.objects.filter(pk=claim.line_id).update(is_open=False)
        if locked.held_w <= claim.power_w:
            _end(by, locked, ReservationState.USED)
            continue
        locked.held_w -= claim.power_w
        locked.save_version(locked.version, ["held_w"])
        record(
            by=by,
            action="inventory.power_reservation.use",
            subject=locked,
            before=before,
            after=snapshot(locked),
        )


def lapse_reservations(*, by: Actor) -> int:
    """End the reservations whose time is over, at most `_BATCH`; return how many. One record each."""
    due = PowerReservation.objects.filter(state=ReservationState.ACTIVE, until__lte=now())
    with transaction.atomic():
        rows = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:_BATCH])
        for row in rows:
            _end(by, row, ReservationState.LAPSED)
    return len(rows)


def _end(by: Actor, row: PowerReservation, state: ReservationState, why: str = "") -> None:
    """End a locked reservation and record it; its units are free for another."""
    before = snapshot(row)
    row.state, row.ended_at = state, now()
    if state == ReservationState.USED:
        row.held_w = 0
    row.save_version(row.version, ["state", "ended_at", "held_w"])
    ReservedUnit.objects.filter(reservation=row, is_open=True).update(is_open=False)
    record(
        by=by,
        action=f"inventory.power_reservation.{_ENDS[state]}",
        subject=row,
        before=before,
        after=snapshot(row),
        reason=why,
        organisation_id=row.organisation_id,
    )
