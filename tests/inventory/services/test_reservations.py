"""Reservations of power: held against everybody else, used up by whom they are for, lapsed, given back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from apps.audit.models import AuditRecord
from apps.common.clock import now
from apps.common.errors import AccessDenied, Conflict, Invalid
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory import services
from apps.inventory.exceptions import LimitBelowLoad, OverLimit, OverPhaseLimit, WrongPhase
from apps.inventory.models import PowerReservation, ReservedUnit, Unit
from apps.inventory.selectors import held_now, loads_of_sites
from apps.inventory.tasks import lapse
from tests.crm.factories import make_client, make_contract
from tests.inventory.factories import make_node, make_shelves, make_site, make_units, place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


def reserve(by: Actor, world: World, **values: Any) -> PowerReservation:
    """Hold power on the world's node (limit 10 kW, units of 3.5 kW) for a day."""
    given: dict[str, Any] = {"power_node": world.node, "document": "ПМ-7", "until": now() + timedelta(days=1)}
    return services.reserve_power(by=by, **(given | values))


def records(verb: str) -> int:
    return AuditRecord.objects.filter(action=f"inventory.power_reservation.{verb}").count()


def test_what_is_reserved_counts_against_everybody_else_and_the_refusal_says_so(world: World) -> None:
    with scope(world.technician) as by:
        reserve(by, world, power_w=7_000)
        with pytest.raises(OverLimit) as refusal:
            services.place_unit(by=by, unit=world.units[0], shelf=world.shelves[0])
        told = refusal.value.params
        assert (told["used_kw"], told["reserved_kw"], told["free_kw"]) == ("0.0", "7.0", "3.0")
        load = loads_of_sites(by, [world.site.pk])[world.site.pk]
        assert (load.nodes[world.node.pk].reserved_w, load.site.reserved_w) == (7_000, 7_000)
        assert load.nodes[world.node.pk].used_w == 0
    with scope(world.admin):
        assert records("create") == 1


def test_the_unit_it_is_for_is_placed_and_uses_it_up(world: World) -> None:
    with scope(world.technician) as by:
        row = reserve(by, world, units=world.units[:2])
        with pytest.raises(OverLimit):
            services.place_unit(by=by, unit=world.units[2], shelf=world.shelves[2])
        services.place_unit(by=by, unit=world.units[0], shelf=world.shelves[0])
        kept = PowerReservation.objects.get(pk=row.pk)
        assert (kept.held_w, kept.state, ReservedUnit.objects.filter(is_open=True).count()) == (3_500, "active", 1)
        services.place_unit(by=by, unit=world.units[1], shelf=world.shelves[1])
        kept.refresh_from_db()
        assert (kept.held_w, kept.state) == (0, "used")
        assert kept.ended_at is not None
    with scope(world.admin):
        assert records("use") == 2


def test_a_clients_units_use_up_what_is_held_for_the_client(organisation: Organisation, world: World) -> None:
    stranger = make_units(make_contract(make_client(organisation)), world.site, model=world.model)[0]
    with scope(world.admin) as by:
        row = reserve(by, world, power_w=8_000, client=world.client)
    with scope(world.technician) as by:
        with pytest.raises(OverLimit):
            services.place_unit(by=by, unit=stranger, shelf=world.shelves[3])
        for unit, shelf in zip(world.units[:2], world.shelves[:2], strict=True):
            services.place_unit(by=by, unit=unit, shelf=shelf)
        assert PowerReservation.objects.get(pk=row.pk).held_w == 1_000
        with pytest.raises(OverLimit):
            services.place_unit(by=by, unit=world.units[2], shelf=world.shelves[2])
        assert PowerReservation.objects.get(pk=row.pk).held_w == 1_000


