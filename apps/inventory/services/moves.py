"""Moves of places: a rack or shelves are fed from another node from now on, with everything on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Conflict, Invalid
from apps.inventory.models import PowerNode, Rack, Shelf, Unit
from apps.inventory.permissions import PLACE_MANAGE
from apps.inventory.rules.phases import ALL_LEGS, narrowed
from apps.inventory.services.dated_loads import follow_now
from apps.inventory.services.grid import Grid, refuse_excess
from apps.inventory.services.locks import lock_chains, lock_row, lock_shelves
from apps.inventory.services.power import refuse_moved, refuse_phase, refuse_shelves_elsewhere
from apps.inventory.services.using import refuse_when_used
from apps.inventory.services.writing import rewrite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor

MOST_SHELVES_AT_ONCE = 500


def move_rack(*, by: Actor, rack: Rack, power_node: PowerNode, version: int) -> Rack:
    """Feed a rack from another node of the same site, with its shelves and what stands on them; the room follows.

    Locks both chains, then the shelves; every limit and breaker must take the load. Raises AccessDenied, Invalid
    (another site, the same node), WrongPhase, NameTaken, StaleVersion, OverLimit, OverPhaseLimit, Conflict.
    """
    access.require(by, PLACE_MANAGE, rack)
    access.require(by, PLACE_MANAGE, power_node)
    if power_node.pk == rack.power_node_id:
        raise Invalid(_("The rack is fed from there already."), field="power_node")
    with transaction.atomic():
        nodes = lock_chains([rack.power_node_id, power_node.pk])
        node = nodes[power_node.pk]
        locked: Rack = lock_row(Rack.objects.select_related("room", "power_node"), rack.pk)
        refuse_moved(locked.power_node_id == rack.power_node_id, locked.name)
        if node.site_id != locked.room.site_id:
            raise Invalid(_("A rack is moved inside its site."), field="power_node")
        refuse_phase(node.name, node.phases, locked.phase)
        if node.phases != ALL_LEGS:
            refuse_shelves_elsewhere(Shelf.objects.filter(rack=locked), locked.name, node.phases)
        rooms = [locked.room_id, node.room_id]
        grid = Grid(nodes, rooms)
        shelves = lock_shelves(Shelf.objects.filter(rack=locked).values_list("pk", flat=True))
        grid.read()
        before = snapshot(locked)
        locked.power_node, locked.room_id = node, node.room_id
        rewrite(locked, version, ["power_node_id", "room_id"])
        Shelf.objects.filter(pk__in=shelves).update(power_node=node, room_id=node.room_id)
        refuse_excess(grid, Grid(nodes, rooms).read(), field="power_node")
        follow_now(list(Unit.objects.filter(shelf__in=shelves).values_list("pk", flat=True)))
        record(by=by, action="inventory.rack.move", subject=locked, before=before, after=snapshot(locked))
    return locked


def move_shelves(
    *, by: Actor, shelves: Sequence[Shelf], rack: Rack | None = None, power_node: PowerNode | None = None
) -> list[Shelf]:
    """Feed shelves of one site from another rack, or directly from another node, with what stands on them.

    All or none. Locks the chains they leave and the one they come to, then the shelves; every limit and breaker must
    take the load. One record for each shelf. Raises AccessDenied, Invalid, WrongPhase, OverLimit, OverPhaseLimit,
    PlaceInUse (a three-phase machine would hang on one leg), Conflict.
    """
    target = rack.power_node if rack else power_node
    if target is None or not shelves:
        raise Invalid(_("Choose a rack or a power distribution unit."), field="rack")
    if len(shelves) > MOST_SHELVES_AT_ONCE:
        raise Conflict(_("At most %(most)s shelves can be moved at once."), field="shelves", most=MOST_SHELVES_AT_ONCE)
    access.require(by, PLACE_MANAGE, target)
    with transaction.atomic():
        nodes = lock_chains([target.pk, *(shelf.power_node_id for shelf in shelves if shelf.power_node_id)])
        node = nodes[target.pk]
        if rack is not None:
            rack = lock_row(Rack.objects.select_related("power_node"), rack.pk)
            refuse_moved(rack.power_node_id == target.pk, rack.name)
        rooms = [node.room_id, *(shelf.room_id for shelf in shelves)]
        grid = Grid(nodes, rooms)
        locked = lock_shelves(shelf.pk for shelf in shelves)
        grid.read()
        before = {pk: snapshot(shelf) for pk, shelf in locked.items()}
        for seen in shelves:
            shelf = locked.get(seen.pk)
            if shelf is None or not access.may(by, PLACE_MANAGE, shelf):
                raise Invalid(field="shelves")
            refuse_moved(shelf.power_node_id == seen.power_node_id, shelf.label)
            if shelf.site_id != node.site_id:
                raise Invalid(_("Shelves are moved inside their site."), field="shelves")
            refuse_phase(node.name, node.phases, shelf.phase)
            if rack is not None:
                refuse_phase(rack.name, rack.phase, shelf.phase)
            if narrowed(node.phases, rack.phase if rack else None, shelf.phase) != ALL_LEGS:
                refuse_when_used(shelf.label, units=Unit.objects.filter(shelf=shelf, model__three_phase=True))
            shelf.power_node, shelf.rack, shelf.room_id = node, rack, node.room_id
            rewrite(shelf, shelf.version, ["power_node_id", "rack_id", "room_id"], field="shelves")
        refuse_excess(grid, Grid(nodes, rooms).read(), field="shelves")
        follow_now(list(Unit.objects.filter(shelf__in=locked).values_list("pk", flat=True)))
        for pk, shelf in locked.items():
            record(by=by, action="inventory.shelf.move", subject=shelf, before=before[pk], after=snapshot(shelf))
    return list(locked.values())
