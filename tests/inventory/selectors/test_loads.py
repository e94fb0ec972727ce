"""The load of a site counts what is in service on no fed shelf too: on a shelf without power, or on none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.common.scope import scope
from apps.inventory import services
from apps.inventory.selectors import loads_of_sites
from tests.inventory.factories import make_site, make_store, make_units, make_world, place

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