def test_a_unit_that_stands_under_the_node_already_takes_nothing_of_what_its_client_is_to_bring(world: World) -> None:
    place(world.units[0], world.shelves[0])
    with scope(world.technician) as by:
        row = reserve(by, world, power_w=6_500, client=world.client)
        services.place_unit(by=by, unit=world.units[0], shelf=world.shelves[1])
        assert PowerReservation.objects.get(pk=row.pk).held_w == 6_500
        services.place_unit(by=by, unit=world.units[1], shelf=world.shelves[0])
        assert PowerReservation.objects.get(pk=row.pk).held_w == 3_000


def test_of_two_reservations_for_a_client_the_first_to_end_is_used_first(world: World) -> None:
    with scope(world.technician) as by:
        longer = reserve(by, world, power_w=4_000, client=world.client, until=now() + timedelta(days=2))
        shorter = reserve(by, world, power_w=4_000, client=world.client)
        services.place_unit(by=by, unit=world.units[0], shelf=world.shelves[0])
        held = dict(PowerReservation.objects.values_list("pk", "held_w"))
        assert held == {longer.pk: 4_000, shorter.pk: 500}


def test_a_unit_placed_at_one_site_leaves_what_is_held_for_it_at_another(
    organisation: Organisation, world: World
) -> None:
    elsewhere = make_shelves(make_node(make_site(organisation)), "E-{1..1}")[0]
    with scope(world.admin) as by:
        row = reserve(by, world, power_node=elsewhere.power_node, units=world.units[:1])
        pairs = [(world.units[1], elsewhere), (world.units[0], world.shelves[0])]
        answers = services.place_units(by=by, pairs=pairs, site=world.site)
        assert [answer.refusal is None for answer in answers] == [False, True]
        kept = PowerReservation.objects.get(pk=row.pk)
        assert (kept.state, kept.held_w) == ("active", 3_500)


def test_a_reserved_unit_placed_under_another_node_of_the_site_frees_the_power(world: World) -> None:
    elsewhere = make_shelves(make_node(world.site), "E-{1..1}")[0]
    with scope(world.technician) as by:
        row = reserve(by, world, units=world.units[:1])
        services.place_unit(by=by, unit=world.units[0], shelf=elsewhere)
        assert PowerReservation.objects.get(pk=row.pk).state == "used"
        assert loads_of_sites(by, [world.site.pk])[world.site.pk].nodes[world.node.pk].reserved_w == 0


def test_no_more_is_reserved_than_there_is(world: World) -> None:
    place(world.units[0], world.shelves[0])
    with scope(world.technician) as by:
        reserve(by, world, power_w=6_000)
        with pytest.raises(OverLimit) as refusal:
            reserve(by, world, power_w=501)
        assert refusal.value.field == "power_w"
        assert reserve(by, world, power_w=500).held_w == 500
        with pytest.raises(LimitBelowLoad):
            services.change_power_node(by=world.admin, node=world.node, version=1, limit_w=9_000)


def test_a_phase_is_reserved_and_its_breaker_counts_it(world: World) -> None:
    node = make_node(world.site, limit_w=None, breaker_a=25)
    on_a, on_b = make_shelves(node, "P-{1..1}", phase="a")[0], make_shelves(node, "Q-{1..1}", phase="b")[0]
    single = make_node(world.site, phases="b")
    with scope(world.technician) as by:
        reserve(by, world, power_node=node, power_w=4_000, phases="a")
        with pytest.raises(OverPhaseLimit):
            services.place_unit(by=by, unit=world.units[0], shelf=on_a)
        assert services.place_unit(by=by, unit=world.units[0], shelf=on_b).shelf_id == on_b.pk
        with pytest.raises(WrongPhase):
            reserve(by, world, power_node=single, power_w=100, phases="a")
        assert reserve(by, world, power_node=single, power_w=100).phases == "b"


def test_a_node_keeps_the_phase_on_which_power_is_held(world: World) -> None:
    node = make_node(world.site, limit_w=None, breaker_a=25)
    with scope(world.admin) as by:
        row = reserve(by, world, power_node=node, power_w=4_000, phases="b")
        with pytest.raises(WrongPhase) as refusal:
            services.change_power_node(by=by, node=node, version=1, phases="a")
        assert (refusal.value.field, refusal.value.params["below"]) == ("phases", "ПМ-7")
        assert services.change_power_node(by=by, node=node, version=1, phases="b").phases == "b"
        services.release_power(by=by, reservation=row, why="they are not coming")
        assert services.change_power_node(by=by, node=node, version=2, phases="c").phases == "c"


