"""Power nodes and racks: made, changed and deleted under the rule that no limit is ever exceeded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Conflict, Invalid
from apps.inventory.enums import Phases
from apps.inventory.exceptions import CircularFeed, PhaseLimitBelowLoad, WrongPhase
from apps.inventory.models import PowerNode, PowerReservation, Rack, Room, Shelf, Unit
from apps.inventory.permissions import PLACE_MANAGE
from apps.inventory.rules.phases import LEGS, feeds
from apps.inventory.rules.power import chain, kw
from apps.inventory.selectors.loads import feed_phases, load_of
from apps.inventory.services.dated_loads import follow_now
from apps.inventory.services.grid import Grid, refuse_excess
from apps.inventory.services.locks import lock_chains, lock_row
from apps.inventory.services.places import refuse_limit_below
from apps.inventory.services.using import refuse_when_used, remove
from apps.inventory.services.writing import insert, rewrite

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor

NODE_FIELDS = ("name", "parent", "phases", "limit_w", "breaker_a", "phase_voltage_v", "derating_percent")
# Changes that may put a node over what it may carry without anything being placed.
_LIMITING = frozenset({"phases", "limit_w", "breaker_a", "phase_voltage_v", "derating_percent"})


def create_power_node(
    *,
    by: Actor,
    room: Room,
    name: str,
    limit_w: int | None = None,
    parent: PowerNode | None = None,
    phases: str = Phases.THREE,
    **breaker: int | None,
) -> PowerNode:
    """Make a power node in a room, fed from another node of the same site or from the grid (no parent).

    `limit_w` None means no limit of its own. `breaker` limits each phase: `breaker_a` in A, `phase_voltage_v` (230 V)
    and `derating_percent`, the share of the breaker that is used (80 %). Raises AccessDenied, Invalid, WrongPhase,
    NameTaken.
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
        **breaker,
    )
    _check_node(node)
    with transaction.atomic():
        insert(node)
        record(by=by, action="inventory.power_node.create", subject=node, after=snapshot(node))
    return node


def change_power_node(*, by: Actor, node: PowerNode, version: int, **values: Any) -> PowerNode:
    """Change a power node (`NODE_FIELDS`). A limit below the present load and moving a fed node are refused.

    Locks the node with its chain, the present and the wanted one. Raises AccessDenied, Invalid, WrongPhase,
    StaleVersion, LimitBelowLoad, PhaseLimitBelowLoad, PlaceInUse, CircularFeed, NameTaken.
    """
    access.require(by, PLACE_MANAGE, node)
    unknown = set(values) - set(NODE_FIELDS)
    if unknown:
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    parent = values.get("parent")
    with transaction.atomic():
        locked_nodes = lock_chains([node.pk, *([parent.pk] if parent else [])])
        locked = locked_nodes[node.pk]
        before, was = snapshot(locked), {name: getattr(locked, name) for name in _LIMITING | {"parent_id"}}
        grid = Grid(locked_nodes).read()
        for name, value in values.items():
            setattr(locked, name, value)
        _check_node(locked)
        if locked.parent_id != was["parent_id"]:
            _check_move(locked, grid)
        rewrite(locked, version, ["parent_id" if name == "parent" else name for name in values])
        if locked.phases != was["phases"]:
            _check_below(locked, grid)
            refuse_excess(grid, Grid(locked_nodes).read(), field="phases")
        if any(getattr(locked, name) != was[name] for name in _LIMITING):
            _refuse_limits_below_load(locked, Grid(locked_nodes).read())
        if locked.phases != was["phases"]:
            follow_now(list(Unit.objects.filter(shelf__power_node=locked).values_list("pk", flat=True)))
        record(by=by, action="inventory.power_node.change", subject=locked, before=before, after=snapshot(locked))
    return locked


def _check_move(node: PowerNode, grid: Grid) -> None:
    """Raise unless the node may be fed from its new parent: it feeds nothing now and closes no circle."""
    if node.parent_id is not None and node.pk in chain(node.parent_id, grid.parents):
        raise CircularFeed(field="parent")
    below = [pk for pk in grid.parents if node.pk in chain(pk, grid.parents)]
    refuse_when_used(
        node.name,
        units=Unit.objects.filter(shelf__power_node_id__in=below),
        reservations=sum(row.power_node_id in below for row in grid.reservations),
    )


