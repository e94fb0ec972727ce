"""Steps of a driver's queue over HTTP: applied once, refused in words and whole, nobody else's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.models import User
from apps.common.scope import SystemJob, scope, system_scope
from apps.logistics.enums import MovementStatus
from apps.logistics.models import Attachment, Claim, Movement, MovementStep
from apps.logistics.services import assign_driver, cancel_movement
from tests.browser import Browser
from tests.logistics.factories import Road, make_movement, make_road
from tests.pictures import picture

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(organisation: Organisation) -> Road:
    return make_road(organisation)


def _browser(actor: Actor) -> Browser:
    """Return a browser of an actor's person."""
    browser = Browser()
    with system_scope(SystemJob.MAINTENANCE):
        browser.sign_in_as(User.objects.get(pk=actor.person_id))
    return browser


def _send(browser: Browser, movement: Movement, told: dict[str, Any] | str, **files: bytes) -> Any:
    """Send a step as the phone does."""
    photos = {name.replace("_", "-"): SimpleUploadedFile("photo.jpg", data) for name, data in files.items()}
    text = told if isinstance(told, str) else json.dumps({"key": str(uuid4())} | told)
    return browser.post(f"/logistics/tasks/{movement.uid}/step/", {"step": text} | photos)


def _kept() -> tuple[int, int, int]:
    """Return how many steps, claims and pictures there are."""
    with system_scope(SystemJob.MAINTENANCE):
        return MovementStep.objects.count(), Claim.objects.count(), Attachment.objects.count()


def test_a_step_sent_again_after_a_lost_answer_is_answered_the_same_and_applied_once(road: Road) -> None:
    browser, movement = _browser(road.driver), make_movement(road)
    step = {"verb": "pick_up", "key": str(uuid4()), "serials": road.serials}
    answers = [_send(browser, movement, step) for _again in range(3)]
    assert [(answer.status_code, answer.json()["status"]) for answer in answers] == [(200, "picked_up")] * 3
    assert _kept() == (1, 0, 0)


def test_what_cannot_be_done_any_more_is_a_conflict_with_its_reason(road: Road) -> None:
    browser, movement = _browser(road.driver), make_movement(road)
    with scope(road.manager) as by:
        cancel_movement(movement, by=by, why="the client came", version=movement.version)
    answer = _send(browser, movement, {"verb": "pick_up", "serials": road.serials})
    assert (answer.status_code, answer.json()["code"]) == (409, "logistics_step_refused")
    assert movement.number in answer.json()["message"]
    assert road.states() == ["stored"] * 3


def test_another_step_under_a_used_key_is_a_conflict(road: Road) -> None:
    browser, movement, key = _browser(road.driver), make_movement(road), str(uuid4())
    _send(browser, movement, {"verb": "pick_up", "key": key, "serials": road.serials[:1]})
    answer = _send(browser, movement, {"verb": "pick_up", "key": key, "serials": road.serials})
    assert (answer.status_code, answer.json()["code"]) == (409, "logistics_key_reused")
    assert road.states() == ["in_transit", "stored", "stored"]


def test_a_refused_step_leaves_nothing_behind_and_goes_through_once_it_is_right(road: Road) -> None:
    browser, movement = _browser(road.driver), make_movement(road)
    damaged = {"kind": "damaged", "serial": road.serials[0], "note": "dent"}
    step = {"verb": "pick_up", "key": str(uuid4()), "serials": road.serials, "discrepancies": [damaged]}
    answer = _send(browser, movement, step, photo_0_0=b"no picture")
    assert (answer.status_code, _kept(), road.states()) == (422, (0, 0, 0), ["stored"] * 3)
    assert _send(browser, movement, step, photo_0_0=picture()).status_code == 200
    assert (_kept(), road.states()) == ((1, 1, 1), ["in_transit"] * 3)


@pytest.mark.parametrize(
    "told",
    [
        "",
        "[]",
        "{",
        {"verb": "fly"},
        {"verb": "pick_up", "key": "1", "serials": []},
        {"verb": "pick_up", "serials": "ABCD"},
        {"verb": "pick_up", "serials": [1]},
        {"verb": "pick_up", "serials": [], "discrepancies": {"kind": "missing"}},
        {"verb": "pick_up", "serials": [], "discrepancies": [{"kind": "eaten"}]},
        {"verb": "pick_up", "serials": []},
        {"verb": "leave_behind", "why": "  "},
    ],
)
def test_a_step_that_is_none_is_refused(road: Road, told: dict[str, Any] | str) -> None:
    movement = make_movement(road)
    assert _send(_browser(road.driver), movement, told).status_code == 422
    assert _kept() == (0, 0, 0)


def test_a_task_that_was_given_away_is_out_of_sight(road: Road, organisation: Organisation) -> None:
    movement, other = make_movement(road), make_road(organisation).driver
    step = {"verb": "pick_up", "key": str(uuid4()), "serials": road.serials}
    with scope(road.manager) as by:
        assign_driver(movement, by=by, driver=User.objects.get(pk=other.person_id), version=movement.version)
    assert _send(_browser(road.driver), movement, step).status_code == 404
    assert _send(_browser(road.manager), movement, step).status_code == 403
    assert _send(_browser(other), movement, step).status_code == 200


def test_a_load_is_fetched_and_handed_over_by_steps_sent_in_order_later(road: Road) -> None:
    browser, movement = _browser(road.driver), make_movement(road)
    told: list[dict[str, Any]] = [
        {"verb": "pick_up", "serials": road.serials[:2]},
        {"verb": "leave_behind", "why": "no room"},
        {"verb": "hand_over", "receiver_name": "I. Receiver"},
    ]
    assert [_send(browser, movement, one).status_code for one in told] == [200] * 3
    with system_scope(SystemJob.MAINTENANCE):
        movement.refresh_from_db()
    assert movement.status == MovementStatus.PICKED_UP
    assert movement.handed_over_at is not None
    assert road.states() == ["in_transit", "in_transit", "stored"]
