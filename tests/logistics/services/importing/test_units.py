"""Equipment from a file: taken in by acts, expected, changed, placed; exported and read again as it is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from apps.common.errors import AccessDenied
from apps.common.imports import runs
from apps.common.roles import Role
from apps.common.scope import scope
from apps.inventory.enums import SiteType
from apps.inventory.models import Unit, UnitOwnership
from apps.inventory.services import set_network_identity
from apps.logistics.models import CustodyRecord, IntakeAct
from tests.crm.factories import make_client, make_contract
from tests.factories import actor_for, make_user
from tests.importing import exported, imported, importer, reasons, table, tried, verdicts
from tests.inventory.factories import make_site, make_units, make_world

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db
HEAD = (
    "Серийный номер;Модель;Клиент;Договор;Статус;Площадка;Полка;Собственная мощность, кВт;Причина мощности;"
    "MAC;Гарантия с;Гарантия месяцев;Стоимость;Инв номер;Комплектность"
)


@pytest.fixture
def world(organisation: Organisation) -> World:
    return make_world(organisation)


def row(world: World, serial: str, **cells: str) -> str:
    """A line of the file: a unit of the world's client that comes in at its site, with these cells otherwise."""
    told = {
        "model": world.model.name,
        "client": world.client.name,
        "contract": world.contract.number or "",
        "state": "",
        "site": world.site.name,
        "shelf": "",
        "power": "",
        "why": "",
        "mac": "",
        "from": "",
        "months": "",
        "value": "",
        "label": "",
        "complete": "",
    } | cells
    return ";".join([serial, *told.values()])


def test_units_come_in_by_one_act_with_what_the_file_says(world: World) -> None:
    data = table(
        HEAD,
        row(world, "imp-0001", mac="aa:bb:cc:00:00:01", value="250 000,50", label="Б-17", complete="кабель"),
        row(world, "IMP0002", power="3,2", why="тюнинг", **{"from": "10.03.2026", "months": "12"}),
    )
    run = imported(world.admin, "units", data)
    assert verdicts(run) == [("create", ""), ("create", "")]
    with scope(world.admin):
        act = IntakeAct.objects.get()
        assert (act.unit_count, act.power_w) == (2, 6700)
        first, second = Unit.objects.filter(serial__startswith="IMP").order_by("serial")
        assert (first.serial, first.state, first.site, first.mac) == (
            "IMP-0001",
            "stored",
            world.site,
            "AA:BB:CC:00:00:01",
        )
        assert (str(first.declared_value), first.label, act.lines.get(unit=first).completeness) == (
            "250000.50",
            "Б-17",
            "кабель",
        )
        assert (second.power_w, second.power_override_reason, second.warranty_until) == (
            3200,
            "тюнинг",
            date(2027, 3, 9),
        )
        assert CustodyRecord.objects.filter(unit=first, document=act.number).count() == 1


def test_expected_units_stand_nowhere_and_come_in_by_a_second_file(world: World) -> None:
    expected = row(world, "IMP0001", state="Ожидается", site="")
    assert verdicts(imported(world.admin, "units", table(HEAD, expected))) == [("create", "")]
    with scope(world.admin):
        unit = Unit.objects.get(serial="IMP0001")
        assert (unit.state, unit.site, IntakeAct.objects.count()) == ("expected", None, 0)
    assert verdicts(imported(world.admin, "units", table(HEAD, expected))) == [("unchanged", "")]
    arrives = table(HEAD, row(world, "IMP0001", state="На хранении", mac="aa:bb:cc:00:00:09"))
    assert verdicts(imported(world.admin, "units", arrives)) == [("update", "")]
    with scope(world.admin):
        unit.refresh_from_db()
        assert (unit.state, unit.site_id, unit.mac) == ("stored", world.site.pk, "AA:BB:CC:00:00:09")


def test_units_are_placed_and_what_does_not_fit_is_refused_with_the_figures_alone(world: World) -> None:
    lines = [row(world, f"IMP000{number}", shelf=f"A-{number}") for number in range(1, 5)]
    run = imported(world.admin, "units", table(HEAD, *lines))
    assert verdicts(run) == [("create", ""), ("create", ""), ("refused", "shelf"), ("refused", "shelf")]
    assert ["10.0" in reason for reason in reasons(run)] == [True, True]
    with scope(world.admin):
        placed = Unit.objects.filter(serial__startswith="IMP").order_by("serial")
        assert [(unit.serial, unit.state) for unit in placed] == [("IMP0001", "in_service"), ("IMP0002", "in_service")]
        # What was refused left no trace: one act of two units.
        assert [act.unit_count for act in IntakeAct.objects.all()] == [2]


def test_the_status_of_a_unit_that_comes_in_is_what_follows_or_the_row_is_refused(
    organisation: Organisation, world: World
) -> None:
    open_site = make_site(organisation, address_storage=False)
    store = make_site(organisation, SiteType.WAREHOUSE)
    lines = (
        row(world, "IMP0001", site=open_site.name, state="В работе"),
        row(world, "IMP0002", site=open_site.name, state="На хранении"),
        row(world, "IMP0003", site=open_site.name),
        row(world, "IMP0004", site=store.name, state="В работе"),
        row(world, "IMP0005", state="В работе", shelf="A-1"),
    )
    run = imported(world.admin, "units", table(HEAD, *lines))
    assert verdicts(run) == [("create", "")] * 3 + [("refused", "state"), ("create", "")]
    with scope(world.admin):
        assert dict(Unit.objects.filter(serial__startswith="IMP").values_list("serial", "state")) == {
            "IMP0001": "in_service",
            "IMP0002": "stored",
            "IMP0003": "stored",
            "IMP0005": "in_service",
        }


