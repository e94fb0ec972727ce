"""The one door of a unit's state: look up the table, close and open the dated facts, tell participants, record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from apps.audit.services import record
from apps.common import access
from apps.common.errors import Invalid
from apps.common.events import announce
from apps.inventory import participants, signals, transitions
from apps.inventory.enums import UnitState, UnitVerb
from apps.inventory.exceptions import WrongState
from apps.inventory.models import Unit, UnitPlacement
from apps.inventory.participants import Change, Place
from apps.inventory.permissions import UNIT_MANAGE, UNIT_VIEW
from apps.inventory.services import facts
from apps.inventory.services.locks import lock_unit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.inventory.models import Site

# Verbs after which a unit is nowhere with us.
_LEAVES: Final = frozenset({UnitVerb.WITHDRAW, UnitVerb.HAND_OVER, UnitVerb.REPORT_LOST, UnitVerb.WRITE_OFF})
# Verbs that a person may say by themselves; the others are said by placing, acts, movements and repairs.
OPEN_VERBS: Final = frozenset(
    {
        UnitVerb.SEND_TO_REPAIR,
        UnitVerb.FINISH_REPAIR,
        UnitVerb.CANCEL_RETURN,
        UnitVerb.REPORT_LOST,
        UnitVerb.FIND,
        UnitVerb.WRITE_OFF,
    }
)


def possible(unit: Unit, verb: UnitVerb) -> UnitState:
    """Return the state that follows. Raises WrongState when the table has no such step."""
    after = transitions.after(unit.state, verb)
    if after is None:
        raise WrongState(
            field="unit",
            serial=unit.serial,
            state=UnitState(unit.state).label,
            verb=UnitVerb(verb).label,
        )
    return after


def present_place(unit: Unit) -> Place | None:
    """Return where the unit is now (one query)."""
    fact = UnitPlacement.objects.filter(unit=unit, during__upper_inf=True).first()
    return Place(fact.site_id, fact.shelf_id, fact.slot, fact.holder_id) if fact else None


def step(
    *,
    by: Actor,
    unit: Unit,
    verb: UnitVerb,
    place: Place | None = None,
    why: str = "",
    document: str = "",
    at: datetime | None = None,
) -> Change:
    """Take one step of a locked unit's life and return it; `tell` must follow in the same transaction.

    `place` is where it is afterwards; verbs that keep the place are given the present one. Effects, in order: the
    open place and, when it changes, the open state are closed at one instant and the next begin; the unit's columns
    follow; its version counts up. Raises WrongState.
    """
    after = possible(unit, verb)
    before, was = UnitState(unit.state), present_place(unit)
    instant = facts.moment(unit, at)
    if place != was:
        facts.write_place(unit, place, by=by, at=instant, document=document)
    if after != before:
        facts.write_state(unit, after, by=by, at=instant, why=why, document=document)
    unit.changed_at = instant
    unit.save_version(unit.version, ["state", "site_id", "shelf_id", "changed_at"])
    return Change(unit, verb, before, after, was, place, instant, document, why)


def tell(*, by: Actor, changes: Sequence[Change]) -> None:
    """Let participants do their part, write one record for each step, announce what changed."""
    participants.tell(by, changes)
    for change in changes:
        record(
            by=by,
            action=f"inventory.unit.{change.verb.value}",
            subject=change.unit,
            before={"state": change.before, **_plain(change.place_before)},
            after={"state": change.after, "document": change.document, **_plain(change.place)},
            reason=change.why,
        )
        if change.place_before != change.place:
            announce(
                signals.unit_placed,
                by=by,
                sender=Unit,
                unit_id=change.unit.pk,
                site_id=change.unit.site_id,
                shelf_id=change.unit.shelf_id,
            )
        if change.before != change.after:
            announce(
                signals.unit_state_changed,
                by=by,
                sender=Unit,
                unit_id=change.unit.pk,
                before=change.before,
                after=change.after,
                why=change.why,
            )


def _plain(place: Place | None) -> dict[str, Any]:
    """Return a place as the record keeps it."""
    if place is None:
        return {"site": None, "shelf": None, "holder": None}
    return {"site": place.site_id, "shelf": place.shelf_id, "holder": place.holder_id}


def change_state(
    *,
    by: Actor,
    unit: Unit,
    verb: UnitVerb,
    why: str,
    site: Site | None = None,
    document: str = "",
    at: datetime | None = None,
) -> Unit:
    """Say one of the open verbs about a unit, with a reason; «found again» names the site where it was found.

    Locks the unit, then as `step` and `tell`. Raises AccessDenied, WrongState, Invalid (no reason, no site).
    """
    access.require(by, UNIT_MANAGE, unit)
    if verb not in OPEN_VERBS:
        raise Invalid(field="verb")
    if not why.strip():
        raise Invalid(field="why")
    with transaction.atomic():
        locked = lock_unit(unit)
        if verb in _LEAVES:
            place = None
        elif verb == UnitVerb.FIND:
            if site is None:
                raise Invalid(field="site")
            access.require(by, UNIT_VIEW, locked)
            place = Place(site_id=site.pk)
        else:
            place = present_place(locked)
        change = step(by=by, unit=locked, verb=verb, place=place, why=why.strip(), document=document, at=at)
        tell(by=by, changes=[change])
    return change.unit
