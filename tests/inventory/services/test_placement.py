"""Placing: commissioning at a data centre, limits up the chain, slots, results of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.http import Http404

from apps.audit.models import AuditRecord
from apps.common.errors import AccessDenied, Conflict
from apps.common.scope import scope
from apps.inventory import services
from apps.inventory.enums import SiteType, UnitState
from apps.inventory.exceptions import NotAtThisSite, OverLimit, PlaceInUse, ShelfFull, ShelfNeeded
from apps.inventory.models import Unit, UnitPlacement, UnitStatus
from apps.inventory.rules.power import kw
from apps.inventory.selectors.loads import loads_of_sites
from tests.inventory.factories import make_node, make_shelves, make_site, make_store, make_units, make_world, place

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from apps.inventory.models import Shelf
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


def audited() -> int:
    return AuditRecord.objects.filter(action__startswith="inventory.unit.").count()


def test_placing_at_a_data_centre_commissions_the_unit(world: World) -> None:
    with scope(world.technician) as by:
        unit = services.place_unit(by=by, unit=world.units[0], shelf=world.shelves[0])
        kept = Unit.objects.get(pk=unit.pk)
        assert (kept.state, kept.site_id, kept.shelf_id) == ("in_service", world.site.pk, world.shelves[0].pk)
        assert list(UnitStatus.objects.filter(unit=unit).values_list("state", flat=True)) == ["stored", "in_service"]
        places = list(UnitPlacement.objects.filter(unit=unit))
        assert [fact.shelf_id for fact in places] == [None, world.shelves[0].pk]
        assert places[0].during.upper == places[1].during.lower
        assert places[1].during.upper is None


def test_placing_writes_one_record_with_place_and_state(world: World) -> None:
    with scope(world.technician) as by:
        services.place_unit(by=by, unit=world.units[0], shelf=world.shelves[0])
    with scope(world.admin):
        record = AuditRecord.objects.filter(action="inventory.unit.commission").get()
        assert record.actor_label == world.technician.label


def test_placing_at_a_warehouse_keeps_the_unit_stored(organisation: Organisation, world: World, admin: Actor) -> None:
    store = make_site(organisation, SiteType.WAREHOUSE)
    shelf = make_store(store)[0]
    unit = make_units(world.contract, store, model=world.model)[0]
    with scope(admin) as by:
        assert services.place_unit(by=by, unit=unit, shelf=shelf).state == "stored"


def test_a_placement_over_the_limit_is_refused_with_the_numbers_and_changes_nothing(world: World) -> None:
    for unit, shelf in zip(world.units[:2], world.shelves[:2], strict=True):
        place(unit, shelf)
    with scope(world.technician) as by:
        with pytest.raises(OverLimit) as refusal:
            services.place_unit(by=by, unit=world.units[2], shelf=world.shelves[2])
        figures = {name: refusal.value.params[name] for name in ("limit_kw", "used_kw", "wanted_kw", "free_kw")}
        assert figures == {"limit_kw": "10.0", "used_kw": "7.0", "wanted_kw": "3.5", "free_kw": "3.0"}
        assert Unit.objects.get(pk=world.units[2].pk).shelf_id is None
        assert UnitPlacement.objects.filter(unit=world.units[2]).count() == 1
    with scope(world.admin):
        assert audited() == 2


def test_a_refusal_names_a_shelf_where_the_unit_fits(world: World) -> None:
    other = make_shelves(make_node(world.site, limit_w=5_000), "B-{1..2}")
    for unit, shelf in zip(world.units[:2], world.shelves[:2], strict=True):
        place(unit, shelf)
    with scope(world.technician) as by, pytest.raises(OverLimit) as refusal:
        services.place_unit(by=by, unit=world.units[2], shelf=world.shelves[2])
    assert refusal.value.params["fits"] == ", ".join(shelf.label for shelf in other)


def test_a_limit_exactly_met_is_no_excess(organisation: Organisation, world: World, admin: Actor) -> None:
    shelves = make_shelves(make_node(world.site, limit_w=7_000), "C-{1..2}")
    with scope(admin) as by:
        for unit, shelf in zip(world.units[:2], shelves, strict=True):
            services.place_unit(by=by, unit=unit, shelf=shelf)
        load = loads_of_sites(by, [world.site.pk])[world.site.pk].nodes[shelves[0].power_node_id or 0]
    assert (load.used_w, load.percent) == (7_000, 100)


def test_the_limit_of_a_node_above_holds_for_what_nested_nodes_feed(world: World, admin: Actor) -> None:
    top = make_node(world.site, limit_w=6_000)
    nested = make_node(world.site, limit_w=None, room=top.room, parent=top)
    shelves = make_shelves(nested, "D-{1..2}")
    place(world.units[0], shelves[0])
    with scope(admin) as by, pytest.raises(OverLimit) as refusal:
        services.place_unit(by=by, unit=world.units[1], shelf=shelves[1])
    assert refusal.value.params["node"] == top.name


def test_moving_inside_a_full_node_is_possible(world: World) -> None:
    for unit, shelf in zip(world.units[:2], world.shelves[:2], strict=True):
        place(unit, shelf)
    with scope(world.technician) as by:
        moved = services.place_unit(by=by, unit=world.units[0], shelf=world.shelves[3])
    assert (moved.shelf_id, moved.state) == (world.shelves[3].pk, "in_service")


def test_a_full_shelf_takes_no_more_and_a_wider_one_as_many_as_it_holds(world: World, admin: Actor) -> None:
    wide = make_shelves(make_node(world.site), "1-{1..1}", capacity=2)[0]
    with scope(admin) as by:
        for unit in world.units[:2]:
            services.place_unit(by=by, unit=unit, shelf=wide)
        with pytest.raises(ShelfFull):
            services.place_unit(by=by, unit=world.units[2], shelf=wide)
        assert set(UnitPlacement.objects.filter(shelf=wide).values_list("slot", flat=True)) == {1, 2}


def test_a_shelf_gets_smaller_down_to_its_last_taken_slot(world: World, admin: Actor) -> None:
    wide = make_shelves(make_node(world.site), "1-{1..1}", capacity=4)[0]
    with scope(admin) as by:
        for unit in world.units[:2]:
            services.place_unit(by=by, unit=unit, shelf=wide)
        smaller = services.change_shelf(by=by, shelf=wide, version=wide.version, capacity=2)
        services.take_off(by=by, unit=world.units[0])
        with pytest.raises(PlaceInUse) as refusal:
            services.change_shelf(by=by, shelf=smaller, version=smaller.version, capacity=1)
    # The unit that is left stands in the second slot.
    assert refusal.value.params["serials"] == [world.units[1].serial]


def test_a_batch_places_what_fits_and_says_what_does_not(world: World) -> None:
    with scope(world.technician) as by:
        results = services.place_units(by=by, pairs=list(zip(world.units, world.shelves, strict=True)), site=world.site)
    assert [type(result.refusal) for result in results] == [type(None), type(None), OverLimit, OverLimit]


def limited_site(world: World, limit_w: int) -> tuple[list[Shelf], Shelf]:
    """Limit the site instead of its node; return three shelves of the node and one that nothing feeds."""
    with scope(world.admin) as by:
        services.change_power_node(by=by, node=world.node, version=1, limit_w=None)
        services.change_site(by=by, site=world.site, version=1, limit_w=limit_w)
    return world.shelves[:3], make_store(world.site, "U-{1..1}")[0]


def test_a_unit_that_goes_on_working_off_the_grid_counts_at_its_site_for_the_rest_of_the_batch(world: World) -> None:
    fed, loose = limited_site(world, 8_000)
    place(world.units[0], fed[0])
    pairs = [(world.units[0], loose), (world.units[1], fed[1]), (world.units[2], fed[2])]
    with scope(world.technician) as by:
        answers = services.place_units(by=by, pairs=pairs, site=world.site)
        assert [answer.refusal is None for answer in answers] == [True, True, False]
        assert loads_of_sites(by, [world.site.pk])[world.site.pk].site.used_w == 7_000


def test_a_unit_that_comes_onto_the_grid_is_not_counted_twice_at_its_site(world: World) -> None:
    fed, loose = limited_site(world, 8_000)
    place(world.units[0], loose)
    with scope(world.technician) as by:
        pairs = [(world.units[0], fed[0]), (world.units[1], fed[1])]
        answers = services.place_units(by=by, pairs=pairs, site=world.site)
        assert [answer.refusal for answer in answers] == [None, None]
        assert loads_of_sites(by, [world.site.pk])[world.site.pk].site.used_w == 7_000


def test_a_refusal_does_not_name_the_shelf_where_the_unit_stands(world: World) -> None:
    wide = make_shelves(make_node(world.site), "1-{1..1}", capacity=2)[0]
    small = make_shelves(make_node(world.site, limit_w=1_000), "N-{1..1}")[0]
    place(world.units[0], wide)
    with scope(world.technician) as by:
        with pytest.raises(OverLimit) as refusal:
            services.place_unit(by=by, unit=world.units[0], shelf=small)
        assert refusal.value.params["fits"] == "A-1, A-2, A-3"


def test_a_batch_of_two_hundred_and_one_is_refused(world: World) -> None:
    with scope(world.technician) as by, pytest.raises(Conflict):
        services.place_units(by=by, pairs=[(world.units[0], world.shelves[0])] * 201, site=world.site)


def test_a_unit_of_another_site_must_travel_first(organisation: Organisation, world: World, admin: Actor) -> None:
    elsewhere = make_shelves(make_node(make_site(organisation)), "A-{1..1}")[0]
    with scope(admin) as by, pytest.raises(NotAtThisSite):
        services.place_unit(by=by, unit=world.units[0], shelf=elsewhere)


def test_a_unit_out_of_reach_is_not_found_and_not_named(organisation: Organisation, world: World, admin: Actor) -> None:
    elsewhere = make_units(world.contract, make_site(organisation), model=world.model)[0]
    with scope(world.technician) as by, pytest.raises(Http404):
        services.place_unit(by=by, unit=elsewhere, shelf=world.shelves[0])
    with scope(admin) as by, pytest.raises(NotAtThisSite):
        services.place_unit(by=by, unit=elsewhere, shelf=world.shelves[0])


def test_what_was_read_long_ago_is_placed_as_it_is_now(world: World, admin: Actor) -> None:
    with scope(admin) as by:
        stale = Unit.objects.get(pk=world.units[0].pk)
        services.override_power(by=by, unit=stale, power_w=9000, reason="overclocked")
        services.place_unit(by=by, unit=world.units[1], shelf=world.shelves[1])
        with pytest.raises(OverLimit) as refused:
            services.place_unit(by=by, unit=stale, shelf=world.shelves[0])
        assert refused.value.params["wanted_kw"] == kw(9000)
        placed = services.place_unit(by=by, unit=world.units[2], shelf=world.shelves[2])
        moved = services.place_unit(by=by, unit=world.units[2], shelf=world.shelves[3])
        assert (moved.shelf_id, moved.version) == (world.shelves[3].pk, placed.version + 1)


def test_a_placement_takes_fourteen_statements_and_a_batch_no_more(
    organisation: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = make_world(organisation, limit_w=100_000)
    for shelf in world.shelves:
        shelf.site = world.site
    pairs = list(zip(world.units, world.shelves, strict=True))
    with scope(world.admin) as by:
        with django_assert_num_queries(14):
            services.place_unit(by=by, unit=pairs[0][0], shelf=pairs[0][1])
        with django_assert_num_queries(14):
            services.place_units(by=by, pairs=pairs[1:], site=world.site)


def test_a_site_with_addresses_wants_a_shelf(world: World) -> None:
    with scope(world.technician) as by, pytest.raises(ShelfNeeded):
        services.place_unit(by=by, unit=world.units[0], site=world.site)


def test_a_site_without_addresses_takes_units_without_a_shelf(organisation: Organisation, world: World) -> None:
    site = make_site(organisation, address_storage=False)
    unit = make_units(world.contract, site, model=world.model)[0]
    with scope(world.admin) as by:
        assert services.place_unit(by=by, unit=unit, site=site).state == UnitState.IN_SERVICE
        assert loads_of_sites(by, [site.pk])[site.pk].site.used_w == 3500


def test_taking_off_ends_the_service_and_frees_the_shelf(world: World) -> None:
    place(world.units[0], world.shelves[0])
    with scope(world.technician) as by:
        unit = services.take_off(by=by, unit=world.units[0])
        assert (unit.state, unit.shelf_id, unit.site_id) == ("stored", None, world.site.pk)
        assert services.place_unit(by=by, unit=world.units[1], shelf=world.shelves[0]).shelf_id == world.shelves[0].pk


def test_a_unit_is_not_placed_twice_on_the_same_shelf(world: World) -> None:
    place(world.units[0], world.shelves[0])
    with scope(world.technician) as by, pytest.raises(Conflict):
        services.place_unit(by=by, unit=world.units[0], shelf=world.shelves[0])


def test_a_technician_places_nothing_at_a_site_he_is_not_bound_to(organisation: Organisation, world: World) -> None:
    shelf = make_shelves(make_node(make_site(organisation)), "A-{1..1}")[0]
    with scope(world.technician) as by, pytest.raises(AccessDenied):
        services.place_unit(by=by, unit=world.units[0], shelf=shelf)


def test_a_manager_places_nothing(world: World, manager: Actor) -> None:
    with scope(manager) as by, pytest.raises(AccessDenied):
        services.place_unit(by=by, unit=world.units[0], shelf=world.shelves[0])