def test_a_unit_that_is_here_changes_where_the_row_differs(organisation: Organisation, world: World) -> None:
    client = make_client(organisation)
    other = make_contract(client)
    unit = world.units[0]
    told = row(
        world,
        unit.serial,
        client=client.name,
        contract=other.number or "",
        shelf="A-1",
        power="2,9",
        why="тюнинг",
        mac="aa:bb:cc:00:00:07",
        label="X-1",
    )
    assert verdicts(imported(world.admin, "units", table(HEAD, told))) == [("update", "")]
    with scope(world.admin):
        unit.refresh_from_db()
        assert (unit.owner_id, unit.contract_id, unit.state) == (client.pk, other.pk, "in_service")
        assert (unit.power_w, unit.label, unit.mac) == (2900, "X-1", "AA:BB:CC:00:00:07")
        assert UnitOwnership.objects.filter(unit=unit).count() == 2
    assert verdicts(imported(world.admin, "units", table(HEAD, told))) == [("unchanged", "")]


def test_the_export_read_again_leaves_everything_as_it_is(world: World) -> None:
    imported(world.admin, "units", table(HEAD, row(world, "IMP0001", shelf="A-1", label="+7-A")))
    with scope(world.admin) as by:
        set_network_identity(by=by, unit=world.units[0], mac="aa:bb:cc:dd:00:01", ip="10.0.0.4")
    imported(world.admin, "units", table(HEAD, row(world, "IMP0002", state="Ожидается", site="")))
    run = imported(world.admin, "units", exported(world.admin, "units"))
    assert (run.result, reasons(run)) == ({"unchanged": 6}, [])


def test_network_addresses_are_exported_to_those_alone_who_may_set_them(world: World, manager: Actor) -> None:
    with scope(world.admin) as by:
        set_network_identity(by=by, unit=world.units[0], mac="aa:bb:cc:dd:00:01")
    found = {}
    for actor in (world.admin, manager):
        with scope(actor):
            kind = importer("units")
            column = next(one for one in kind.columns() if one.key == "mac")
            found[actor.role] = next(column.exported(unit) for unit in kind.rows(actor))
    assert found == {Role.ADMIN: "AA:BB:CC:DD:00:01", Role.MANAGER: ""}


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"model": "Нет такой"}, "model"),
        ({"client": "Нет такого"}, "client"),
        ({"contract": "Д-404"}, "contract"),
        ({"site": "Луна"}, "site"),
        ({"site": ""}, "site"),
        ({"shelf": "Z-99"}, "shelf"),
        ({"state": "Ожидается"}, "site"),
        ({"state": "Утеряно"}, "state"),
        ({"state": "В работе"}, "shelf"),
        ({"state": "На хранении", "shelf": "A-1"}, "state"),
        ({"mac": "zz"}, "mac"),
        ({"power": "3,5"}, "power_reason"),
        ({"power": "много", "why": "x"}, "power_kw"),
        ({"from": "вчера"}, "warranty_from"),
        ({"months": "12"}, "warranty_from"),
        ({"value": "-5"}, "declared_value"),
    ],
)
def test_a_wrong_row_is_refused_at_its_field_and_the_others_come_in(
    world: World, cells: dict[str, str], field: str
) -> None:
    run = imported(world.admin, "units", table(HEAD, row(world, "IMP0001", **cells), row(world, "IMP0002")))
    assert verdicts(run) == [("refused", field), ("create", "")]
    with scope(world.admin):
        assert list(Unit.objects.filter(serial__startswith="IMP").values_list("serial", flat=True)) == ["IMP0002"]


def test_a_file_moves_nothing_and_changes_no_status(organisation: Organisation, world: World) -> None:
    elsewhere = make_site(organisation)
    unit = world.units[0]
    lines = (
        row(world, unit.serial, site=elsewhere.name),
        row(world, unit.serial, state="Списано"),
        row(world, unit.serial, model=make_units(world.contract, world.site)[0].model.name),
        row(world, "плохой номер"),
    )
    run = imported(world.admin, "units", table(HEAD, *lines))
    assert [field for _outcome, field in verdicts(run)] == ["site", "state", "model", "serial"]


def test_the_same_unit_twice_in_a_file_comes_in_once(world: World) -> None:
    run = imported(world.admin, "units", table(HEAD, row(world, "IMP0001"), row(world, "imp0001")))
    assert verdicts(run) == [("create", ""), ("unchanged", "")]


def test_a_manager_takes_units_in_but_corrects_and_places_none(world: World, manager: Actor) -> None:
    lines = (row(world, "IMP0001"), row(world, "IMP0002", shelf="A-1"), row(world, world.units[0].serial, label="X"))
    run = imported(manager, "units", table(HEAD, *lines))
    assert verdicts(run) == [("create", ""), ("refused", "shelf"), ("refused", "serial")]


def test_a_dry_run_writes_nothing(world: World) -> None:
    run = tried(world.admin, "units", table(HEAD, row(world, "IMP0001"), row(world, "IMP0002", site="Луна")))
    assert verdicts(run, "planned") == [("create", ""), ("refused", "site")]
    with scope(world.admin):
        assert (Unit.objects.filter(serial__startswith="IMP").count(), IntakeAct.objects.count()) == (0, 0)


def test_a_warehouse_keeper_imports_nothing(organisation: Organisation) -> None:
    keeper = actor_for(make_user(organisation, Role.WAREHOUSE))
    with scope(keeper), pytest.raises(AccessDenied):
        runs.open_run(importer("units"), by=keeper, data=table(HEAD, "A"), filename="x.csv")
