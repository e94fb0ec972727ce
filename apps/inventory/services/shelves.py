"""Shelves: made one by one or in batches by a pattern of labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Invalid
from apps.inventory.exceptions import NameTaken, TooManyShelves, WrongPattern
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Unit
from apps.inventory.permissions import PLACE_MANAGE
from apps.inventory.rules.shelves import MOST_SHELVES, PatternError, PatternTooLarge, expand, sort_key
from apps.inventory.services.locks import lock_row
from apps.inventory.services.places import refuse_when_used, remove
from apps.inventory.services.writing import rewrite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor


def create_shelves(
    *,
    by: Actor,
    pattern: str,
    rack: Rack | None = None,
    power_node: PowerNode | None = None,
    room: Room | None = None,
    capacity: int = 1,
    height_units: int = 4,
) -> list[Shelf]:
    """Make the shelves that a pattern names, in a rack, directly under a power node, or in a room without power.

    Exactly one of the three places is given. Three statements, however many shelves; one record. Raises AccessDenied,
    WrongPattern, TooManyShelves, NameTaken (nothing is made then), Invalid.
    """
    place = rack or power_node or room
    if place is None:
        raise Invalid(_("Choose a rack, a power distribution unit or a room."), field="rack")
    access.require(by, PLACE_MANAGE, place)
    if capacity < 1 or height_units < 1:
        raise Invalid(field="capacity" if capacity < 1 else "height_units")
    labels = _labels(pattern)
    home = _home(rack, power_node, room)
    made = [
        Shelf(
            organisation_id=home.organisation_id,
            site_id=home.site_id,
            room=home,
            power_node=rack.power_node if rack else power_node,
            rack=rack,
            label=label,
            sort_key=sort_key(label),
            capacity=capacity,
            height_units=height_units,
        )
        for label in labels
    ]
    with transaction.atomic():
        _refuse_taken(home, labels)
        try:
            with transaction.atomic():
                Shelf.objects.bulk_create(made)
        except IntegrityError as error:
            raise NameTaken(field="pattern", name=pattern) from error
        record(
            by=by,
            action="inventory.shelf.create",
            subject=place,
            after={"pattern": pattern, "count": len(made), "capacity": capacity, "height_units": height_units},
        )
    return made


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


def change_shelf(*, by: Actor, shelf: Shelf, version: int, label: str, capacity: int, height_units: int) -> Shelf:
    """Change label, capacity and height of a shelf; never below what stands on it.

    Raises AccessDenied, StaleVersion, NameTaken, PlaceInUse, Invalid.
    """
    access.require(by, PLACE_MANAGE, shelf)
    if not label.strip() or capacity < 1 or height_units < 1:
        raise Invalid(field="label" if not label.strip() else "capacity")
    with transaction.atomic():
        locked: Shelf = lock_row(Shelf.objects.all(), shelf.pk)
        units = Unit.objects.filter(shelf=locked).count()
        if capacity < locked.capacity and units:
            refuse_when_used(locked.label, units=units)
        before = snapshot(locked)
        locked.label, locked.capacity, locked.height_units = label.strip(), capacity, height_units
        locked.sort_key = sort_key(locked.label)
        rewrite(locked, version, ["label", "sort_key", "capacity", "height_units"], field="label")
        record(by=by, action="inventory.shelf.change", subject=locked, before=before, after=snapshot(locked))
    return locked


def delete_shelf(*, by: Actor, shelf: Shelf) -> None:
    """Delete a shelf that holds nothing and never held anything. Raises AccessDenied, PlaceInUse."""
    access.require(by, PLACE_MANAGE, shelf)
    with transaction.atomic():
        locked = lock_row(Shelf.objects.all(), shelf.pk)
        refuse_when_used(locked.label, units=Unit.objects.filter(shelf=locked).count())
        before = snapshot(locked)
        remove(locked)
        record(by=by, action="inventory.shelf.delete", subject=shelf, before=before)
