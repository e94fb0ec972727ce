"""The load of a site counts what is in service on no fed shelf too: on a shelf without power, or on none."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from apps.common.clock import now
from apps.common.scope import scope
from apps.inventory import services
from apps.inventory.enums import SiteType, UnitVerb
from apps.inventory.rules.power import Total
from apps.inventory.selectors import loads_of_sites, totals_of_sites
from tests.inventory.factories import make_node, make_shelves, make_site, make_store, make_units, make_world, place

if TYPE_CHECKING:
    from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db


def test_what_works_on_no_fed_shelf_is_load_of_its_site_alone(organisation: Organisation) -> None:
    world = make_world(organisation)
    (battery,) = make_store(world.site, "S-{1..1}")
    open_site = make_site(organisation, address_storage=False)
    loose = make_units(world.contract, open_site, 2, model=world.model)
    place(world.units[0], world.shelves[0])
    place(world.units[1], battery)
    with scope(world.admin) as by:
        services.place_unit(by=by, unit=loose[0], site=open_site)
        found = loads_of_sites(by, [world.site.pk, open_site.pk])
    addressed, without = found[world.site.pk], found[open_site.pk]
    assert (addressed.site.used_w, addressed.nodes[world.node.pk].used_w) == (2 * 3500, 3500)
    assert (without.site.used_w, without.site.unit_count) == (3500, 2)


def test_the_totals_of_many_sites_are_those_of_their_loads(organisation: Organisation) -> None:
    world = make_world(organisation, limit_w=100_000)
    make_node(world.site, room=world.node.room, parent=world.node, limit_w=None)
    works, waits, returns, bare = world.units
    for unit, shelf in zip((works, returns), world.shelves, strict=False):
        place(unit, shelf)
    (battery,) = make_store(world.site, "S-{1..1}")
    place(bare, battery)
    centre = make_site(organisation, SiteType.SERVICE_CENTRE)
    bench = make_shelves(make_node(centre, limit_w=None), "B-{1..2}")
    (stored,) = make_units(world.contract, centre, model=world.model)
    place(stored, bench[0])
    warehouse = make_site(organisation, SiteType.WAREHOUSE, limit_w=70_000)
    place(make_units(world.contract, warehouse, model=world.model)[0], make_store(warehouse)[0])
    with scope(world.admin) as by:
        leg = services.Leg(returns.pk, UnitVerb.REQUEST_RETURN)
        services.travel(by=by, legs=[leg], document="RETURN-1")
        services.reserve_power(
            by=by, power_node=world.node, document="COMING", until=now() + timedelta(days=1), power_w=7_000
        )
        ids = [world.site.pk, centre.pk, warehouse.pk]
        loads, totals = loads_of_sites(by, ids), totals_of_sites(by, ids)
    assert waits.site_id == world.site.pk
    assert [Total(one.used_w, one.limit_w, one.unit_count, one.reserved_w) for one in totals.values()] == [
        Total(one.used_w, one.limit_w, one.unit_count, one.reserved_w) for one in (loads[pk].site for pk in totals)
    ]
    assert {pk: (one.used_w, one.limit_w) for pk, one in totals.items()} == {
        world.site.pk: (3 * 3500, 100_000),
        centre.pk: (3500, None),
        warehouse.pk: (0, 70_000),
    }
