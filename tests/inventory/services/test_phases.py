"""Phases under placing and under changes of what feeds what: breakers, rooms, sites, the dated loads."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from apps.common.clock import now
from apps.common.scope import scope
from apps.inventory import services
from apps.inventory.exceptions import (
    LimitBelowLoad,
    NeedsThreePhases,
    OverLimit,
    OverPhaseLimit,
    PhaseLimitBelowLoad,
    PlaceInUse,
    WrongPhase,
)
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site, Unit, UnitLoad
from apps.inventory.selectors import fitting_shelves, load_at, loads_of_sites
from tests.inventory.factories import factory, make_model, make_node, make_shelves, make_site, make_units, place

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from apps.inventory.rules.power import Load
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


def fed(world: World, *, breaker_a: int = 25, **values: Any) -> PowerNode:
    """Make a node whose phases carry 25 A × 230 V × 80 % = 4.6 kW each: one unit of 3.5 kW."""
    return make_node(world.site, limit_w=None, breaker_a=breaker_a, **values)


def shelves_of(node: PowerNode, pattern: str, phase: str) -> list[Shelf]:
    return make_shelves(node, pattern, phase=phase)


def load_of(by: Actor, node: PowerNode) -> Load:
    return loads_of_sites(by, [node.site_id])[node.site_id].nodes[node.pk]


def test_a_placement_over_the_breaker_of_one_phase_is_refused_with_the_numbers_and_where_it_fits(world: World) -> None:
    node = fed(world)
    on_a, on_b = shelves_of(node, "P-{1..2}", "a"), shelves_of(node, "Q-{1..1}", "b")
    place(world.units[0], on_a[0])
    with scope(world.technician) as by:
        with pytest.raises(OverPhaseLimit) as refusal:
            services.place_unit(by=by, unit=world.units[1], shelf=on_a[1])
        told = refusal.value.params
        assert {name: told[name] for name in ("phase", "breaker_a", "limit_kw", "used_kw", "wanted_kw", "free_kw")} == {
            "phase": "A",
            "breaker_a": 25,
            "limit_kw": "4.6",
            "used_kw": "3.5",
            "wanted_kw": "3.5",
            "free_kw": "1.1",
        }
        assert on_b[0].label in told["fits"] or world.shelves[0].label in told["fits"]
        assert services.place_unit(by=by, unit=world.units[1], shelf=on_b[0]).shelf_id == on_b[0].pk


def test_the_breaker_of_a_node_above_counts_the_phases_of_all_below(world: World, admin: Actor) -> None:
    top = fed(world)
    low = make_node(world.site, limit_w=None, room=top.room, parent=top)
    first, second = shelves_of(low, "P-{1..2}", "c")
    place(world.units[0], first)
    with scope(admin) as by, pytest.raises(OverPhaseLimit) as refusal:
        services.place_unit(by=by, unit=world.units[1], shelf=second)
    assert (refusal.value.params["node"], refusal.value.params["phase"]) == (top.name, "C")


def test_moving_to_another_phase_of_the_same_node_is_checked_on_that_phase(world: World, admin: Actor) -> None:
    node = fed(world)
    on_a, on_b = shelves_of(node, "P-{1..2}", "a"), shelves_of(node, "Q-{1..2}", "b")
    place(world.units[0], on_a[0])
    place(world.units[1], on_b[0])
    with scope(admin) as by:
        with pytest.raises(OverPhaseLimit):
            services.place_unit(by=by, unit=world.units[0], shelf=on_b[1])
        assert services.place_unit(by=by, unit=world.units[0], shelf=on_a[1]).shelf_id == on_a[1].pk


def test_a_load_without_a_named_phase_is_counted_evenly_and_said_to_be(world: World, admin: Actor) -> None:
    node = fed(world)
    place(world.units[0], make_shelves(node, "P-{1..1}")[0])
    with scope(admin) as by:
        load = load_of(by, node)
    assert [leg.used_w for leg in load.leg_loads] == [1167, 1167, 1167]
    assert (load.even_count, str(load.imbalance)) == (1, "0.0")


def test_what_hangs_on_one_phase_is_as_uneven_as_can_be(world: World, admin: Actor) -> None:
    node = fed(world)
    place(world.units[0], shelves_of(node, "P-{1..1}", "a")[0])
    with scope(admin) as by:
        load = load_of(by, node)
    assert (str(load.imbalance), load.imbalance_tone, load.even_count) == ("200.0", "red", 0)


def test_a_three_phase_machine_does_not_stand_on_one_phase(
    organisation: Organisation, world: World, admin: Actor
) -> None:
    node = fed(world)
    heavy = make_units(world.contract, world.site, model=make_model(organisation.pk, 4000, three_phase=True))[0]
    with scope(admin) as by:
        # First in reading order, so that it would be the first to be offered.
        single = shelves_of(node, "0-{1..1}", "a")[0]
        shelf = make_shelves(node, "T-{1..1}")[0]
        with pytest.raises(NeedsThreePhases) as refused:
            services.place_unit(by=by, unit=heavy, shelf=single)
        fits = refused.value.params["fits"].split(", ")
        assert (refused.value.params["phase"], len(fits), single.label in fits) == ("A", 3, False)
        assert all(label in refused.value.message for label in fits)
        assert services.place_unit(by=by, unit=heavy, shelf=shelf).shelf_id == shelf.pk
        assert load_of(by, node).even_count == 0


def test_suggestions_know_phases_rooms_and_sites(world: World, admin: Actor) -> None:
    node = fed(world)
    on_a, on_b = shelves_of(node, "P-{1..2}", "a"), shelves_of(node, "Q-{1..1}", "b")
    place(world.units[0], on_a[0])
    with scope(admin) as by:
        services.change_power_node(by=by, node=world.node, version=1, limit_w=100)
        assert fitting_shelves(by, world.site.pk, 3500) == on_b
        room = Room.objects.get(pk=node.room_id)
        services.change_room(by=by, room=room, version=room.version, limit_w=6_000)
        assert fitting_shelves(by, world.site.pk, 3500) == []


def test_the_limit_of_a_room_holds_whatever_feeds_it(world: World, admin: Actor) -> None:
    other = make_node(world.site, limit_w=None, room=world.node.room)
    shelves = make_shelves(other, "R-{1..2}")
    place(world.units[0], world.shelves[0])
    with scope(admin) as by:
        room = Room.objects.get(pk=world.node.room_id)
        services.change_room(by=by, room=room, version=room.version, limit_w=6_000)
        with pytest.raises(OverLimit) as refusal:
            services.place_unit(by=by, unit=world.units[1], shelf=shelves[0])
        assert (refusal.value.params["node"], refusal.value.params["free_kw"]) == (room.name, "2.5")
        assert services.place_unit(by=by, unit=world.units[0], shelf=shelves[1]).shelf_id == shelves[1].pk


def test_the_limit_of_a_site_holds_over_all_its_nodes_and_without_addresses(
    organisation: Organisation, world: World, admin: Actor
) -> None:
    shelves = make_shelves(make_node(world.site, limit_w=None), "R-{1..2}")
    place(world.units[0], world.shelves[0])
    with scope(admin) as by:
        site = Site.objects.get(pk=world.site.pk)
        services.change_site(by=by, site=site, version=site.version, limit_w=6_000)
        with pytest.raises(OverLimit) as refusal:
            services.place_unit(by=by, unit=world.units[1], shelf=shelves[0])
        assert refusal.value.params["node"] == site.name
    open_site = make_site(organisation, address_storage=False, limit_w=4_000)
    first, second = make_units(world.contract, open_site, 2, model=world.model)
    with scope(admin) as by:
        services.place_unit(by=by, unit=first, site=open_site)
        with pytest.raises(OverLimit):
            services.place_unit(by=by, unit=second, site=open_site)


def test_limits_cannot_be_set_below_what_is_there(world: World, admin: Actor) -> None:
    node = fed(world)
    place(world.units[0], shelves_of(node, "P-{1..1}", "b")[0])
    with scope(admin) as by:
        with pytest.raises(PhaseLimitBelowLoad) as refusal:
            services.change_power_node(by=by, node=node, version=1, derating_percent=50)
        assert (refusal.value.params["phase"], refusal.value.params["limit_kw"]) == ("B", "2.875")
        room, site = Room.objects.get(pk=node.room_id), Site.objects.get(pk=node.site_id)
        with pytest.raises(LimitBelowLoad):
            services.change_room(by=by, room=room, version=room.version, limit_w=3_000)
        with pytest.raises(LimitBelowLoad):
            services.change_site(by=by, site=site, version=site.version, limit_w=3_000)
        assert PowerNode.objects.get(pk=node.pk).derating_percent == 80
        assert services.change_power_node(by=by, node=node, version=1, derating_percent=61).leg_limit_w == 3507


def test_a_phase_is_only_given_by_what_has_it(world: World, admin: Actor) -> None:
    single = make_node(world.site, phases="b")
    with scope(admin) as by:
        for wrong in (
            lambda: services.create_rack(by=by, power_node=single, name="R", phase="a"),
            lambda: services.create_shelves(by=by, power_node=single, pattern="X", phase="c"),
            lambda: services.create_shelves(by=by, power_node=single, pattern="X-{1..3}", phase="turn"),
            lambda: services.create_power_node(by=by, room=single.room, name="N", parent=single),
        ):
            with pytest.raises(WrongPhase):
                wrong()
        rack = services.create_rack(by=by, power_node=single, name="R")
        assert rack.phase == "b"
        nested = services.create_power_node(by=by, room=single.room, name="N", parent=single, phases="b")
        with pytest.raises(WrongPhase):
            services.change_power_node(by=by, node=single, version=1, phases="a")
        assert (nested.phases, PowerNode.objects.get(pk=single.pk).phases) == ("b", "b")


def test_a_shelf_fed_as_what_is_above_it_follows_its_node_and_its_rack_to_one_phase(world: World, admin: Actor) -> None:
    node = fed(world)
    with scope(admin) as by:
        rack = services.create_rack(by=by, power_node=node, name="R")
        services.create_shelves(by=by, power_node=node, pattern="P-{1..1}", phase="abc")
        services.create_shelves(by=by, rack=rack, pattern="Q-{1..1}", phase="abc")
        assert services.change_rack(by=by, rack=rack, version=1, name="R", phase="a").phase == "a"
        assert services.change_power_node(by=by, node=node, version=1, phases="a").phases == "a"


def test_shelves_made_in_turn_hang_on_a_b_c_and_again(world: World, admin: Actor) -> None:
    node = fed(world)
    with scope(admin) as by:
        made = services.create_shelves(by=by, power_node=node, pattern="T-{1..5}", phase="turn")
    assert [shelf.phase for shelf in made] == ["a", "b", "c", "a", "b"]


def test_another_phase_of_a_rack_moves_its_load_when_the_breaker_allows_it(world: World, admin: Actor) -> None:
    node = fed(world)
    with scope(factory(world.organisation.pk)) as job:
        rack = services.create_rack(by=job, power_node=node, name="R", phase="a")
        other = services.create_rack(by=job, power_node=node, name="S", phase="b")
        first = services.create_shelves(by=job, rack=rack, pattern="R-1")[0]
        second = services.create_shelves(by=job, rack=other, pattern="S-1")[0]
    place(world.units[0], first)
    place(world.units[1], second)
    with scope(admin) as by:
        with pytest.raises(OverPhaseLimit):
            services.change_rack(by=by, rack=rack, version=1, name="R", phase="b")
        assert Rack.objects.get(pk=rack.pk).phase == "a"
        services.change_rack(by=by, rack=rack, version=1, name="R", phase="c")
        assert [leg.used_w for leg in load_of(by, node).leg_loads] == [0, 3500, 3500]
        phases = UnitLoad.objects.filter(unit=world.units[0]).order_by("during").values_list("phases", flat=True)
        assert list(phases) == ["a", "c"]


def test_a_models_power_is_refused_when_a_breaker_would_not_allow_it(world: World, admin: Actor) -> None:
    node = fed(world)
    place(world.units[0], shelves_of(node, "P-{1..1}", "a")[0])
    with scope(admin) as by:
        with pytest.raises(OverPhaseLimit):
            services.change_model(world.model, by=by, version=1, power_w=4_601)
        assert Unit.objects.get(pk=world.units[0].pk).power_w == 3500
        services.change_model(world.model, by=by, version=1, power_w=4_600)
        assert load_of(by, node).leg_loads[0].percent == 100


def test_an_own_power_is_refused_when_a_breaker_would_not_allow_it(world: World, admin: Actor) -> None:
    node = fed(world)
    place(world.units[0], shelves_of(node, "P-{1..1}", "a")[0])
    with scope(admin) as by:
        with pytest.raises(OverPhaseLimit):
            services.override_power(by=by, unit=world.units[0], power_w=5_000, reason="tuned")
        services.override_power(by=by, unit=world.units[0], power_w=4_000, reason="tuned")
        assert load_of(by, node).used_w == 4_000


def test_the_load_of_every_past_moment_is_known(world: World, admin: Actor) -> None:
    node = fed(world)
    shelf = shelves_of(node, "P-{1..1}", "a")[0]
    moments = [now()]
    place(world.units[0], shelf)
    moments.append(now())
    with scope(admin) as by:
        services.override_power(by=by, unit=world.units[0], power_w=4_000, reason="tuned")
        moments.append(now())
        services.change_shelf(by=by, shelf=shelf, version=1, phase="b")
        moments.append(now())
        services.take_off(by=by, unit=world.units[0])
        moments.append(now())
        told = [load_at(by, node, at) for at in moments]
        site = [load_at(by, world.site, at).used_w for at in moments]
        room = [load_at(by, Room.objects.get(pk=node.room_id), at).unit_count for at in moments]
    assert [[leg.used_w for leg in load.leg_loads] for load in told] == [
        [0, 0, 0],
        [3500, 0, 0],
        [4000, 0, 0],
        [0, 4000, 0],
        [0, 0, 0],
    ]
    assert site == [0, 3500, 4000, 4000, 0]
    assert room == [0, 1, 1, 1, 0]


def test_the_dated_load_is_that_of_the_moment_of_the_placing(world: World, admin: Actor) -> None:
    earlier = world.units[0].changed_at
    with scope(admin) as by:
        unit = services.place_unit(by=by, unit=world.units[0], shelf=world.shelves[0])
        fact = UnitLoad.objects.get(unit=unit)
        assert (fact.during.lower, fact.during.upper) == (unit.changed_at, None)
        assert fact.node_ids == [world.node.pk]
        assert load_at(by, world.node, earlier).used_w == 0
        assert load_at(by, world.node, now() + timedelta(seconds=1)).used_w == 3500


def test_a_place_in_use_is_not_deleted_and_the_refusal_names_what_stands_there(world: World, admin: Actor) -> None:
    place(world.units[0], world.shelves[0])
    serial = world.units[0].serial
    with scope(admin) as by:
        room = Room.objects.get(pk=world.node.room_id)
        attempts: list[Callable[[], None]] = [
            partial(services.delete_shelf, by=by, shelf=world.shelves[0]),
            partial(services.delete_power_node, by=by, node=world.node),
            partial(services.delete_room, by=by, room=room),
            partial(services.delete_site, by=by, site=world.site),
        ]
        for refused in attempts:
            with pytest.raises(PlaceInUse) as refusal:
                refused()
            assert serial in refusal.value.params["serials"]
            assert serial in refusal.value.message
        other = make_node(world.site)
        with pytest.raises(PlaceInUse) as refusal:
            services.change_power_node(by=by, node=world.node, version=1, parent=other)
        assert refusal.value.params["serials"] == [serial]
