"""Pick-up: the driver checks serial numbers and takes the load; what does not agree is kept and holds nothing up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse

from apps.accounts.services import notify
from apps.audit.services import record
from apps.common import access, clock
from apps.common.errors import Invalid
from apps.common.events import announce
from apps.inventory import transitions as unit_transitions
from apps.inventory.enums import UnitState, UnitVerb
from apps.inventory.participants import Place
from apps.inventory.rules.identity import normal_serial
from apps.inventory.selectors import staff_of_site, units_by_serial
from apps.inventory.services import Leg, travel
from apps.inventory.services.locks import lock_units
from apps.logistics import signals
from apps.logistics.enums import OPEN_LINES, ClaimKind, LineState, MovementVerb, ReturnLineState, Stage
from apps.logistics.exceptions import NothingChosen
from apps.logistics.models import Movement, MovementLine, ReturnLine
from apps.logistics.permissions import MOVEMENT_DRIVE
from apps.logistics.rules.journeys import sort_load
from apps.logistics.services import steps
from apps.logistics.services.attachments import Of
from apps.logistics.services.claims import Discrepancy, open_claim
from apps.logistics.services.movements import line_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from apps.common.actor import Actor
    from apps.inventory.models import Unit

ON_THE_WAY = "logistics.movement.picked_up"
_NOT_LOADED = frozenset({ClaimKind.MISSING, ClaimKind.REFUSED})


def pick_up(
    movement: Movement,
    *,
    by: Actor,
    key: UUID,
    serials: Sequence[str],
    discrepancies: Sequence[Discrepancy] = (),
    done_at: datetime | None = None,
    at: datetime | None = None,
) -> Movement:
    """Take the scanned units of a movement, and return it; listed units that are not named stay for a second run.

    `done_at` is what a phone says; `at` lays history: when it happened, if not now.
    `key` makes the step happen once, however often a phone sends it. A unit that is not on the list but stands at
    the site joins the load; one that cannot be moved is left; both open a claim, as every discrepancy does. A load of
    which nothing is there ends the movement, with its claims.
    Effects, in order: the movement, then its units are locked; units are with the driver (custody); lines; claims;
    movement; the receivers are told; one record; `movement_changed` after the commit.
    Raises AccessDenied, StepRefused, KeyReused, NothingChosen, NotAnImage.
    """
    access.require(by, MOVEMENT_DRIVE, movement)
    scanned = list(dict.fromkeys(filter(None, map(normal_serial, serials))))
    facts = {"serials": scanned, "discrepancies": described(discrepancies)}
    with transaction.atomic():
        locked = steps.lock_movement(movement)
        if steps.is_repeated(locked, key, MovementVerb.PICK_UP, facts):
            return locked
        steps.allow(locked, MovementVerb.PICK_UP)
        load = _Load(locked, by, scanned, discrepancies, at)
        load.take()
        steps.keep(locked, MovementVerb.PICK_UP, by=by, key=key, facts=facts, done_at=at or done_at)
        if load.taken:
            locked.picked_up_at = locked.picked_up_at or at or clock.now()
        steps.settle(locked, MovementVerb.PICK_UP, fields=("picked_up_at",), at=at)
        if load.taken:
            _tell_receivers(locked, by, len(load.taken))
        record(
            by=by,
            action="logistics.movement.pick_up",
            subject=locked,
            after={"status": locked.status, "taken": load.taken, "claims": load.claims},
        )
        announce(signals.movement_changed, by=by, sender=Movement, movement_id=locked.pk, status=locked.status)
    return locked


def _tell_receivers(movement: Movement, by: Actor, count: int) -> None:
    """Tell the people of the destination what is on the way."""
    notify(
        organisation_id=movement.organisation_id,
        user_ids=list(staff_of_site(movement.to_site).values_list("pk", flat=True)),
        kind=ON_THE_WAY,
        by=by,
        params={"number": movement.number, "from": movement.from_site.name, "count": count},
        url=reverse("logistics:movement", args=[movement.uid]),
    )


def leave_behind(movement: Movement, *, by: Actor, key: UUID, why: str, done_at: datetime | None = None) -> Movement:
    """Close the listed units that were not loaded: there will be no second run; they stay where they stand.

    Effects: lines, movement; one record; `movement_changed` after the commit. Raises AccessDenied, StepRefused,
    KeyReused, Invalid (no reason).
    """
    access.require(by, MOVEMENT_DRIVE, movement)
    if not why.strip():
        raise Invalid(field="why")
    facts = {"why": why.strip()[:300]}
    with transaction.atomic():
        locked = steps.lock_movement(movement)
        if steps.is_repeated(locked, key, MovementVerb.LEAVE_BEHIND, facts):
            return locked
        steps.allow(locked, MovementVerb.LEAVE_BEHIND)
        lines = MovementLine.objects.filter(movement=locked, state=LineState.PLANNED)
        left = list(lines.values_list("serial", flat=True))
        if not left:
            raise NothingChosen(field="units")
        lines.update(state=LineState.LEFT, closed_at=clock.now())
        steps.keep(locked, MovementVerb.LEAVE_BEHIND, by=by, key=key, facts=facts, done_at=done_at)
        steps.settle(locked, MovementVerb.LEAVE_BEHIND)
        record(
            by=by,
            action="logistics.movement.leave_behind",
            subject=locked,
            after={"status": locked.status, "left": left},
            reason=facts["why"],
        )
        announce(signals.movement_changed, by=by, sender=Movement, movement_id=locked.pk, status=locked.status)
    return locked


def described(discrepancies: Sequence[Discrepancy]) -> list[dict[str, Any]]:
    """Return discrepancies as a step keeps them: without the pictures themselves."""
    return [
        {
            "kind": str(seen.kind),
            "serial": normal_serial(seen.serial),
            "serial_seen": normal_serial(seen.serial_seen),
            "note": seen.note,
            "photos": len(seen.photos),
        }
        for seen in discrepancies
    ]


class _Load:
    """One pick-up being written: the listed lines, what was scanned, what is taken in the end."""

    def __init__(
        self,
        movement: Movement,
        by: Actor,
        scanned: Sequence[str],
        discrepancies: Sequence[Discrepancy],
        at: datetime | None,
    ) -> None:
        rows = MovementLine.objects.filter(movement=movement).select_related("unit", "unit__model")
        self.lines = {line.serial: line for line in rows}
        self.movement, self.by, self.at = movement, by, at
        self.discrepancies = list(discrepancies)
        planned = [serial for serial, line in self.lines.items() if line.state == LineState.PLANNED]
        self.sorted = sort_load(planned, scanned)
        self.taken: list[str] = []
        self.claims: list[str] = []

    def take(self) -> None:
        """Move the units, write lines and claims. Raises NothingChosen when nothing at all was said."""
        if not self.sorted.there and not self.sorted.extra and not self.discrepancies:
            raise NothingChosen(field="serials")
        self._name_extras()
        there = set(self.sorted.there)
        for seen in self.discrepancies:
            line = self.lines.get(normal_serial(seen.serial))
            if line is not None and seen.kind in _NOT_LOADED:
                there.discard(line.serial)
                self._close(line)
            elif line is not None and seen.kind == ClaimKind.OTHER_SERIAL and line.state == LineState.PLANNED:
                # The driver says that it is this machine, under another label: it goes on the way.
                there.add(line.serial)
            self._claim(seen, line.unit if line else self._known.get(normal_serial(seen.serial)))
        self._move([self.lines[serial] for serial in self.lines if serial in there])

    def _name_extras(self) -> None:
        """Let units that nobody listed join the load when they may be moved; each is a discrepancy."""
        self._known = units_by_serial(self.movement.organisation_id, self.sorted.extra)
        ids = {unit.pk for unit in self._known.values()}
        busy = set(MovementLine.objects.filter(unit_id__in=ids, state__in=OPEN_LINES).values_list("unit_id", flat=True))
        busy |= set(
            ReturnLine.objects.filter(unit_id__in=ids, state=ReturnLineState.WAITING).values_list("unit_id", flat=True)
        )
        locked = lock_units(ids)
        for serial in self.sorted.extra:
            if serial in self.lines:
                continue  # loaded with an earlier run already
            unit = self._known.get(serial)
            fresh = locked.get(unit.pk) if unit else None
            if fresh is not None and fresh.pk not in busy and self._may_travel(fresh):
                line = line_of(self.movement, fresh, len(self.lines) + 1)
                line.save(force_insert=True)
                self.lines[serial] = line
                self.sorted = sort_load([*self.sorted.there, serial], [*self.sorted.there, serial, *self.sorted.extra])
            if not any(normal_serial(seen.serial) == serial for seen in self.discrepancies):
                self.discrepancies.append(Discrepancy(ClaimKind.EXTRA, serial=serial))

    def _may_travel(self, unit: Unit) -> bool:
        """Whether a unit stands at the site of departure in a state in which it may be picked up."""
        return unit.site_id == self.movement.from_site_id and (
            unit_transitions.after(unit.state, UnitVerb.PICK_UP) is not None
        )

    def _move(self, lines: Sequence[MovementLine]) -> None:
        """Put the units into the driver's hands; one that cannot be moved any more is left with a claim."""
        locked = lock_units(line.unit_id for line in lines)
        going = []
        for line in lines:
            unit = locked[line.unit_id]
            if self._may_travel(unit):
                going.append(line)
                continue
            self._close(line)
            note = str(UnitState(unit.state).label)
            self._claim(Discrepancy(ClaimKind.REFUSED, serial=line.serial, note=note), unit)
        place = Place(holder_id=self.by.person_id)
        travel(
            by=self.by,
            legs=[Leg(line.unit_id, UnitVerb.PICK_UP, place) for line in going],
            document=self.movement.number,
            at=self.at,
        )
        instant = self.at or clock.now()
        for line in going:
            line.state, line.picked_up_at = LineState.PICKED_UP, instant
        MovementLine.objects.bulk_update(going, ["state", "picked_up_at"])
        self.taken = [line.serial for line in going]

    def _close(self, line: MovementLine) -> None:
        """Leave a listed unit behind."""
        if line.state == LineState.PLANNED:
            line.state, line.closed_at = LineState.LEFT, clock.now()
            line.save(update_fields=["state", "closed_at", "updated_at"])

    def _claim(self, seen: Discrepancy, unit: Unit | None) -> None:
        """Open a claim of this load."""
        claim = open_claim(
            seen,
            by=self.by,
            stage=Stage.PICK_UP,
            responsible_id=self.movement.author_id,
            unit=unit,
            of=Of(movement=self.movement),
            site=self.movement.from_site,
            at=self.at,
        )
        self.claims.append(claim.number)
