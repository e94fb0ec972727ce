"""Handing units over to their owner at a workplace: scanned or ticked one by one, against a name and a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.accounts.models import User
from apps.common.scope import SystemJob, scope, system_scope
from apps.logistics.enums import ReturnLineState
from apps.logistics.models import ReturnAct, ReturnLine
from apps.logistics.services import register_return
from tests.browser import Browser
from tests.logistics.factories import Road, make_road

if TYPE_CHECKING:
    from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db

UNPROCESSABLE = 422


@pytest.fixture
def road(organisation: Organisation) -> Road:
    return make_road(organisation, how_many=3)


@pytest.fixture
def act(road: Road) -> ReturnAct:
    with scope(road.manager) as by:
        return register_return(by=by, contract=road.contract(), units=road.units)


@pytest.fixture
def browser(road: Road) -> Browser:
    browser = Browser()
    with system_scope(SystemJob.MAINTENANCE):
        browser.sign_in_as(User.objects.get(pk=road.keeper.person_id))
    return browser


def _address(road: Road, act: ReturnAct) -> str:
    return f"/logistics/workplace/{road.warehouse.uid}/returns/{act.uid}/"


def _states(act: ReturnAct) -> list[str]:
    with system_scope(SystemJob.MAINTENANCE):
        return list(ReturnLine.objects.filter(act=act).order_by("position").values_list("state", flat=True))


def test_nothing_is_ticked_before_it_was_scanned(road: Road, act: ReturnAct, browser: Browser) -> None:
    page = browser.get(_address(road, act)).content.decode()

    assert [serial in page for serial in road.serials] == [True, True, True]
    assert " checked" not in page


def test_what_was_ticked_goes_and_the_rest_waits_on(road: Road, act: ReturnAct, browser: Browser) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        uids = list(ReturnLine.objects.filter(act=act).order_by("position").values_list("uid", flat=True))
    answer = browser.post(_address(road, act), {"line": [uids[0], uids[2]], "receiver_name": "Orlov"})

    assert answer["Location"] == f"/logistics/workplace/{road.warehouse.uid}/?view=returns"
    assert _states(act) == [ReturnLineState.HANDED_OVER, ReturnLineState.WAITING, ReturnLineState.HANDED_OVER]


@pytest.mark.parametrize(
    ("name", "is_ticked", "why"),
    [
        ("", True, "Say who received the equipment."),
        ("Orlov", False, "Choose at least one"),
        ("x" * 161, True, "at most 160 characters"),
    ],
)
def test_a_refused_page_comes_back_with_what_was_typed_ticked_and_drawn(
    road: Road, act: ReturnAct, browser: Browser, name: str, is_ticked: bool, why: str
) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        uid = ReturnLine.objects.filter(act=act).values_list("uid", flat=True)[0]
    drawn = "data:image/png;base64,AAAA"
    told = {"line": [uid] * is_ticked, "receiver_name": name, "signature": drawn}
    answer = browser.post(_address(road, act), told)
    page = answer.content.decode()

    assert answer.status_code == UNPROCESSABLE
    assert why in page
    assert (f'value="{name}"' in page, " checked" in page, drawn in page) == (True, is_ticked, True)
    assert set(_states(act)) == {ReturnLineState.WAITING}
