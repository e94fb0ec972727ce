"""The units of an act or a movement are a list like any other: found, sorted, filtered, paged and exported."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.models import Unit
from apps.logistics.services import IntakeEntry, hand_over_units, register_intake, register_return
from tests.browser import Browser
from tests.logistics.factories import Road, load, make_movement, make_road

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db

MANY = 60
Page = Callable[[Road], tuple[str, list[str]]]


@pytest.fixture
def road(organisation: Organisation) -> Road:
    return make_road(organisation, how_many=MANY)


def _browser(actor: Actor) -> Browser:
    """Return a browser of an actor's person."""
    browser = Browser()
    with system_scope(SystemJob.MAINTENANCE):
        browser.sign_in_as(User.objects.get(pk=actor.person_id))
    return browser


def _intake(road: Road, start: str = "ACT", value: Decimal | None = None) -> tuple[str, list[str]]:
    """Register an act of many units; return its address and their serial numbers."""
    serials = [f"{start}{number:04}" for number in range(MANY)]
    contract = road.contract()
    with scope(road.manager) as by:
        act = register_intake(
            by=by,
            client=contract.client,
            contract=contract,
            site=road.warehouse,
            entries=[IntakeEntry(serial, road.world.model, declared_value=value) for serial in serials],
        )
    return f"/logistics/intake/{act.uid}/", serials


def _movement(road: Road) -> tuple[str, list[str]]:
    """Plan a movement of all units; return its address and their serial numbers."""
    return f"/logistics/movements/{make_movement(road).uid}/", road.serials


def _return(road: Road) -> tuple[str, list[str]]:
    """Register a return act of all units; return its address and their serial numbers."""
    with scope(road.manager) as by:
        act = register_return(by=by, contract=road.contract(), units=road.units)
    return f"/logistics/returns/{act.uid}/", road.serials


PAGES = pytest.mark.parametrize("page", [_intake, _movement, _return])


def _serials(browser: Browser, address: str) -> list[str]:
    """Return the serial numbers that a page shows, in order."""
    return [line.serial for line in browser.get(address).context["page_obj"].rows]


def _columns(browser: Browser, address: str) -> list[str]:
    """Return the keys of the columns that a page shows."""
    return [header.column.key for header in browser.get(address).context["headers"]]


@PAGES
def test_units_are_paged_sorted_and_found(road: Road, page: Page) -> None:
    browser, (address, serials) = _browser(road.manager), page(road)
    assert _serials(browser, address) == serials[:50]
    assert _serials(browser, f"{address}?page=2") == serials[50:]
    assert _serials(browser, f"{address}?sort=-serial") == sorted(serials, reverse=True)[:50]
    assert _serials(browser, f"{address}?q={serials[7].lower()}") == [serials[7]]


@PAGES
def test_all_units_are_exported_not_only_a_page(road: Road, page: Page) -> None:
    browser, (address, serials) = _browser(road.manager), page(road)
    text = browser.get(f"{address}?export=csv&sort=-position").content.decode("utf-8-sig")
    header, *lines = csv.reader(io.StringIO(text))
    assert header[:2] == ["№", "Serial number"]
    assert [line[1] for line in lines] == serials[::-1]


@PAGES
def test_a_page_reads_no_more_for_more_units(road: Road, page: Page) -> None:
    browser, (address, serials) = _browser(road.manager), page(road)
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(f"{address}?q={serials[0]}")
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few)


def test_a_declared_value_has_a_column_only_where_there_is_one(road: Road) -> None:
    browser = _browser(road.manager)
    bare, valued = _intake(road)[0], _intake(road, "VAL", Decimal("125000.50"))[0]
    assert "value" not in _columns(browser, bare)
    assert _columns(browser, f"{bare}?columns=serial,value") == ["serial", "value"]
    assert "value" in _columns(browser, valued)


def test_what_is_on_the_way_is_told_from_what_waits(road: Road) -> None:
    movement = make_movement(road)
    load(road, movement, road.serials[:2])
    browser, address = _browser(road.manager), f"/logistics/movements/{movement.uid}/"
    assert _serials(browser, f"{address}?road=picked_up") == road.serials[:2]
    assert len(_serials(browser, f"{address}?road=planned&page=2")) == MANY - 2 - 50
    assert browser.get(address).context["facts"][6][1] == f"accepted 0 of {MANY}"


def test_what_was_handed_over_is_told_from_what_waits(road: Road) -> None:
    with scope(road.manager) as by:
        act = register_return(by=by, contract=road.contract(), units=road.units[:3])
    with scope(road.keeper) as by:
        hand_over_units(act, by=by, lines=list(act.lines.filter(position=2)), receiver_name="A. Client")
    browser, address = _browser(road.manager), f"/logistics/returns/{act.uid}/"
    assert _serials(browser, f"{address}?return=handed_over") == [road.serials[1]]
    assert _serials(browser, f"{address}?return=waiting") == [road.serials[0], road.serials[2]]


def test_units_of_an_act_are_told_by_their_status_now(road: Road) -> None:
    address, serials = _intake(road)
    with scope(road.manager) as by:
        chosen = list(Unit.objects.filter(serial__in=serials[5:7]))
        register_return(by=by, contract=road.contract(), units=chosen)
    browser = _browser(road.manager)
    assert _serials(browser, f"{address}?now=pending_return") == serials[5:7]
    assert len(_serials(browser, f"{address}?now=stored&page=2")) == MANY - 2 - 50


def test_the_labels_of_an_act_are_those_of_all_its_units(road: Road) -> None:
    page = _browser(road.keeper).get(_intake(road)[0]).content.decode()
    assert page.count('name="selected"') == MANY
