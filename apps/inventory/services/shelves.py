"""Shelves: made one by one or in batches by a pattern of labels."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Invalid
from apps.inventory.exceptions import NameTaken, TooManyShelves, WrongPattern
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Unit, UnitPlacement
from apps.inventory.permissions import PLACE_MANAGE
from apps.inventory.rules.phases import LEGS
from apps.inventory.rules.shelves import IN_TURN, MOST_SHELVES, PatternError, PatternTooLarge, expand, sort_key
from apps.inventory.services.dated_loads import follow_now
from apps.inventory.services.grid import Grid, refuse_excess
from apps.inventory.services.locks import lock_chains, lock_row
from apps.inventory.services.power import refuse_moved, refuse_phase
from apps.inventory.services.using import refuse_when_used, remove
from apps.inventory.services.writing import rewrite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor

SHELF_FIELDS: Final = ("label", "capacity", "height_units", "phase")


def create_shelves(
    *,
    by: Actor,
    pattern: str,
    rack: Rack | None = None,
    power_node: PowerNode | None = None,
    room: Room | None = None,
    capacity: int = 1,
    height_units: int = 4,
    phase: str = "",
) -> list[Shelf]:
    """Make the shelves that a pattern names, in a rack, directly under a power node, or in a room without power.

    Exactly one of the three places is given. `phase` is the leg they hang on, empty as the rack or node, `IN_TURN` A,
    B, C and again. Three statements, however many shelves; one record. Raises AccessDenied, WrongPattern,
    TooManyShelves, NameTaken (nothing is made then), WrongPhase, Invalid.
    """
    place = rack or power_node or room
    if place is None:
        raise Invalid(_("Choose a rack, a power distribution unit or a room."), field="rack")
    access.require(by, PLACE_MANAGE, place)
    size = {"capacity": capacity, "height_units": height_units}
    for name, number in size.items():
        if number < 1:
            raise Invalid(field=name)
    labels = _labels(pattern)
    node = rack.power_node if rack else power_node
    home = _home(rack, power_node, room)
    legs = LEGS if phase == IN_TURN else (phase,)
    for leg in legs:
        _check_phase(leg, rack, node)
    made = [
        _shelf(label, room=home, power_node=node, rack=rack, phase=leg, **size)
        for label, leg in zip(labels, cycle(legs), strict=False)
    ]
    with transaction.atomic():
        _refuse_taken(home, labels)
        try:
            with transaction.atomic():
                Shelf.objects.bulk_create(made)
        except IntegrityError as error:
            raise NameTaken(field="pattern", name=pattern) from error
        after = {"pattern": pattern, "count": len(made), **size, "phase": phase}
        record(by=by, action="inventory.shelf.create", subject=place, after=after)
    return made


def _shelf(label: str, *, room: Room, **values: Any) -> Shelf:
    """Return a shelf of a room, not yet written."""
    return Shelf(
        organisation_id=room.organisation_id,
        site_id=room.site_id,
        room=room,
        label=label,
        sort_key=sort_key(label),
        **values,
    )


def _labels(pattern: str) -> list[str]:
    """Return the labels of a pattern, or the refusal in our words."""
    try:
        labels = expand(pattern)
    except PatternTooLarge as error:
        raise TooManyShelves(field="pattern", count=error.count, most=MOST_SHELVES) from error
    except PatternError as error:
        raise WrongPattern(field="pattern", pattern=pattern) from error
    if len(set(labels)) != len(labels):
        raise WrongPattern(field="pattern", pattern=pattern)
    return labels


def _home(rack: Rack | None, node: PowerNode | None, room: Room | None) -> Room:
    """Return the room of the place that is given."""
    if rack is not None:
        return rack.room
    if node is not None:
        return node.room
    if room is None:
        raise Invalid(field="room")
    return room


def _refuse_taken(room: Room, labels: Sequence[str]) -> None:
    """Raise NameTaken with the first label that the site has already."""
    taken = Shelf.objects.filter(site_id=room.site_id, label__in=labels).order_by("sort_key").first()
    if taken is not None:
        raise NameTaken(field="pattern", name=taken.label)


def _check_phase(phase: str, rack: Rack | None, node: PowerNode | None) -> None:
    """Raise WrongPhase for a leg that rack or node has not, Invalid for a phase where there is no power."""
    if phase == "":
        return
    if node is None:
        raise Invalid(_("A shelf without power has no phase."), field="phase")
    refuse_phase(node.name, node.phases, phase)
    if rack is not None:
        refuse_phase(rack.name, rack.phase, phase)


def change_shelf(*, by: Actor, shelf: Shelf, version: int, **values: Any) -> Shelf:
    """Change label, phase, capacity and height; capacity not below the last slot that is taken.

    Another phase moves what stands there to another leg, if the breakers up its chain allow it: the chain is locked
    then. Raises AccessDenied, Invalid, WrongPhase, StaleVersion, NameTaken, PlaceInUse, OverPhaseLimit.
    """
    access.require(by, PLACE_MANAGE, shelf)
    unknown = set(values) - set(SHELF_FIELDS)
    if unknown:
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        nodes = lock_chains([shelf.power_node_id] if shelf.power_node_id and "phase" in values else [])
        locked: Shelf = lock_row(Shelf.objects.select_related("rack", "power_node"), shelf.pk)
        before, was = snapshot(locked), (locked.capacity, locked.phase)
        for name, value in values.items():
            setattr(locked, name, value.strip() if name == "label" else value)
        if not locked.label or locked.capacity < 1 or locked.height_units < 1:
            raise Invalid(field="label" if not locked.label else "capacity")
        if locked.capacity < was[0]:
            beyond = UnitPlacement.objects.filter(shelf=locked, during__upper_inf=True, slot__gt=locked.capacity)
            refuse_when_used(locked.label, units=Unit.objects.filter(pk__in=beyond.values("unit_id")))
        locked.sort_key = sort_key(locked.label)
        _check_phase(locked.phase, locked.rack, locked.power_node)
        grid = Grid(nodes).read() if locked.phase != was[1] else None
        rewrite(locked, version, ["sort_key", *values], field="label")
        if grid is not None:
            refuse_moved(locked.power_node_id in nodes, locked.label)
            here = Unit.objects.filter(shelf=locked)
            if locked.phase in LEGS:
                refuse_when_used(locked.label, units=here.filter(model__three_phase=True))
            refuse_excess(grid, Grid(nodes).read(), field="phase")
            follow_now(list(here.values_list("pk", flat=True)))
        record(by=by, action="inventory.shelf.change", subject=locked, before=before, after=snapshot(locked))
    return locked


def delete_shelf(*, by: Actor, shelf: Shelf) -> None:
    """Delete a shelf that holds nothing and never held anything. Raises AccessDenied, PlaceInUse."""
    access.require(by, PLACE_MANAGE, shelf)
    with transaction.atomic():
        locked = lock_row(Shelf.objects.all(), shelf.pk)
        refuse_when_used(locked.label, units=Unit.objects.filter(shelf=locked))
        before = snapshot(locked)
        remove(locked)
        record(by=by, action="inventory.shelf.delete", subject=shelf, before=before)
