"""Steps of a movement: each is kept with its key, so that a phone's queue sent again is applied once."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.http import Http404

from apps.common import clock
from apps.logistics import transitions
from apps.logistics.enums import MovementStatus, MovementVerb
from apps.logistics.exceptions import KeyReused, StepRefused
from apps.logistics.models import Movement, MovementLine, MovementStep
from apps.logistics.rules.journeys import settled_status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from apps.common.actor import Actor


def lock_movement(movement: Movement) -> Movement:
    """Lock a movement and return it as it is now, with its sites. Raises Http404 when it is out of sight."""
    rows = Movement.objects.select_related("from_site", "to_site", "driver").select_for_update(of=("self",))
    found = rows.filter(pk=movement.pk).first()
    if found is None:
        raise Http404
    return found


def allow(movement: Movement, verb: MovementVerb) -> None:
    """Raise StepRefused unless the table has this step."""
    if not transitions.after(movement.status, verb):
        raise StepRefused(verb=verb.label, number=movement.number, status=str(MovementStatus(movement.status).label))


def is_repeated(movement: Movement, key: UUID, verb: MovementVerb, facts: Mapping[str, Any]) -> bool:
    """Whether this very step was taken before (the movement is locked). Raises KeyReused for another one's key."""
    earlier = MovementStep.objects.filter(organisation_id=movement.organisation_id, key=key).first()
    if earlier is None:
        return False
    if (earlier.movement_id, earlier.verb, earlier.fingerprint) != (movement.pk, verb, fingerprint(facts)):
        raise KeyReused
    return True


def fingerprint(facts: Mapping[str, Any]) -> str:
    """Return the hash of what was asked."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def keep(
    movement: Movement,
    verb: MovementVerb,
    *,
    by: Actor,
    key: UUID,
    facts: Mapping[str, Any],
    done_at: datetime | None = None,
) -> MovementStep:
    """Write a step; what a phone says of the time is believed up to now and not before the movement was made."""
    latest = clock.now()
    told = min(max(done_at or latest, movement.made_at), latest)
    return MovementStep.objects.create(
        organisation_id=movement.organisation_id,
        movement=movement,
        verb=verb,
        key=key,
        done_at=told,
        by_label=by.label[:160],
        actor_user_id=by.id,
        facts=dict(facts),
        fingerprint=fingerprint(facts),
    )


def settle(
    movement: Movement, verb: MovementVerb, *, fields: tuple[str, ...] = (), at: datetime | None = None
) -> Movement:
    """Set the state that follows from the lines of a locked movement and write it with the named fields.

    Raises StepRefused when the table does not know this way.
    """
    status = settled_status(MovementLine.objects.filter(movement=movement).values_list("state", flat=True))
    if status not in transitions.after(movement.status, verb):
        raise StepRefused(verb=verb.label, number=movement.number, status=str(MovementStatus(movement.status).label))
    movement.status = status
    movement.closed_at = (at or clock.now()) if status in (MovementStatus.DELIVERED, MovementStatus.CANCELLED) else None
    movement.save_version(movement.version, ("status", "closed_at", *fields))
    return movement
