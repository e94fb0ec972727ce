"""Shelves with what stands on them, as a page draws them: plain columns, a page at a time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count

from apps.common import access
from apps.inventory.models import PowerNode, Rack, Room, Unit
from apps.inventory.permissions import UNIT_VIEW
from apps.inventory.rules.plan import MOST_SLOTS_SHOWN
from apps.inventory.selectors.places import shelves
from apps.inventory.selectors.units import owner_name

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.models import Shelf


@dataclass(frozen=True, slots=True)
class ShelfUnit:
    """A unit on a shelf."""

    uid: UUID
    serial: str
    tail: str
    state: str
    model: str
    owner: str


@dataclass(slots=True)
class ShelfView:
    """A shelf, the ids of where it hangs, and what stands on it.

    A pallet that takes more than `MOST_SLOTS_SHOWN` units is told in numbers: `standing` by state, `units` is empty.
    """

    uid: UUID
    label: str
    capacity: int
    rack_id: int | None
    node_id: int | None
    room_id: int
    units: list[ShelfUnit] = field(default_factory=list)
    standing: Counter[str] = field(default_factory=Counter)

    @property
    def is_pallet(self) -> bool:
        """Whether it is told in numbers."""
        return self.capacity > MOST_SLOTS_SHOWN

    @property
    def count(self) -> int:
        """How many units stand on it."""
        return self.standing.total()

    @property
    def is_full(self) -> bool:
        """Whether no more fits."""
        return self.count >= self.capacity

    @property
    def state(self) -> str:
        """The state that most of its units are in, «free» without one."""
        return self.standing.most_common(1)[0][0] if self.standing else "free"


def shelves_at(actor: Actor, place: Room | PowerNode | Rack) -> QuerySet[Shelf]:
    """Return the shelves in reach that hang right in a place: of a rack, under a node, of a room without power."""
    match place:
        case Rack():
            return shelves(actor).filter(rack=place)
        case PowerNode():
            return shelves(actor).filter(power_node=place, rack=None)
    return shelves(actor).filter(room=place, power_node=None)


def views_of_shelves(actor: Actor, rows: QuerySet[Shelf], start: int = 0, end: int | None = None) -> list[ShelfView]:
    """Return shelves from `start` to `end` in reading order (three queries)."""
    columns = ("pk", "uid", "label", "capacity", "rack_id", "power_node_id", "room_id")
    read = rows.order_by("sort_key", "pk").values_list(*columns)[start:end]
    views = {pk: ShelfView(*values) for pk, *values in read}
    standing = access.narrow(actor, UNIT_VIEW, Unit.objects.filter(shelf_id__in=list(views)))
    pallets = standing.filter(shelf__capacity__gt=MOST_SLOTS_SHOWN).order_by()
    for shelf_id, state, count in pallets.values_list("shelf_id", "state").annotate(Count("pk")):
        views[shelf_id].standing[state] = count
    singles = standing.filter(shelf__capacity__lte=MOST_SLOTS_SHOWN).order_by("pk")
    for shelf_id, *values in singles.values_list(
        "shelf_id", "uid", "serial", "serial_tail", "state", "model__name", owner_name()
    ):
        unit = ShelfUnit(*values)
        views[shelf_id].units.append(unit)
        views[shelf_id].standing[unit.state] += 1
    return list(views.values())
