"""The workplace suggests to each unit that is not placed a shelf that takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.services import create_shelves
from tests.inventory.factories import make_model, make_node, make_units, make_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation
    from tests.browser import Browser

pytestmark = pytest.mark.django_db


def test_a_three_phase_machine_is_shown_a_shelf_on_three_phases_and_no_shelf_is_shown_twice(
    organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    world = make_world(organisation)
    with system_scope(SystemJob.MAINTENANCE):
        user = User.objects.get(pk=world.admin.person_id)
    node = make_node(world.site, limit_w=100_000)
    with scope(world.admin) as by:
        create_shelves(by=by, power_node=node, pattern="1-{1..9}", phase="b")
    heavy = make_units(world.contract, world.site, 2, model=make_model(organisation.pk, 6000, three_phase=True))
    answer = signed_in(user).get(reverse("logistics:workplace", args=[world.site.uid]), {"view": "loose"})
    suggested = {unit.pk: shelf for unit, shelf in answer.context["items"] if shelf is not None}
    on_three = {shelf.pk for shelf in world.shelves}
    assert {unit.pk for unit in heavy} <= suggested.keys()
    assert all(suggested[unit.pk].pk in on_three for unit in heavy)
    assert any(shelf.pk not in on_three for pk, shelf in suggested.items() if pk not in {unit.pk for unit in heavy})
    assert len({shelf.pk for shelf in suggested.values()}) == len(suggested)
