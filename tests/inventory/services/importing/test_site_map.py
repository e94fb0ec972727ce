"""A whole site from a file: made from the site down, compared when it comes again, moved and deleted by nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.common.errors import AccessDenied
from apps.common.imports import runs
from apps.common.scope import scope
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site
from tests.importing import exported, imported, importer, reasons, table, tried, verdicts
from tests.inventory.factories import make_node, make_shelves, make_site

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

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
    assert verdicts(run) == [("refused", "limit_w")]
    assert "3.5" in reasons(run)[0]


def test_only_who_manages_places_imports_them(manager: Actor) -> None:
    with scope(manager), pytest.raises(AccessDenied):
        runs.open_run(importer("site-map"), by=manager, data=MAP, filename="map.csv")
