"""The one door of a unit's state: look up the table, close and open the dated facts, tell participants, record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction

from apps.audit.services import Entry, record_many
from apps.common import access
from apps.common.errors import Invalid
from apps.common.events import announce_each
from apps.inventory import participants, signals, transitions
from apps.inventory.enums import UnitState, UnitVerb
from apps.inventory.exceptions import WrongState
from apps.inventory.models import Unit
from apps.inventory.participants import Change, Place
from apps.inventory.permissions import UNIT_MANAGE, UNIT_VIEW
from apps.inventory.services import facts
from apps.inventory.services.dated_loads import follow
from apps.inventory.services.locks import lock_unit

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
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
    return present_places([unit.pk]).get(unit.pk)


def present_places(unit_ids: Collection[int], shelf_ids: Collection[int] = ()) -> dict[int, Place]:
    """Return where these units are now, and what stands on these shelves, by unit (one query).

    A unit that is nowhere with us is left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unit_id, site_id, shelf_id, slot, holder_id FROM inventory_places(%s::bigint[], %s::bigint[])",
            [list(unit_ids), list(shelf_ids)],
        )
        return {unit_id: Place(*place) for unit_id, *place in cursor.fetchall()}


def step(
    *,
    unit: Unit,
    verb: UnitVerb,
    place: Place | None = None,
    why: str = "",
    document: str = "",
    at: datetime | None = None,
    places: dict[int, Place] | None = None,
) -> Change:
    """Decide one step of a locked unit's life and return it; `tell` must follow in the same transaction and writes it.

    `place` is where it is afterwards; verbs that keep the place are given the present one. `places` are the present
    places of a batch that were read already; they are kept current. The unit's columns follow at once, in memory.
    Raises WrongState, Invalid (`at` is before the last fact or in the future).
    """
    after = possible(unit, verb)
    before = UnitState(unit.state)
    was = present_place(unit) if places is None else places.get(unit.pk)
    instant = facts.moment(unit, at)
    if place != was:
        unit.site_id = place.site_id if place else None
        unit.shelf_id = place.shelf_id if place else None
    unit.state, unit.changed_at = after, instant
    if places is not None:
        places.pop(unit.pk, None)
        places |= {unit.pk: place} if place else {}
    return Change(unit, verb, before, after, was, place, instant, document, why)


def write(*, by: Actor, changes: Sequence[Change]) -> None:
    """Write the facts and columns of these steps; the open facts are closed and the next begin at one instant."""
    waiting = list(changes)
    while waiting:
        # A unit's second step is written after its first.
        first = list({change.unit.pk: change for change in reversed(waiting)}.values())
        facts.write_steps(first[::-1], by=by)
        done = {id(change) for change in first}
        waiting = [change for change in waiting if id(change) not in done]


def tell(*, by: Actor, changes: Sequence[Change]) -> None:
    """Write these steps and what each unit counts now, let participants do their part, record each, announce."""
    if not changes:
        return
    write(by=by, changes=changes)
    follow({change.unit.pk: change.at for change in changes})
    participants.tell(by, changes)
    record_many(
        by=by,
        entries=[
            Entry(
                action=f"inventory.unit.{change.verb.value}",
                subject=change.unit,
                before={"state": change.before, **_plain(change.place_before)},
                after={"state": change.after, "document": change.document, **_plain(change.place)},
                reason=change.why,
            )
            for change in changes
        ],
    )
    moved = [change for change in changes if change.place_before != change.place]
    announce_each(
        signals.unit_placed,
        by=by,
        sender=Unit,
        facts=[{"unit_id": one.unit.pk, "site_id": one.unit.site_id, "shelf_id": one.unit.shelf_id} for one in moved],
    )
    turned = [change for change in changes if change.before != change.after]
    announce_each(
        signals.unit_state_changed,
        by=by,
        sender=Unit,
        facts=[{"unit_id": one.unit.pk, "before": one.before, "after": one.after, "why": one.why} for one in turned],
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
        change = step(unit=locked, verb=verb, place=place, why=why.strip(), document=document, at=at)
        tell(by=by, changes=[change])
    return change.unit
