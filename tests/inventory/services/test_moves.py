"""Moves of racks and shelves: what stands there moves with them, no limit is ever exceeded, the past stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.audit.models import AuditRecord
from apps.common.clock import now
from apps.common.errors import Invalid, StaleVersion
from apps.common.scope import scope
from apps.inventory import services
from apps.inventory.exceptions import OverLimit, OverPhaseLimit, WrongPhase
from apps.inventory.models import Rack, Shelf, UnitLoad
from apps.inventory.selectors import load_at, loads_of_sites
from tests.inventory.factories import factory, make_node, make_site, make_store, place

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def rack(world: World) -> Rack:
    """Return a rack under the world's node with three shelves and two units of 3.5 kW, on phase A."""
    with scope(factory(world.organisation.pk)) as by:
        rack = services.create_rack(by=by, power_node=world.node, name="R", phase="a")
        shelves = services.create_shelves(by=by, rack=rack, pattern="R-{1..3}")
    for unit, shelf in zip(world.units[:2], shelves[:2], strict=True):
        place(unit, shelf)
    return rack


def test_a_rack_moves_with_everything_on_it_and_the_past_stays(world: World, admin: Actor, rack: Rack) -> None:
    other = make_node(world.site, limit_w=7_000)
    before = now()
    with scope(admin) as by:
        moved = services.move_rack(by=by, rack=rack, power_node=other, version=1)
        loads = loads_of_sites(by, [world.site.pk])[world.site.pk].nodes
        assert (moved.power_node_id, moved.room_id, moved.version) == (other.pk, other.room_id, 2)
        assert (loads[world.node.pk].used_w, loads[other.pk].used_w) == (0, 7_000)
        homes = set(Shelf.objects.filter(rack=rack).values_list("power_node_id", "room_id"))
        assert homes == {(other.pk, other.room_id)}
        assert (load_at(by, world.node, before).used_w, load_at(by, world.node, now()).used_w) == (7_000, 0)
        assert AuditRecord.objects.filter(action="inventory.rack.move").count() == 1


def test_a_rack_is_not_moved_where_its_load_does_not_fit(world: World, admin: Actor, rack: Rack) -> None:
    small, weak = make_node(world.site, limit_w=6_999), make_node(world.site, limit_w=None, breaker_a=37)
    single = make_node(world.site, phases="b")
    elsewhere = make_node(make_site(world.organisation))
    with scope(admin) as by:
        for node, refusal in ((small, OverLimit), (weak, OverPhaseLimit), (single, WrongPhase), (elsewhere, Invalid)):
            with pytest.raises(refusal):
                services.move_rack(by=by, rack=rack, power_node=node, version=1)
        with pytest.raises(StaleVersion):
            services.move_rack(by=by, rack=rack, power_node=make_node(world.site), version=7)
        assert Rack.objects.get(pk=rack.pk).power_node_id == world.node.pk
        assert set(Shelf.objects.filter(rack=rack).values_list("power_node_id", flat=True)) == {world.node.pk}
        assert AuditRecord.objects.filter(action="inventory.rack.move").count() == 0


def test_a_move_between_nodes_of_one_feeder_needs_nothing_of_the_feeder(world: World, admin: Actor) -> None:
    top = make_node(world.site, limit_w=3_500)
    left = make_node(world.site, limit_w=None, room=top.room, parent=top)
    right = make_node(world.site, limit_w=None, room=top.room, parent=top)
    with scope(factory(world.organisation.pk)) as job:
        rack = services.create_rack(by=job, power_node=left, name="L")
        shelf = services.create_shelves(by=job, rack=rack, pattern="L-1")[0]
    place(world.units[3], shelf)
    with scope(admin) as by:
        assert services.move_rack(by=by, rack=rack, power_node=right, version=1).power_node_id == right.pk


def test_shelves_move_all_or_none(world: World, admin: Actor, rack: Rack) -> None:
    other = make_node(world.site, limit_w=3_500)
    with scope(admin) as by:
        shelves = list(Shelf.objects.filter(rack=rack).order_by("sort_key"))
        with pytest.raises(OverLimit):
            services.move_shelves(by=by, shelves=shelves, power_node=other)
        assert Shelf.objects.filter(power_node=other).count() == 0
        moved = services.move_shelves(by=by, shelves=shelves[1:], power_node=other)
        assert [(shelf.power_node_id, shelf.rack_id) for shelf in moved] == [(other.pk, None)] * 2
        loads = loads_of_sites(by, [world.site.pk])[world.site.pk].nodes
        assert (loads[world.node.pk].used_w, loads[other.pk].used_w) == (3_500, 3_500)
        assert AuditRecord.objects.filter(action="inventory.shelf.move").count() == 2


def test_shelves_stay_inside_their_site(organisation: Organisation, world: World, admin: Actor) -> None:
    elsewhere = make_node(make_site(organisation))
    with scope(admin) as by, pytest.raises(Invalid):
        services.move_shelves(by=by, shelves=world.shelves[:1], power_node=elsewhere)


def test_what_works_without_a_fed_shelf_counts_in_the_room_it_was_moved_to(world: World) -> None:
    here, there = make_store(world.site, "S-{1..1}")[0], make_store(world.site, "U-{1..1}")[0]
    place(world.units[0], here)
    place(world.units[0], there)
    with scope(factory(world.organisation.pk)):
        rooms = UnitLoad.objects.filter(unit=world.units[0]).order_by("during").values_list("room_id", flat=True)
        assert list(rooms) == [here.room_id, there.room_id]
