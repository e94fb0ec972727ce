"""Delivery: the driver hands over with the receiver's signature, the receiver accepts what is really there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.services import notify
from apps.audit.services import record
from apps.common import access, clock, people
from apps.common.errors import Invalid
from apps.common.events import announce
from apps.inventory.enums import UnitVerb
from apps.inventory.participants import Place
from apps.inventory.permissions import require_work_at
from apps.inventory.rules.identity import normal_serial
from apps.inventory.selectors import units_by_serial
from apps.inventory.services import Leg, travel
from apps.logistics import signals
from apps.logistics.enums import ClaimKind, LineState, MovementVerb, Signer, Stage
from apps.logistics.exceptions import NothingChosen
from apps.logistics.models import Movement, MovementLine
from apps.logistics.permissions import MOVEMENT_ACCEPT, MOVEMENT_DRIVE
from apps.logistics.rules.journeys import sort_load
from apps.logistics.services import steps
from apps.logistics.services.attachments import Of, attach_signature
from apps.logistics.services.claims import Discrepancy, open_claim
from apps.logistics.services.pickup import described

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from apps.common.actor import Actor

ACCEPTED = "logistics.movement.accepted"


def hand_to_receiver(
    movement: Movement,
    *,
    by: Actor,
    key: UUID,
    receiver_name: str,
    signature: bytes = b"",
    done_at: datetime | None = None,
) -> Movement:
    """Keep that the driver handed the load over, with the receiver's name and drawn signature, and return it.

    The units stay with the driver until the receiver accepts them. Effects: time, signature; one record;
    `movement_changed` after the commit. Raises AccessDenied, StepRefused, KeyReused, Invalid (no name), NotAnImage.
    """
    access.require(by, MOVEMENT_DRIVE, movement)
    if not receiver_name.strip():
        raise Invalid(_("Say who received the load."), field="receiver_name")
    facts = {"receiver": receiver_name.strip()[:160], "signed": bool(signature)}
    with transaction.atomic():
        locked = steps.lock_movement(movement)
        if steps.is_repeated(locked, key, MovementVerb.HAND_OVER, facts):
            return locked
        steps.allow(locked, MovementVerb.HAND_OVER)
        if signature:
            attach_signature(
                signature,
                by=by,
                stage=Stage.DELIVERY,
                of=Of(movement=locked),
                signer=Signer.RECEIVER,
                signer_name=receiver_name,
            )
        step = steps.keep(locked, MovementVerb.HAND_OVER, by=by, key=key, facts=facts, done_at=done_at)
        locked.handed_over_at = step.done_at
        locked.save_version(locked.version, ["handed_over_at"])
        record(by=by, action="logistics.movement.hand_over", subject=locked, after=facts)
        announce(signals.movement_changed, by=by, sender=Movement, movement_id=locked.pk, status=locked.status)
    return locked


def accept_movement(
    movement: Movement,
    *,
    by: Actor,
    key: UUID,
    serials: Sequence[str],
    discrepancies: Sequence[Discrepancy] = (),
    receiver_name: str = "",
    signature: bytes = b"",
    at: datetime | None = None,
) -> Movement:
    """Accept the units that are really there, and return the movement: delivered once nothing is on the way.

    Listed units that are not named stay on the way (a second delivery may bring them) unless a discrepancy says that
    they are missing or refused: those stay with the driver until their claim is resolved. `at` lays history: when it
    happened, if not now. Effects, in order: the movement, then its units are locked; units are stored at the
    destination, not placed (custody); lines; claims; movement; who made it is told; one record; `movement_changed`
    after the commit.
    Raises AccessDenied, StepRefused, KeyReused, NothingChosen, NotAnImage.
    """
    access.require(by, MOVEMENT_ACCEPT, movement)
    require_work_at(by, movement.to_site)
    scanned = list(dict.fromkeys(filter(None, map(normal_serial, serials))))
    facts = {"serials": scanned, "discrepancies": described(discrepancies)}
    with transaction.atomic():
        locked = steps.lock_movement(movement)
        if steps.is_repeated(locked, key, MovementVerb.ACCEPT, facts):
            return locked
        steps.allow(locked, MovementVerb.ACCEPT)
        accepted, claims = _receive(locked, by, scanned, discrepancies, at)
        if signature:
            attach_signature(
                signature,
                by=by,
                stage=Stage.DELIVERY,
                of=Of(movement=locked),
                signer=Signer.RECEIVER,
                signer_name=receiver_name or people.name_of(by.label),
                at=at,
            )
        steps.keep(locked, MovementVerb.ACCEPT, by=by, key=key, facts=facts, done_at=at)
        steps.settle(locked, MovementVerb.ACCEPT, at=at)
        _tell_author(locked, by, len(accepted), len(claims))
        record(
            by=by,
            action="logistics.movement.accept",
            subject=locked,
            after={"status": locked.status, "accepted": accepted, "claims": claims},
        )
        announce(signals.movement_changed, by=by, sender=Movement, movement_id=locked.pk, status=locked.status)
    return locked


def _receive(
    movement: Movement,
    by: Actor,
    scanned: Sequence[str],
    discrepancies: Sequence[Discrepancy],
    at: datetime | None,
) -> tuple[list[str], list[str]]:
    """Write what came and what did not; returns the accepted serial numbers and the numbers of the claims."""
    rows = MovementLine.objects.filter(movement=movement).select_related("unit").order_by("unit_id")
    lines = {line.serial: line for line in rows}
    expected = [serial for serial, line in lines.items() if line.state == LineState.PICKED_UP]
    load = sort_load(expected, scanned)
    seen_all = list(discrepancies)
    named = {normal_serial(seen.serial) for seen in seen_all}
    done = {serial for serial, line in lines.items() if line.state == LineState.DELIVERED}
    extras = [serial for serial in load.extra if serial not in named and serial not in done]
    seen_all += [Discrepancy(ClaimKind.EXTRA, serial=serial) for serial in extras]
    if not load.there and not seen_all:
        raise NothingChosen(field="serials")
    known = units_by_serial(movement.organisation_id, [seen.serial for seen in seen_all])
    there, claims = dict.fromkeys(load.there), []
    for seen in seen_all:
        line = lines.get(normal_serial(seen.serial))
        if line is not None and line.state == LineState.PICKED_UP:
            _mark(line, seen, there)
        claim = open_claim(
            seen,
            by=by,
            stage=Stage.DELIVERY,
            responsible_id=movement.author_id,
            unit=line.unit if line else known.get(normal_serial(seen.serial)),
            of=Of(movement=movement),
            site=movement.to_site,
            at=at,
        )
        claims.append(claim.number)
    place = Place(site_id=movement.to_site_id)
    coming = [lines[serial] for serial in there]
    legs = [Leg(line.unit_id, UnitVerb.ACCEPT, place) for line in coming]
    travel(by=by, legs=legs, document=movement.number, at=at)
    instant = at or clock.now()
    for line in coming:
        line.state, line.closed_at = LineState.DELIVERED, instant
    MovementLine.objects.bulk_update(coming, ["state", "closed_at"])
    return list(there), claims


def _mark(line: MovementLine, seen: Discrepancy, there: dict[str, None]) -> None:
    """Let a discrepancy decide about its line: missing and refused do not come in, another label does."""
    states = {ClaimKind.MISSING: LineState.MISSING, ClaimKind.REFUSED: LineState.REFUSED}
    state = states.get(ClaimKind(seen.kind))
    if state is not None:
        there.pop(line.serial, None)
        line.state = state
        line.save(update_fields=["state", "updated_at"])
    elif seen.kind == ClaimKind.OTHER_SERIAL:
        there[line.serial] = None


def _tell_author(movement: Movement, by: Actor, accepted: int, claims: int) -> None:
    """Tell who made the movement how it ended."""
    if movement.author_id is None or movement.author_id == by.id:
        return
    notify(
        organisation_id=movement.organisation_id,
        user_ids=[movement.author_id],
        kind=ACCEPTED,
        by=by,
        params={"number": movement.number, "to": movement.to_site.name, "count": accepted, "claims": claims},
        url=reverse("logistics:movement", args=[movement.uid]),
    )