def test_nothing_is_held_any_more_once_its_time_is_over_even_before_the_job_comes_by(world: World) -> None:
    with scope(world.technician) as by:
        row = reserve(by, world, units=world.units[:2])
    with system_scope(SystemJob.MAINTENANCE):
        PowerReservation.objects.filter(pk=row.pk).update(until=now() - timedelta(seconds=1))
    with scope(world.technician) as by:
        assert list(held_now(by)) == []
        assert services.place_unit(by=by, unit=world.units[2], shelf=world.shelves[2]).shelf_id
        assert reserve(by, world, units=world.units[:1], document="ПМ-8").held_w == 3_500
        assert PowerReservation.objects.get(pk=row.pk).state == "lapsed"
    with scope(world.admin):
        assert records("lapse") == 1


def test_the_periodic_job_ends_what_is_over_once(world: World) -> None:
    with scope(world.technician) as by:
        row, other = reserve(by, world, power_w=1_000), reserve(by, world, power_w=1_000)
    with system_scope(SystemJob.MAINTENANCE):
        PowerReservation.objects.filter(pk=row.pk).update(until=now() - timedelta(seconds=1))
    assert (lapse(), lapse()) == (1, 0)
    with scope(world.admin):
        states = dict(PowerReservation.objects.values_list("pk", "state"))
        assert (states[row.pk], states[other.pk], records("lapse")) == ("lapsed", "active", 1)


def test_power_given_back_is_free_and_needs_a_reason(world: World) -> None:
    with scope(world.technician) as by:
        row = reserve(by, world, power_w=10_000)
        with pytest.raises(Invalid):
            services.release_power(by=by, reservation=row, why=" ")
        services.release_power(by=by, reservation=row, why="they are not coming")
        assert services.place_unit(by=by, unit=world.units[0], shelf=world.shelves[0]).shelf_id
        with pytest.raises(Conflict):
            services.release_power(by=by, reservation=row, why="again")
        with pytest.raises(Conflict):
            services.prolong_reservation(by=by, reservation=row, version=2, until=now() + timedelta(days=2))


def test_a_reservation_is_held_longer(world: World) -> None:
    later = now() + timedelta(days=9)
    with scope(world.technician) as by:
        row = reserve(by, world, power_w=1_000)
        assert services.prolong_reservation(by=by, reservation=row, version=1, until=later).until == later


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"document": " ", "power_w": 1}, "document"),
        ({}, "power_w"),
        ({"power_w": 0}, "power_w"),
        ({"power_w": 1, "until": now() - timedelta(days=1)}, "until"),
    ],
)
def test_a_reservation_says_what_how_much_and_until_when(world: World, values: dict[str, Any], field: str) -> None:
    with scope(world.technician) as by:
        with pytest.raises(Invalid) as refusal:
            reserve(by, world, **values)
        assert refusal.value.field == field
        assert PowerReservation.objects.count() == 0


def test_power_is_held_once_for_a_unit_and_not_for_one_that_stands_there(world: World) -> None:
    place(world.units[1], world.shelves[1])
    with scope(world.technician) as by:
        reserve(by, world, units=world.units[:1])
        for unit in world.units[:2]:
            with pytest.raises(Conflict):
                reserve(by, world, units=[unit])
        assert PowerReservation.objects.count() == 1
        assert Unit.objects.get(pk=world.units[0].pk).shelf_id is None


def test_an_accountant_reserves_nothing(world: World, actors: Mapping[Role, Actor]) -> None:
    with scope(actors[Role.ACCOUNTANT]) as by, pytest.raises(AccessDenied):
        reserve(by, world, power_w=1_000)
