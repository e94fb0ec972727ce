"""The list of equipment finds what stands on a shelf by its label."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.common.roles import Role
from tests.factories import make_user
from tests.inventory.factories import make_node, make_shelves, make_units, make_world, place

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation, User
    from tests.browser import Browser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["Ряд-1a-B", "рЯД-1A-b", "РЯД-1A-B", " ряд-1a-b "])
def test_a_shelf_is_found_in_any_mix_of_case_and_no_other_that_sorts_alike(
    organisation: Organisation, signed_in: Callable[[User], Browser], typed: str
) -> None:
    world = make_world(organisation)
    node = make_node(world.site)
    wanted, alike = make_shelves(node, "Ряд-1a-B")[0], make_shelves(node, "Ряд-01a-B")[0]
    first, second = make_units(world.contract, world.site, 2, model=world.model)
    place(first, wanted)
    place(second, alike)
    page = signed_in(make_user(organisation, Role.ADMIN)).get("/equipment/", {"q": typed}).content.decode()
    assert (first.serial in page, second.serial in page) == (True, False)
