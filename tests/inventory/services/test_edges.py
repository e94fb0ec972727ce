"""Edges of the rules of units and models that nothing else stands on: moments, numbers, own power, who works where."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from apps.common.clock import now
from apps.common.errors import AccessDenied, Invalid
from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm.services import bind_client_user
from apps.inventory import services
from apps.inventory.exceptions import PlaceInUse, WrongSerial
from apps.inventory.models import Unit
from apps.inventory.selectors import find_units, history_of
from tests.crm.factories import make_client, make_contract
from tests.factories import actor_for, make_user
from tests.inventory.factories import bind, make_model, make_node, make_shelves, make_units, place

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_step_happens_neither_before_the_last_fact_nor_in_the_future(world: World, hours: int) -> None:
    unit = world.units[0]
    with scope(world.admin) as by:
        start = Unit.objects.get(pk=unit.pk).changed_at if hours < 0 else now()
        with pytest.raises(Invalid) as refusal:
            services.place_unit(by=by, unit=unit, shelf=world.shelves[0], at=start + timedelta(hours=hours))
        assert (refusal.value.field, Unit.objects.get(pk=unit.pk).shelf) == ("at", None)


def test_four_characters_find_what_ends_with_them_before_what_has_them_inside(world: World) -> None:
    inside, ends = world.units[:2]
    with scope(world.admin) as by:
        services.change_serial(by=by, unit=inside, serial="AAQZ7XBBBB", why="board")
        services.change_serial(by=by, unit=ends, serial="CCCCCCQZ7X", why="board")
        assert [unit.serial for unit in find_units(by, "qz7x")] == ["CCCCCCQZ7X"]
        assert [unit.serial for unit in find_units(by, "aaqz")] == ["AAQZ7XBBBB"]


def test_another_serial_number_is_one_or_it_is_refused(world: World) -> None:
    with scope(world.admin) as by:
        for wrong in ("A1", "плохой номер", "A" * 65):
            with pytest.raises(WrongSerial):
                services.change_serial(by=by, unit=world.units[0], serial=wrong, why="board")
        assert Unit.objects.get(pk=world.units[0].pk).serial == world.units[0].serial


def test_a_model_with_a_unit_on_one_phase_is_not_made_three_phase(world: World) -> None:
    place(world.units[0], make_shelves(make_node(world.site, limit_w=None), "P-1", phase="b")[0])
    with scope(world.admin) as by:
        with pytest.raises(PlaceInUse) as refusal:
            services.change_model(world.model, by=by, version=world.model.version, three_phase=True)
        assert refusal.value.params["serials"] == [world.units[0].serial]
        services.take_off(by=by, unit=world.units[0])
        assert services.change_model(world.model, by=by, version=world.model.version, three_phase=True).three_phase


def test_another_power_of_a_model_leaves_units_with_their_own_alone(world: World) -> None:
    own, plain = world.units[:2]
    with scope(world.admin) as by:
        services.override_power(by=by, unit=own, power_w=4100, reason="tuned")
        services.change_model(world.model, by=by, version=world.model.version, power_w=3700)
        assert dict(Unit.objects.filter(pk__in=[own.pk, plain.pk]).values_list("pk", "power_w")) == {
            own.pk: 4100,
            plain.pk: 3700,
        }


def test_a_warehouse_keeper_places_nothing_at_a_data_centre_also_when_bound_to_it(
    organisation: Organisation, world: World
) -> None:
    keeper = bind(actor_for(make_user(organisation, Role.WAREHOUSE)), world.site)
    with scope(keeper) as by, pytest.raises(AccessDenied):
        services.place_unit(by=by, unit=world.units[0], shelf=world.shelves[0])


def test_a_clients_user_reads_the_history_from_the_day_the_unit_became_theirs(
    organisation: Organisation, world: World
) -> None:
    client = make_client(organisation)
    contract = make_contract(client)
    unit = make_units(world.contract, world.site, model=make_model(organisation.pk))[0]
    with scope(world.admin) as by:
        services.transfer_ownership(by=by, unit=unit, client=client, contract=contract, document="Д-1", why="sold")
        user = make_user(organisation, Role.CLIENT_ADMIN)
        bind_client_user(user, by=by, client=client)
    with scope(actor_for(user)) as by:
        unit = Unit.objects.get(pk=unit.pk)
        assert [(step.kind, step.value) for step in history_of(by, unit)] == [("owner", str(client))]
