"""Dated facts: the database refuses two at one moment, and any change of the past."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.common.clock import now
from apps.common.scope import scope
from apps.inventory.models import Unit, UnitOwnership, UnitPlacement, UnitStatus
from apps.inventory.selectors import where_and_whose
from tests.inventory.factories import place

if TYPE_CHECKING:
    from apps.inventory.models.facts import UnitFact
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [UnitPlacement, UnitOwnership, UnitStatus])
def test_two_facts_of_a_kind_at_one_moment_are_refused(world: World, model: type[UnitFact]) -> None:
    with scope(world.admin):
        fact = model._default_manager.get(unit=world.units[0])
        fact.pk = None
        fact.uid = world.units[0].uid
        fact.during = DateTimeTZRange(now(), None)
        with pytest.raises(IntegrityError), transaction.atomic():
            fact.save(force_insert=True)
        assert model._default_manager.filter(unit=world.units[0]).count() == 1


def test_a_slot_of_a_shelf_holds_one_unit_at_a_time(world: World) -> None:
    place(world.units[0], world.shelves[0])
    with scope(world.admin):
        fact = UnitPlacement.objects.get(unit=world.units[1])
        UnitPlacement.objects.create(
            organisation_id=fact.organisation_id,
            unit=world.units[1],
            site=world.site,
            shelf=world.shelves[0],
            slot=1,
            during=DateTimeTZRange(fact.during.lower - timedelta(days=1), fact.during.lower),
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            UnitPlacement.objects.create(
                organisation_id=fact.organisation_id,
                unit=world.units[2],
                site=world.site,
                shelf=world.shelves[0],
                slot=1,
                during=DateTimeTZRange(fact.during.lower - timedelta(hours=1), fact.during.lower),
            )


def test_the_past_cannot_be_changed(world: World) -> None:
    place(world.units[0], world.shelves[0])
    with scope(world.admin):
        with pytest.raises(IntegrityError), transaction.atomic():
            UnitStatus.objects.filter(unit=world.units[0], state="stored").update(state="lost")
        with pytest.raises(IntegrityError), transaction.atomic():
            UnitStatus.objects.filter(unit=world.units[0], state="in_service").update(why="another reason")


def test_a_serial_number_belongs_to_one_unit(world: World) -> None:
    with scope(world.admin), pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=world.units[0].pk).update(serial=world.units[1].serial)


def test_where_it_was_and_whose_is_one_query(world: World, django_assert_num_queries: object) -> None:
    before = now()
    place(world.units[0], world.shelves[0])
    with scope(world.admin) as by:
        with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
            then = where_and_whose(by, world.units[0], before)
        assert (then.state, then.site, then.shelf, then.client) == ("stored", world.site.name, None, world.client.name)
        today = where_and_whose(by, world.units[0], now())
        assert (today.state, today.shelf) == ("in_service", world.shelves[0].label)
        long_ago = where_and_whose(by, world.units[0], before - timedelta(days=400))
        assert (long_ago.serial, long_ago.state, long_ago.site) == (None, None, None)
