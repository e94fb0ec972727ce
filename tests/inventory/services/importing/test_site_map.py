"""A whole site from a file: made from the site down, compared when it comes again, moved and deleted by nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.common.errors import AccessDenied
from apps.common.imports import runs, work
from apps.common.roles import Role
from apps.common.scope import scope
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site
from apps.inventory.services import change_power_node
from apps.inventory.services.importing.site_map import SiteMapImporter
from tests.factories import actor_for, make_user
from tests.importing import exported, imported, importer, reasons, table, tried, verdicts
from tests.inventory.factories import make_node, make_shelves, make_site

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from apps.common.imports.kinds import Decision
    from apps.inventory.services.importing.site_map.known import Known

pytestmark = pytest.mark.django_db

HEAD = (
    "Площадка;Тип площадки;Адрес;Зал;ВРУ;Питается от;Лимит, кВт;Фазы;Автомат;Стеллаж;Фаза стеллажа;Полка;"
    "Вместимость;Высота"
)
MAP = table(
    HEAD,
    "ДЦ-9;Дата-центр;Улица 1;Зал 1;ГРЩ;;800;A + B + C;1600;;;;;",
    "ДЦ-9;;;Зал 1;ВРУ-1;ГРЩ;140;;250;Стеллаж А;A;А-1-1;;4",
    "ДЦ-9;;;Зал 1;ВРУ-1;;;;;Стеллаж А;;А-1-2;2;4",
    "ДЦ-9;;;Зал 1;ВРУ-1;;;;;;;Б-1;;",
    "ДЦ-9;;;Кладовая;;;;;;;;К-1;10;",
)


def test_rows_make_what_is_missing_from_the_site_down(admin: Actor) -> None:
    run = imported(admin, "site-map", MAP)
    assert verdicts(run) == [("create", "")] * 5
    with scope(admin):
        site = Site.objects.get(name="ДЦ-9")
        assert (site.type, site.postal_address) == ("data_centre", "Улица 1")
        nodes = {node.name: node for node in PowerNode.objects.filter(site=site).select_related("parent")}
        assert (nodes["ГРЩ"].limit_w, nodes["ВРУ-1"].limit_w, nodes["ВРУ-1"].breaker_a) == (800_000, 140_000, 250)
        assert nodes["ВРУ-1"].parent == nodes["ГРЩ"]
        assert [(rack.name, rack.phase) for rack in Rack.objects.filter(room__site=site)] == [("Стеллаж А", "a")]
        shelves = Shelf.objects.filter(site=site).order_by("sort_key").select_related("rack", "power_node", "room")
        assert [
            (one.label, one.capacity, one.rack.name if one.rack else "", one.power_node.name if one.power_node else "")
            for one in shelves
        ] == [
            ("А-1-1", 1, "Стеллаж А", "ВРУ-1"),
            ("А-1-2", 2, "Стеллаж А", "ВРУ-1"),
            ("Б-1", 1, "", "ВРУ-1"),
            ("К-1", 10, "", ""),
        ]


def test_a_dry_run_writes_nothing_and_knows_what_earlier_rows_will_make(admin: Actor) -> None:
    run = tried(admin, "site-map", MAP)
    assert verdicts(run, "planned") == [("create", "")] * 5
    with scope(admin):
        assert Site.objects.filter(name="ДЦ-9").count() == 0


def test_the_export_read_again_leaves_everything_as_it_is(organisation: Organisation, admin: Actor) -> None:
    imported(admin, "site-map", MAP)
    make_shelves(make_node(make_site(organisation), limit_w=None))
    data = exported(admin, "site-map")
    run = imported(admin, "site-map", data)
    assert {outcome for outcome, _field in verdicts(run)} == {"unchanged"}
    # Two sites, three rooms, three nodes, a rack, eight shelves.
    assert run.total == 17


def test_a_row_that_differs_changes_its_places_and_an_empty_cell_leaves_a_value(admin: Actor) -> None:
    imported(admin, "site-map", MAP)
    again = table(HEAD, "ДЦ-9;;Улица 2;Зал 1;ВРУ-1;;150,5;;;Стеллаж А;B;А-1-1;3;")
    assert verdicts(imported(admin, "site-map", again)) == [("update", "")]
    with scope(admin):
        node, shelf = PowerNode.objects.get(name="ВРУ-1"), Shelf.objects.select_related("rack").get(label="А-1-1")
        assert (node.limit_w, node.breaker_a, shelf.capacity, shelf.height_units) == (150_500, 250, 3, 4)
        assert shelf.rack is not None
        assert (shelf.rack.phase, Site.objects.get(name="ДЦ-9").postal_address) == ("b", "Улица 2")


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("Новая;;;;;;;;;;;;;", "type"),
        ("ДЦ-9;;;;ВРУ-1;;;;;;;;;", "room"),
        ("ДЦ-9;;;Зал 1;;;;;;Стеллаж А;;;;", "node"),
        ("ДЦ-9;;;Зал 1;ВРУ-7;Нет такого;;;;;;;;", "node_parent"),
        ("ДЦ-9;;;Зал 1;ВРУ-1;;сто;;;;;;;", "node_limit"),
        ("ДЦ-9;;;Зал 1;ВРУ-1;;;четыре;;;;;;", "node_phases"),
        ("ДЦ-9;;;Зал 1;ГРЩ;;;;;Стеллаж А;;;;", "node"),
        ("ДЦ-9;;;Кладовая;;;;;;;;А-1-1;;", "room"),
        ("ДЦ-9;;;Кладовая;;;;;;;;К-{1..9};;", "shelf"),
        ("ДЦ-9;;;Кладовая;;;;;;;;К-1;ноль;", "capacity"),
    ],
)
def test_a_wrong_row_is_refused_at_its_field_and_the_others_are_written(admin: Actor, row: str, field: str) -> None:
    imported(admin, "site-map", MAP)
    run = imported(admin, "site-map", table(HEAD, row, "ДЦ-9;;;Зал 2;;;;;;;;;;"))
    assert verdicts(run) == [("refused", field), ("create", "")]
    with scope(admin):
        assert Room.objects.filter(name="Зал 2").count() == 1


def test_a_limit_below_the_load_is_refused_with_the_figures(organisation: Organisation, admin: Actor) -> None:
    from tests.inventory.factories import make_world, place  # noqa: PLC0415 - a world for this test alone

    world = make_world(organisation)
    place(world.units[0], world.shelves[0])
    with scope(admin):
        room = Room.objects.get(site=world.site)
    row = f"{world.site.name};;;{room.name};{world.node.name};;3;;;;;;;"
    run = imported(admin, "site-map", table(HEAD, row))
    assert verdicts(run) == [("refused", "node_limit")]
    assert "3.5" in reasons(run)[0]


POWER = table(
    "Площадка;Тип площадки;Адрес;Лимит площадки, кВт;Примечание к площадке;Зал;Лимит зала, кВт;ВРУ;Питается от;"
    "Питается из зала;Фазы;Автомат, А;Напряжение фазы, В;Использование автомата, %;Стеллаж;Фаза стеллажа;Полка;"
    "Фаза полки",
    "ДЦ-7;Дата-центр;Улица 7;1500;Ввод с севера;Ввод;;ВРУ-1;;;A + B + C;1600;240;90;;;;",
    "ДЦ-7;;;;;Зал 1;620,5;ВРУ-1;ВРУ-1;Ввод;A + B + C;630;;75;;;;",
    "ДЦ-7;;;;;Зал 1;;ВРУ-2;ВРУ-1;;B;63;;;;;;",
    "ДЦ-7;;;;;Зал 1;;ВРУ-1;;;;;;;Р-1;A + B + C;Р-1-1;A",
    "ДЦ-7;;;;;Зал 1;;ВРУ-1;;;;;;;Р-1;;Р-1-2;C",
    "ДЦ-7;;;;;Зал 1;;ВРУ-1;;;;;;;Р-2;C;Р-2-1;",
    "ДЦ-7;;;;;Зал 1;;ВРУ-1;;;;;;;;;О-1;B",
    "ДЦ-7;;;;;Склад;;;;;;;;;;;С-1;",
)


def test_a_file_carries_everything_that_limits_power(admin: Actor) -> None:
    assert verdicts(imported(admin, "site-map", POWER)) == [("create", "")] * 8
    with scope(admin):
        site = Site.objects.get(name="ДЦ-7")
        assert (site.limit_w, site.note) == (1_500_000, "Ввод с севера")
        assert dict(Room.objects.filter(site=site).values_list("name", "limit_w")) == {
            "Ввод": None,
            "Зал 1": 620_500,
            "Склад": None,
        }
        columns = ("room__name", "name", "parent__room__name", "parent__name", "phases", "breaker_a")
        nodes = PowerNode.objects.filter(site=site).order_by("room__name", "name")
        assert list(nodes.values_list(*columns, "phase_voltage_v", "derating_percent")) == [
            ("Ввод", "ВРУ-1", None, None, "abc", 1600, 240, 90),
            ("Зал 1", "ВРУ-1", "Ввод", "ВРУ-1", "abc", 630, 230, 75),
            ("Зал 1", "ВРУ-2", "Зал 1", "ВРУ-1", "b", 63, 230, 80),
        ]
        assert dict(Rack.objects.filter(room__site=site).values_list("name", "phase")) == {"Р-1": "abc", "Р-2": "c"}
        assert dict(Shelf.objects.filter(site=site).values_list("label", "phase")) == {
            "Р-1-1": "a",
            "Р-1-2": "c",
            "Р-2-1": "",
            "О-1": "b",
            "С-1": "",
        }


def test_the_export_makes_the_same_places_in_an_empty_organisation(
    admin: Actor, other_organisation: Organisation
) -> None:
    imported(admin, "site-map", MAP)
    imported(admin, "site-map", POWER)
    data = exported(admin, "site-map")
    other = actor_for(make_user(other_organisation, Role.ADMIN))
    dry = tried(other, "site-map", data)
    assert {outcome for outcome, _field in verdicts(dry, "planned")} == {"create"}
    run = imported(other, "site-map", data)
    assert {outcome for outcome, _field in verdicts(run)} == {"create"}
    assert everything(other) == everything(admin)
    again = imported(other, "site-map", exported(other, "site-map"))
    assert {outcome for outcome, _field in verdicts(again)} == {"unchanged"}


def everything(actor: Actor) -> list[tuple[str, ...]]:
    """Return every cell of the export."""
    with scope(actor):
        kind = importer("site-map")
        return [tuple(str(column.value(row)) for column in kind.columns()) for row in kind.rows(actor)]


def test_a_dry_run_of_many_rows_knows_what_its_first_batch_promised(
    admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "CHECKED_AT_ONCE", 1)
    run = tried(admin, "site-map", POWER)
    assert verdicts(run, "planned") == [("create", "")] * 8


def test_a_hyphen_erases_limits_breaker_feed_and_phase(admin: Actor) -> None:
    imported(admin, "site-map", POWER)
    rows = table(
        "Площадка;Лимит площадки, кВт;Примечание к площадке;Зал;Лимит зала, кВт;ВРУ;Питается от;Автомат;"
        "Полка;Фаза полки",
        "ДЦ-7;-;-;Зал 1;-;ВРУ-2;-;-;;",
        "ДЦ-7;;;Зал 1;;ВРУ-1;;;О-1;-",
    )
    assert verdicts(imported(admin, "site-map", rows)) == [("update", "")] * 2
    with scope(admin):
        site, room = Site.objects.get(name="ДЦ-7"), Room.objects.get(name="Зал 1")
        node, shelf = PowerNode.objects.get(room=room, name="ВРУ-2"), Shelf.objects.get(label="О-1")
        assert (site.limit_w, site.note, room.limit_w) == (None, "", None)
        assert (node.parent, node.breaker_a, shelf.phase) == (None, None, "")


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("ДЦ-7;;;;;Зал 1;;ВРУ-3;ВРУ-2;;C;;;;;;;", "node_phases"),
        ("ДЦ-7;;;;;Зал 1;;ВРУ-3;ВРУ-1;Склад;;;;;;;;", "node_parent"),
        ("ДЦ-7;;;;;Зал 1;;ВРУ-1;ВРУ-2;;;;;;;;;", "node_phases"),
        ("ДЦ-7;;;;;Зал 1;;ВРУ-2;;;;;;;Р-9;A;;", "rack_phase"),
        ("ДЦ-7;;;;;Зал 1;;ВРУ-1;;;;;;;Р-2;;Р-2-2;A", "shelf_phase"),
        ("ДЦ-7;;;;;Зал 1;;ВРУ-2;;;;;;;;;О-9;C", "shelf_phase"),
        ("ДЦ-7;;;;;Склад;;;;;;;;;;;С-2;A", "shelf_phase"),
        ("ДЦ-7;;;;;Зал 1;;ВРУ-1;;;;;0;;;;;", "node_voltage"),
        ("ДЦ-7;;;;;Зал 1;;ВРУ-1;;;;;;101;;;;", "node_use"),
        ("ДЦ-7;;;много;;;;;;;;;;;;;;", "site_limit"),
        ("ДЦ-7;;;;;Зал 1;0;;;;;;;;;;;", "room_limit"),
    ],
)
def test_a_dry_run_names_the_column_of_a_figure_or_phase_that_cannot_be(admin: Actor, row: str, field: str) -> None:
    rows = POWER.decode().splitlines()
    run = tried(admin, "site-map", table(*rows, row))
    assert verdicts(run, "planned")[-1] == ("refused", field)
    imported(admin, "site-map", POWER)
    run = imported(admin, "site-map", table(rows[0], row))
    assert verdicts(run) == [("refused", field)]


def test_a_refusal_of_a_service_names_the_column_of_the_file(admin: Actor) -> None:
    imported(admin, "site-map", POWER)
    head = POWER.decode().splitlines()[0]
    run = imported(admin, "site-map", table(head, "ДЦ-7;;;;;Зал 1;;ВРУ-1;;;A;;;;;;;"))
    assert verdicts(run) == [("refused", "node_phases")]
    assert "ВРУ-2" in reasons(run)[0]


def test_only_who_manages_places_imports_them(manager: Actor) -> None:
    with scope(manager), pytest.raises(AccessDenied):
        runs.open_run(importer("site-map"), by=manager, data=MAP, filename="map.csv")


def test_a_dry_run_decides_each_row_once_and_reads_only_the_shelves_that_a_batch_names(
    admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(admin, "site-map", MAP)
    racks = [f"ДЦ-9;;;Зал 2;ВРУ-2;;;;;Стеллаж {rack};;Р-{rack}-{one};;" for rack in range(6) for one in range(4)]
    monkeypatch.setattr(work, "CHECKED_AT_ONCE", 4)
    decided, known = watched(monkeypatch)
    run = tried(admin, "site-map", table(HEAD, *racks, "ДЦ-9;;;Зал 1;ВРУ-1;;;;;Стеллаж А;;А-1-1;;"))
    assert verdicts(run, "planned") == [("create", "")] * 24 + [("unchanged", "")]
    assert len(decided) == 25
    assert [sum(key[0] == "shelf" for key in one.places) for one in known[-7:]] == [0] * 6 + [1]


def test_a_worker_that_takes_up_a_dry_run_decides_again_what_the_rows_before_promised(
    admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "CHECKED_AT_ONCE", 3)
    kind = importer("site-map")
    with scope(admin):
        run = runs.open_run(kind, by=admin, data=POWER, filename="map.csv")
        runs.check_run(run, by=admin, columns=run.mapping)
    keep, after = work._keep, iter((True, False, False, False))

    def stopped(*args: object) -> None:
        keep(*args)  # type: ignore[arg-type]
        if not next(after):
            raise RuntimeError("the worker was stopped")

    monkeypatch.setattr(work, "_keep", stopped)
    with pytest.raises(RuntimeError, match="stopped"):
        work.work(run.pk)
    monkeypatch.setattr(work, "_keep", keep)
    work.work(run.pk)
    assert verdicts(run, "planned") == [("create", "")] * 8


def watched(monkeypatch: pytest.MonkeyPatch) -> tuple[list[object], list[Known]]:
    """Return the rows that a kind decides, and what it knows before each batch, filled as it works."""
    decided: list[object] = []
    known: list[Known] = []
    decide, prepare = SiteMapImporter.decide, SiteMapImporter.prepare

    def deciding(self: SiteMapImporter, by: Actor, row: Mapping[str, str], here: Known) -> Decision:
        decided.append(row)
        return decide(self, by, row, here)

    def preparing(self: SiteMapImporter, by: Actor, rows: Sequence[Mapping[str, str]]) -> Known:
        known.append(prepare(self, by, rows))
        return known[-1]

    monkeypatch.setattr(SiteMapImporter, "decide", deciding)
    monkeypatch.setattr(SiteMapImporter, "prepare", preparing)
    return decided, known


def test_names_in_another_case_are_the_same_places(admin: Actor) -> None:
    imported(admin, "site-map", MAP)
    again = table(HEAD, "дц-9;;;ЗАЛ 1;вру-1;;;;;стеллаж а;;а-1-1;;")
    assert verdicts(tried(admin, "site-map", again), "planned") == [("unchanged", "")]


def test_the_export_names_a_feeding_node_before_what_it_feeds(organisation: Organisation, admin: Actor) -> None:
    site = make_site(organisation)
    last = make_node(site, name="А", limit_w=None)
    for name in ("Б", "В"):
        above = make_node(site, name=name, limit_w=None)
        with scope(admin):
            change_power_node(by=admin, node=last, version=last.version, parent=above)
        last = above
    with scope(admin):
        names = [row.node.name for row in importer("site-map").rows(admin) if row.node]
    assert names == ["В", "Б", "А"]