def _check_below(node: PowerNode, grid: Grid) -> None:
    """Raise WrongPhase when something below hangs, or is to hang, on a leg that the node has no more, by name."""
    below = [
        *PowerNode.objects.filter(parent=node).values_list("name", "phases"),
        *Rack.objects.filter(power_node=node).exclude(phase=Phases.THREE).values_list("name", "phase"),
        *Shelf.objects.filter(power_node=node, phase__in=LEGS).values_list("label", "phase"),
        *((row.document, row.phases) for row in grid.reservations if row.power_node_id == node.pk),
    ]
    for name, phases in below:
        if not feeds(node.phases, phases):
            raise WrongPhase(
                _("%(below)s below hangs on another phase than %(phase)s."),
                field="phases",
                below=name,
                phase=node.phases.upper(),
            )
    on_one_leg = Unit.objects.filter(shelf__power_node=node, model__three_phase=True).annotate(fed=feed_phases())
    refuse_when_used(node.name, units=on_one_leg.exclude(fed=Phases.THREE))


def _refuse_limits_below_load(node: PowerNode, grid: Grid) -> None:
    """Raise LimitBelowLoad or PhaseLimitBelowLoad when the node carries and holds more than it may."""
    load = load_of(node, grid.used[node.pk], grid.held[node.pk])
    if node.limit_w is not None:
        refuse_limit_below(node.name, node.limit_w, load.used_w + load.reserved_w)
    if node.leg_limit_w is None:
        return
    for leg in LEGS:
        carried = load.legs + load.reserved_legs
        if carried.on(leg) > 3 * node.leg_limit_w:
            raise PhaseLimitBelowLoad(
                field="breaker_a",
                node=node.name,
                phase=leg.upper(),
                used_kw=kw(carried.watts(leg)),
                limit_kw=kw(node.leg_limit_w),
            )


def delete_power_node(*, by: Actor, node: PowerNode) -> None:
    """Delete a power node that feeds nothing. Raises AccessDenied, PlaceInUse."""
    access.require(by, PLACE_MANAGE, node)
    with transaction.atomic():
        locked = lock_row(PowerNode.objects.all(), node.pk)
        refuse_when_used(
            locked.name,
            units=Unit.objects.filter(shelf__power_node=locked),
            nodes=PowerNode.objects.filter(parent=locked).count(),
            racks=Rack.objects.filter(power_node=locked).count(),
            shelves=Shelf.objects.filter(power_node=locked).count(),
            reservations=PowerReservation.objects.filter(power_node=locked).count(),
        )
        before = snapshot(locked)
        remove(locked)
        record(by=by, action="inventory.power_node.delete", subject=node, before=before)


def create_rack(*, by: Actor, power_node: PowerNode, name: str, phase: str = "") -> Rack:
    """Make a rack in the room of the power node that feeds it, on the node's phases unless one is named.

    Raises AccessDenied, Invalid, WrongPhase, NameTaken.
    """
    access.require(by, PLACE_MANAGE, power_node)
    if not name.strip():
        raise Invalid(_("A name is needed."), field="name")
    refuse_phase(power_node.name, power_node.phases, phase)
    rack = Rack(
        organisation_id=power_node.organisation_id,
        room_id=power_node.room_id,
        power_node=power_node,
        name=name.strip(),
        phase=phase or power_node.phases,
    )
    with transaction.atomic():
        insert(rack)
        record(by=by, action="inventory.rack.create", subject=rack, after=snapshot(rack))
    return rack


