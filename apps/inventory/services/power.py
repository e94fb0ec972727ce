"""Power nodes and racks: made, changed and deleted under the rule that no limit is ever exceeded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Invalid
from apps.inventory.enums import Phases
from apps.inventory.exceptions import CircularFeed, LimitBelowLoad
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Unit
from apps.inventory.permissions import PLACE_MANAGE
from apps.inventory.rules.power import chain, kw
from apps.inventory.services.locks import lock_chains, lock_row
from apps.inventory.services.placement import Chains
from apps.inventory.services.places import refuse_when_used, remove
from apps.inventory.services.writing import insert, rewrite

if TYPE_CHECKING:
    from apps.common.actor import Actor

NODE_FIELDS = ("name", "parent", "phases", "limit_w", "breaker_a")


def create_power_node(
    *,
    by: Actor,
    room: Room,
    name: str,
    limit_w: int | None = None,
    parent: PowerNode | None = None,
    phases: str = Phases.THREE,
    breaker_a: int | None = None,
) -> PowerNode:
    """Make a power node in a room, fed from another node of the same site or from the grid (no parent).

    `limit_w` None means no limit of its own. Raises AccessDenied, Invalid, NameTaken.
    """
    access.require(by, PLACE_MANAGE, room)
    node = PowerNode(
        organisation_id=room.organisation_id,
        site_id=room.site_id,
        room=room,
        name=name.strip(),
        limit_w=limit_w,
        parent=parent,
        phases=phases,
        breaker_a=breaker_a,
    )
    _check_node(node)
    with transaction.atomic():
        insert(node)
        record(by=by, action="inventory.power_node.create", subject=node, after=snapshot(node))
    return node


def change_power_node(*, by: Actor, node: PowerNode, version: int, **values: Any) -> PowerNode:
    """Change a power node (`NODE_FIELDS`). A limit below the present load and moving a fed node are refused.

    Locks the node with its chain, the present and the wanted one. Raises AccessDenied, Invalid, StaleVersion,
    LimitBelowLoad, PlaceInUse, CircularFeed, NameTaken.
    """
    access.require(by, PLACE_MANAGE, node)
    unknown = set(values) - set(NODE_FIELDS)
    if unknown:
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    parent = values.get("parent")
    with transaction.atomic():
        locked_nodes = lock_chains([node.pk, *([parent.pk] if parent else [])])
        locked = locked_nodes[node.pk]
        before, was = snapshot(locked), locked.parent_id
        for name, value in values.items():
            setattr(locked, name, value)
        _check_node(locked)
        chains = Chains(locked_nodes)
        used = chains.used_w[locked.pk]
        if locked.parent_id != was:
            _check_move(locked, chains, used)
        if locked.limit_w is not None and used > locked.limit_w:
            raise LimitBelowLoad(field="limit_w", node=locked.name, used_kw=kw(used), limit_kw=kw(locked.limit_w))
        rewrite(locked, version, ["parent_id" if name == "parent" else name for name in values])
        record(by=by, action="inventory.power_node.change", subject=locked, before=before, after=snapshot(locked))
    return locked


def _check_move(node: PowerNode, chains: Chains, used_w: int) -> None:
    """Raise unless the node may be fed from its new parent."""
    if node.parent_id is not None and node.pk in chain(node.parent_id, chains.parents):
        raise CircularFeed(field="parent")
    if used_w:
        refuse_when_used(node.name, units=Unit.objects.filter(shelf__power_node=node).count() or 1)


def delete_power_node(*, by: Actor, node: PowerNode) -> None:
    """Delete a power node that feeds nothing. Raises AccessDenied, PlaceInUse."""
    access.require(by, PLACE_MANAGE, node)
    with transaction.atomic():
        locked = lock_row(PowerNode.objects.all(), node.pk)
        refuse_when_used(
            locked.name,
            units=Unit.objects.filter(shelf__power_node=locked).count(),
            nodes=PowerNode.objects.filter(parent=locked).count(),
            racks=Rack.objects.filter(power_node=locked).count(),
            shelves=Shelf.objects.filter(power_node=locked).count(),
        )
        before = snapshot(locked)
        remove(locked)
        record(by=by, action="inventory.power_node.delete", subject=node, before=before)


def create_rack(*, by: Actor, power_node: PowerNode, name: str, phase: str = Phases.THREE) -> Rack:
    """Make a rack in the room of the power node that feeds it. Raises AccessDenied, Invalid, NameTaken."""
    access.require(by, PLACE_MANAGE, power_node)
    if not name.strip():
        raise Invalid(_("A name is needed."), field="name")
    rack = Rack(
        organisation_id=power_node.organisation_id,
        room_id=power_node.room_id,
        power_node=power_node,
        name=name.strip(),
        phase=phase,
    )
    with transaction.atomic():
        insert(rack)
        record(by=by, action="inventory.rack.create", subject=rack, after=snapshot(rack))
    return rack


def change_rack(*, by: Actor, rack: Rack, version: int, name: str, phase: str) -> Rack:
    """Change name and phase of a rack. Raises AccessDenied, StaleVersion, NameTaken."""
    access.require(by, PLACE_MANAGE, rack)
    with transaction.atomic():
        locked: Rack = lock_row(Rack.objects.all(), rack.pk)
        before = snapshot(locked)
        locked.name, locked.phase = name.strip(), phase
        rewrite(locked, version, ["name", "phase"])
        record(by=by, action="inventory.rack.change", subject=locked, before=before, after=snapshot(locked))
    return locked


def delete_rack(*, by: Actor, rack: Rack) -> None:
    """Delete a rack without shelves. Raises AccessDenied, PlaceInUse."""
    access.require(by, PLACE_MANAGE, rack)
    with transaction.atomic():
        locked = lock_row(Rack.objects.all(), rack.pk)
        refuse_when_used(
            locked.name,
            units=Unit.objects.filter(shelf__rack=locked).count(),
            shelves=Shelf.objects.filter(rack=locked).count(),
        )
        before = snapshot(locked)
        remove(locked)
        record(by=by, action="inventory.rack.delete", subject=rack, before=before)


def _check_node(node: PowerNode) -> None:
    """Raise Invalid for an empty name, a limit that is none, or a parent of another site."""
    if not node.name.strip():
        raise Invalid(_("A name is needed."), field="name")
    if node.limit_w is not None and node.limit_w <= 0:
        raise Invalid(_("A limit is more than zero; leave it empty for no limit."), field="limit_w")
    if node.parent_id == node.pk and node.pk is not None:
        raise CircularFeed(field="parent")
    if node.parent is not None and node.parent.site_id != node.site_id:
        raise Invalid(_("A power distribution unit is fed from one of the same site."), field="parent")
