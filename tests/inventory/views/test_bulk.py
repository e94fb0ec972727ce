"""Many units at once: a list pasted or ticked, what will happen with the numbers, a result for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from apps.accounts.models import User
from apps.audit.models import AuditRecord
from apps.common.errors import Invalid
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory import services
from apps.inventory.enums import UnitVerb
from apps.inventory.exceptions import WrongPattern
from apps.inventory.models import Unit, UnitOwnership
from apps.inventory.permissions import UNIT_PLACE
from apps.inventory.selectors.filling import free_places, named_units
from tests.browser import Browser
from tests.crm.factories import make_client, make_contract
from tests.factories import make_user
from tests.inventory.factories import make_shelves, make_site, make_store, make_units, make_world, place

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db
PAGE = "/equipment/bulk/"


def browser_of(actor: Actor) -> Browser:
    browser = Browser()
    with system_scope(SystemJob.MAINTENANCE):
        browser.sign_in_as(User.objects.get(pk=actor.person_id))
    return browser


def shelves_of(units: list[Unit]) -> list[str]:
    with system_scope(SystemJob.MAINTENANCE):
        found = Unit.objects.select_related("shelf").in_bulk([unit.pk for unit in units])
    return [found[unit.pk].shelf.label if found[unit.pk].shelf else "" for unit in units]  # type: ignore[union-attr]  # asked just before


def test_a_pasted_list_is_shown_with_its_numbers_and_done_only_when_confirmed(world: World) -> None:
    browser = browser_of(world.technician)
    pasted = f"{world.units[1].serial}\n{world.units[0].serial[-4:]}; NOSUCH99, {world.units[1].serial}"
    typed: dict[str, Any] = {"serials": pasted, "operation": "place", "first_shelf": "A-2"}
    asked = browser.post(PAGE, typed)
    plan = asked.context["plan"]
    assert [(line.unit.serial, line.then) for line in plan.lines] == [
        (world.units[1].serial, f"{world.site.name} · A-2"),
        (world.units[0].serial, f"{world.site.name} · A-3"),
    ]
    assert plan.summary == "2 of 2 units, 7 kW: Place or move on shelves."
    assert asked.context["unknown"] == ["NOSUCH99", world.units[1].serial]
    assert shelves_of(world.units[:2]) == ["", ""]
    done = browser.post(PAGE, typed | {"confirmed": "1"})
    assert [(result.unit.serial, result.refusal) for result in done.context["results"]] == [
        (world.units[1].serial, None),
        (world.units[0].serial, None),
    ]
    assert shelves_of(world.units[:2]) == ["A-3", "A-2"]


def test_a_refused_unit_disturbs_no_other_and_says_why(world: World) -> None:
    serials = "\n".join(unit.serial for unit in world.units)
    done = browser_of(world.technician).post(
        PAGE, {"serials": serials, "operation": "place", "first_shelf": "A-1", "confirmed": "1"}
    )
    results = done.context["results"]
    assert [result.refusal is None for result in results] == [True, True, False, False]
    assert "limit 10.0 kW" in results[2].refusal.message
    assert shelves_of(world.units) == ["A-1", "A-2", "", ""]


def test_rows_ticked_in_the_list_open_the_page(world: World) -> None:
    answer = browser_of(world.technician).post(
        "/equipment/", {"bulk": "bulk", "selected": [unit.uid for unit in world.units[:2]]}
    )
    assert answer.context["form"]["serials"].value().split() == [unit.serial for unit in world.units[:2]]


def test_units_are_taken_off_assigned_and_change_their_status_together(
    organisation: Organisation, world: World
) -> None:
    browser, pair = browser_of(world.admin), world.units[:2]
    for unit, shelf in zip(pair, world.shelves, strict=False):
        place(unit, shelf)
    client = make_client(organisation)
    other = make_contract(client)
    serials = "\n".join(unit.serial for unit in pair)
    for typed in (
        {"operation": "take_off"},
        {"operation": "assign", "client": client.pk, "contract": other.pk, "document": "Д-1", "why": "sold"},
        {"operation": "state", "verb": "send_to_repair", "why": "dust"},
    ):
        done = browser.post(PAGE, {"serials": serials, "confirmed": "1"} | typed)
        assert [result.refusal for result in done.context["results"]] == [None, None]
    with scope(world.admin):
        found = Unit.objects.filter(pk__in=[unit.pk for unit in pair])
        told = {(unit.state, unit.owner_id, unit.contract_id, unit.shelf_id) for unit in found}
        assert told == {("in_repair", client.pk, other.pk, None)}
        assert AuditRecord.objects.filter(action="inventory.unit.transfer").count() == 2


def test_what_will_happen_names_what_is_now_and_then_and_what_stands_in_the_way(
    organisation: Organisation, world: World
) -> None:
    browser, (first, second, *_rest) = browser_of(world.admin), world.units
    place(first, world.shelves[0])
    client, site = make_client(organisation), world.site.name
    theirs, others = make_contract(client), make_contract(make_client(organisation))
    named: dict[str, Any] = {"serials": f"{first.serial} {second.serial}", "why": "because"}

    def lines(**typed: Any) -> list[tuple[str, str, str]]:
        plan = browser.post(PAGE, named | typed).context["plan"]
        return [(line.now, line.then, line.trouble) for line in plan.lines]

    assert lines(operation="take_off") == [
        (f"{site} · A-1", f"{site} · not placed", ""),
        (site, "", f"Unit {second.serial} is on no shelf."),
    ]
    assert lines(operation="state", verb="write_off") == [
        (f"{site} · A-1", "", "not possible: In service"),
        (site, "Written off", ""),
    ]
    assign = {"operation": "assign", "client": client.pk, "document": "Д-1"}
    now, then = f"{world.client} · {world.contract}", f"{client} · {theirs}"
    assert lines(**assign, contract=theirs.pk) == [(now, then, "")] * 2
    wrong = browser.post(PAGE, named | assign | {"contract": others.pk})
    assert (wrong.status_code, wrong.context["form"].errors["contract"]) == (
        422,
        ["The contract belongs to another client."],
    )
    where = browser.post(PAGE, named | {"operation": "state", "verb": "find"})
    assert (where.status_code, list(where.context["form"].errors)) == (422, ["site"])


def test_a_unit_that_is_theirs_already_gets_no_second_fact(world: World) -> None:
    with scope(world.admin) as by:
        services.transfer_ownership(
            by=by, unit=world.units[0], client=world.client, contract=world.contract, document="Д-1", why="again"
        )
        assert UnitOwnership.objects.filter(unit=world.units[0]).count() == 1
        assert AuditRecord.objects.filter(action="inventory.unit.transfer").count() == 0


def test_what_an_operation_needs_is_asked_for_at_its_field(world: World) -> None:
    browser = browser_of(world.admin)
    for operation, fields in (
        ("place", ["first_shelf"]),
        ("assign", ["client", "document", "why"]),
        ("state", ["verb", "why"]),
    ):
        answer = browser.post(PAGE, {"serials": world.units[0].serial, "operation": operation})
        assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, fields)


def test_a_technician_is_offered_placing_alone(world: World) -> None:
    browser = browser_of(world.technician)
    assert [key for key, _title, _chosen in browser.get(PAGE).context["operations"]] == ["place", "take_off"]
    typed = {"serials": world.units[0].serial, "operation": "state", "verb": "write_off", "why": "x", "confirmed": "1"}
    assert browser.post(PAGE, typed).status_code == 422


def test_a_manager_opens_no_such_page(organisation: Organisation) -> None:
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.MANAGER))
    assert browser.get(PAGE).status_code == 403


def test_free_places_follow_in_reading_order_a_place_each(organisation: Organisation, world: World) -> None:
    store = make_site(organisation)
    make_store(store, "S-{1..12}", capacity=2)
    unit = make_units(world.contract, store, model=world.model)[0]
    with scope(world.admin) as by:
        first = free_places(by, store, "S-2", 3)
        assert [shelf.label for shelf in first] == ["S-2", "S-2", "S-3"]
        services.place_unit(by=by, unit=unit, shelf=first[0])
        assert [shelf.label for shelf in free_places(by, store, "S-2", 2)] == ["S-2", "S-3"]
        assert [shelf.label for shelf in free_places(by, store, "S-{10..11}", 9)] == ["S-10", "S-10", "S-11", "S-11"]
        with pytest.raises(WrongPattern):
            free_places(by, store, "S-{1..", 1)


def test_a_list_names_units_by_number_end_and_code_of_a_label(world: World) -> None:
    first, second, third = world.units[:3]
    text = f"{first.serial.lower()} {second.serial[-4:]}\thttps://h/equipment/{third.uid}/?sn={third.serial}"
    with scope(world.technician) as by:
        named = named_units(by, UNIT_PLACE, text)
        assert (named.units, named.unknown) == ([first, second, third], [])
        with pytest.raises(Invalid):
            named_units(by, UNIT_PLACE, "X " * 1001)


def test_the_api_answers_a_result_for_each_unit(world: World) -> None:
    browser = browser_of(world.technician)
    serials = [*(unit.serial for unit in world.units), "NOSUCH99"]
    body = {"operation": "place", "serials": serials, "first_shelf": "A-{1..3}"}
    answer = browser.post("/api/v1/inventory/units/bulk/", body)
    assert answer.status_code == 200
    assert {row["serial"]: row["code"] for row in answer.json()} == {
        "NOSUCH99": "not_found",
        world.units[0].serial: "",
        world.units[1].serial: "",
        world.units[2].serial: "inventory_over_limit",
        world.units[3].serial: "no_free_place",
    }
    wrong = browser.post("/api/v1/inventory/units/bulk/", {"operation": "place", "serials": serials})
    assert wrong.status_code == 400
    forbidden = {"operation": "state", "serials": serials, "verb": "write_off", "why": "x"}
    assert browser.post("/api/v1/inventory/units/bulk/", forbidden).status_code == 403


def test_more_than_two_hundred_units_are_placed_in_one_work(organisation: Organisation) -> None:
    world = make_world(organisation, limit_w=None, how_many=1)
    shelves = make_shelves(world.node, "B-{1..250}")
    units = make_units(world.contract, world.site, 250, model=world.model)
    with scope(world.admin) as by:
        results = services.fill_shelves(by=by, pairs=list(zip(units, shelves, strict=True)), site=world.site)
    assert [result.refusal for result in results] == [None] * 250


def test_a_unit_named_twice_and_an_empty_list_are_refused(world: World) -> None:
    with scope(world.admin) as by:
        for units in ([], [world.units[0]] * 2):
            with pytest.raises(Invalid):
                services.change_states(by=by, units=units, verb=UnitVerb.REPORT_LOST, why="x")