def change_rack(*, by: Actor, rack: Rack, version: int, name: str, phase: str) -> Rack:
    """Change name and phase of a rack; what stands in it then hangs on the new phase, if its breakers allow it.

    Locks the rack's chain. Raises AccessDenied, Invalid, WrongPhase, StaleVersion, NameTaken, OverPhaseLimit.
    """
    access.require(by, PLACE_MANAGE, rack)
    if not name.strip():
        raise Invalid(_("A name is needed."), field="name")
    with transaction.atomic():
        nodes = lock_chains([rack.power_node_id])
        locked: Rack = lock_row(Rack.objects.select_related("power_node"), rack.pk)
        refuse_moved(locked.power_node_id in nodes, locked.name)
        before, was = snapshot(locked), locked.phase
        refuse_phase(locked.power_node.name, locked.power_node.phases, phase)
        grid = Grid(nodes).read()
        locked.name, locked.phase = name.strip(), phase
        rewrite(locked, version, ["name", "phase"])
        if phase != was:
            refuse_shelves_elsewhere(Shelf.objects.filter(rack=locked), locked.name, phase)
            refuse_excess(grid, Grid(nodes).read(), field="phase")
            follow_now(list(Unit.objects.filter(shelf__rack=locked).values_list("pk", flat=True)))
        record(by=by, action="inventory.rack.change", subject=locked, before=before, after=snapshot(locked))
    return locked


def delete_rack(*, by: Actor, rack: Rack) -> None:
    """Delete a rack without shelves. Raises AccessDenied, PlaceInUse."""
    access.require(by, PLACE_MANAGE, rack)
    with transaction.atomic():
        locked = lock_row(Rack.objects.all(), rack.pk)
        refuse_when_used(
            locked.name,
            units=Unit.objects.filter(shelf__rack=locked),
            shelves=Shelf.objects.filter(rack=locked).count(),
        )
        before = snapshot(locked)
        remove(locked)
        record(by=by, action="inventory.rack.delete", subject=rack, before=before)


def _check_node(node: PowerNode) -> None:
    """Raise for an empty name, limits that are none, or a parent of another site or without the phase."""
    if not node.name.strip():
        raise Invalid(_("A name is needed."), field="name")
    if node.limit_w is not None and node.limit_w <= 0:
        raise Invalid(_("A limit is more than zero; leave it empty for no limit."), field="limit_w")
    if node.breaker_a is not None and node.breaker_a <= 0:
        raise Invalid(field="breaker_a")
    if not 1 <= node.phase_voltage_v <= 1000:  # noqa: PLR2004 - low voltage ends there (IEC 60449, band II)
        raise Invalid(_("The voltage of a phase is 1 to 1000 V."), field="phase_voltage_v")
    if not 1 <= node.derating_percent <= 100:  # noqa: PLR2004 - percent
        raise Invalid(_("The share is 1 to 100 percent."), field="derating_percent")
    if node.parent_id == node.pk and node.pk is not None:
        raise CircularFeed(field="parent")
    if node.parent is not None and node.parent.site_id != node.site_id:
        raise Invalid(_("A power distribution unit is fed from one of the same site."), field="parent")
    if node.parent is not None and not feeds(node.parent.phases, node.phases):
        raise WrongPhase(field="phases", above=node.parent.name, phase=node.parent.phases.upper())


def refuse_phase(above: str, has: str, wanted: str) -> None:
    """Raise WrongPhase when something on the legs `has` cannot feed the wanted leg («» and all three: as it is)."""
    if wanted not in ("", Phases.THREE) and not feeds(has, wanted):
        raise WrongPhase(field="phase", above=above, phase=has.upper())


def refuse_moved(is_still_there: bool, place: str) -> None:  # noqa: FBT001 - the one thing it is about
    """Raise Conflict when a place is no longer fed as it was when its nodes were locked."""
    if not is_still_there:
        raise Conflict(_("%(place)s was just moved."), field="power_node", place=place)


def refuse_shelves_elsewhere(shelves: QuerySet[Shelf], above: str, phase: str) -> None:
    """Raise when a shelf hangs on another leg than its rack now, or a three-phase machine stands on one leg."""
    if phase == Phases.THREE:
        return
    other = shelves.filter(phase__in=LEGS).exclude(phase=phase).order_by("sort_key").first()
    if other is not None:
        raise WrongPhase(
            _("Shelf %(below)s is set to another phase than %(phase)s."),
            field="phase",
            below=other.label,
            phase=phase.upper(),
        )
    refuse_when_used(above, units=Unit.objects.filter(shelf__in=shelves, model__three_phase=True))
