"""What a plan shows: the shelves of a room or rack and the units on them, as far as the actor may know."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from apps.common import access
from apps.inventory.models import Rack, Room, Shelf, Unit
from apps.inventory.permissions import PLAN_VIEW, UNIT_VIEW
from apps.inventory.selectors.loads import feed_phases
from apps.inventory.selectors.units import owner_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class PlanUnit:
    """A unit on the plan, with what layers and words need."""

    pk: int
    uid: UUID
    serial: str
    tail: str
    state: str
    model: str
    owner_id: int
    owner: str
    power_w: int
    shelf_id: int
    node_id: int | None
    phases: str


@dataclass(slots=True)
class Position:
    """A shelf on the plan. `taken` counts the units on it that the actor may not see.

    The label says where the shelf is drawn; it is shown only when `is_named`.
    """

    pk: int
    label: str
    capacity: int
    block: str
    phases: str
    taken: int = 0
    is_named: bool = True
    units: list[PlanUnit] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The label as far as it is shown."""
        return self.label if self.is_named else ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The positions of a room or rack in reading order, by blocks."""

    positions: list[Position]

    @property
    def units(self) -> list[PlanUnit]:
        """All units that are seen."""
        return [unit for position in self.positions for unit in position.units]


def rooms_with_plans(actor: Actor) -> QuerySet[Room]:
    """Return the rooms in reach; for a client's user those where units of the client stand."""
    return access.narrow(actor, PLAN_VIEW, Room.objects.select_related("site")).order_by("site__name", "name")


def plan_of_room(actor: Actor, room: Room) -> Plan:
    """Return the plan of a room in reach (two queries).

    A client's user sees the client's own units; of other shelves only whether they are occupied, without a label.
    """
    if actor.is_client:
        return _with_units(actor, _foreign(room.pk), room_id=room.pk)
    return _with_units(actor, _own(Shelf.objects.filter(room=room)), room_id=room.pk)


def plan_of_rack(actor: Actor, rack: Rack) -> Plan:
    """Return the plan of a rack in reach (two queries)."""
    return _with_units(actor, _own(Shelf.objects.filter(rack=rack)), rack_id=rack.pk)


def _own(shelves: QuerySet[Shelf]) -> list[Position]:
    """Return shelves as the staff sees them."""
    rows = shelves.annotate(fed=feed_phases("")).order_by("power_node__name", "rack__name", "sort_key", "pk")
    return [
        Position(pk, label, capacity, f"{rack or ''} · {node}".strip(" ·") if node else "", fed if node else "")
        for pk, label, capacity, rack, node, fed in rows.values_list(
            "pk", "label", "capacity", "rack__name", "power_node__name", "fed"
        )
    ]


def _foreign(room_id: int) -> list[Position]:
    """Return shelves as a client's user sees them: which are occupied, and the names of racks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT shelf_id, label, capacity, rack, taken, is_own FROM inventory_plan(%s)", [room_id])
        rows = cursor.fetchall()
    return [
        Position(pk, label, capacity, rack or "", "", taken, is_named=is_own)
        for pk, label, capacity, rack, taken, is_own in rows
    ]


def _with_units(actor: Actor, positions: list[Position], **where: int) -> Plan:
    """Put the units that the actor may see on the positions."""
    on_shelf: dict[int, list[PlanUnit]] = defaultdict(list)
    rows = access.narrow(actor, UNIT_VIEW, Unit.objects.filter(**{f"shelf__{name}": pk for name, pk in where.items()}))
    fed = {position.pk: position.phases for position in positions}
    columns = (
        "pk", "uid", "serial", "serial_tail", "state", "model__name", "owner_id", owner_name(), "power_w", "shelf_id",
        "shelf__power_node_id",
    )  # fmt: skip
    found: Iterable[Any] = rows.order_by("pk").values_list(*columns)
    for row in found:
        unit = PlanUnit(*(*row, fed.get(row[9], "")))
        on_shelf[unit.shelf_id].append(unit)
    for position in positions:
        position.units = on_shelf.get(position.pk, [])
        # The figure of the database counts all; what is seen is no secret.
        position.taken = max(0, position.taken - len(position.units))
    return Plan(positions)
