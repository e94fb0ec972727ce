"""What logistics says in Telegram, and the driver's work inside the Mini App from the push to the hand-over."""

# ruff: noqa: F811 - pytest gives fixtures by the names they are imported under

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from uuid import uuid4

import pytest
from django.test import Client

from apps.accounts.models import TelegramLink, User
from apps.common import clock, outbox
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.logistics.models import Movement, MovementLine, MovementStep
from apps.logistics.services import IntakeEntry, register_intake
from local_servers.telegram import Person
from local_servers.telegram.world import init_data
from tests.accounts.conftest import bot_world, telegram  # noqa: F401 - fixtures
from tests.factories import actor_for, make_user
from tests.logistics.factories import load, make_movement, make_road
from tests.pictures import picture

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from tests.accounts.telegram_world import World
    from tests.logistics.factories import Road


@pytest.fixture
def road(organisation: Organisation) -> Road:
    return make_road(organisation)


def _link(world: World, actor: Actor, number: int) -> Person:
    """Link a person of the road."""
    with system_scope(SystemJob.MAINTENANCE):
        TelegramLink.objects.create(organisation=world.organisation, user_id=actor.person_id, telegram_id=number)
        language = User.objects.get(pk=actor.person_id).language
    return world.telegram.know(Person(number, f"P{number}", "", language))


def _buttons(world: World, person: Person) -> list[dict[str, Any]]:
    message = world.telegram.bots[0].chats[person.id].messages[-1]
    return [one for row in message.get("reply_markup", {}).get("inline_keyboard", []) for one in row]


def test_a_driver_is_told_of_a_task_at_any_hour_with_the_mini_app(bot_world: World, road: Road) -> None:
    driver = _link(bot_world, road.driver, 401)
    movement = make_movement(road)
    outbox.deliver()
    (text,) = bot_world.telegram.said_to(driver)
    assert text.startswith(f"Movement {movement.number} is yours: 3 units from")
    (button,) = _buttons(bot_world, driver)
    twin = f"https://nh.example/tma/{bot_world.organisation.uid}/?to=/tma/tasks/{movement.uid}/"
    assert button["web_app"]["url"] == twin


def test_several_tasks_that_are_told_at_once_open_the_mini_app_at_its_beginning(bot_world: World, road: Road) -> None:
    driver = _link(bot_world, road.driver, 411)
    for part in (road.units[:1], road.units[1:]):
        make_movement(road, part)
    outbox.deliver()
    (text,) = bot_world.telegram.said_to(driver)
    assert text.startswith("News: 2\n")
    (button,) = _buttons(bot_world, driver)
    assert button["web_app"]["url"] == f"https://nh.example/tma/{bot_world.organisation.uid}/"


def test_the_people_of_a_site_are_told_what_comes_to_it_and_nobody_else(bot_world: World, road: Road) -> None:
    keeper, technician = _link(bot_world, road.keeper, 402), _link(bot_world, road.technician, 403)
    contract = road.contract()
    with scope(road.manager) as by:
        register_intake(
            by=by,
            client=contract.client,
            contract=contract,
            site=road.warehouse,
            entries=[IntakeEntry("PUSHED0001", road.world.model)],
        )
    outbox.deliver()
    assert len(bot_world.telegram.said_to(keeper)) == 1
    assert bot_world.telegram.said_to(technician) == []
    load(road, make_movement(road))
    bot_world.settle()
    assert "3 units are on the way" in bot_world.telegram.said_to(technician)[0]


def test_tasks_are_read_in_the_chat_stop_by_stop(bot_world: World, road: Road) -> None:
    driver = _link(bot_world, road.driver, 404)
    assert bot_world.say(driver, "/tasks") == ["Nothing to drive today"]
    movement = make_movement(road)
    bot_world.settle()
    (text,) = bot_world.say(driver, "/tasks")
    assert text.splitlines()[0] == f"1. {road.warehouse.name}"
    assert f"• {movement.number}: fetch 3 units" in text
    assert _buttons(bot_world, driver)[-1]["web_app"]["url"].endswith(f"/tma/{bot_world.organisation.uid}/")


def test_a_unit_is_found_by_its_last_characters_within_reach(bot_world: World, road: Road) -> None:
    keeper, technician = _link(bot_world, road.keeper, 405), _link(bot_world, road.technician, 406)
    tail = road.serials[0][-6:]
    assert road.serials[0] in bot_world.say(keeper, f"/find {tail}")[0]
    assert "No unit within your reach" in bot_world.say(technician, f"/find {tail}")[0]
    assert "at least 4 characters" in bot_world.say(keeper, "/find 12")[0]


def test_the_driver_does_the_whole_task_inside_telegram(bot_world: World, road: Road) -> None:
    driver, movement = _link(bot_world, road.driver, 407), make_movement(road)
    phone = Client(enforce_csrf_checks=True)
    word = init_data(bot_world.telegram.bots[0], driver)
    task = f"/tma/tasks/{movement.uid}/"
    entered = phone.post(f"/tma/{bot_world.organisation.uid}/enter/", {"init_data": word, "to": task})
    assert entered.json() == {"go": task}
    page = phone.get(task).content.decode()
    assert (f'data-step="{task}step/"' in page, "/logistics/tasks/" in page, "nh-sidebar" in page) == (
        True,
        False,
        False,
    )
    assert f'href="{task}"' in phone.get("/tma/tasks/").content.decode()
    token = page.partition('name="csrf-token" content="')[2].partition('"')[0]

    def step(**told: Any) -> int:
        told |= {"key": told.get("key") or str(uuid4()), "at": clock.now().isoformat()}
        headers = {"X-CSRFToken": token, "Idempotency-Key": told["key"]}
        return phone.post(f"{task}step/", {"step": json.dumps(told)}, headers=headers).status_code

    picked = {"verb": "pick_up", "key": str(uuid4()), "serials": road.serials}
    assert [step(**picked), step(**picked)] == [200, 200]
    drawn = f"data:image/png;base64,{base64.b64encode(picture()).decode()}"
    assert step(verb="hand_over", receiver_name="Ivan", signature=drawn) == 200
    with system_scope(SystemJob.MAINTENANCE):
        assert Movement.objects.get().handed_over_at is not None
        assert MovementStep.objects.filter(verb="pick_up").count() == 1
        assert set(MovementLine.objects.values_list("state", flat=True)) == {"picked_up"}


def test_inside_telegram_the_queue_has_its_worker_with_the_way_in(bot_world: World, road: Road) -> None:
    driver, movement = _link(bot_world, road.driver, 409), make_movement(road)
    phone = Client(enforce_csrf_checks=True)
    entry = f"/tma/{bot_world.organisation.uid}/"
    assert phone.get("/tma/worker.js").headers["Location"] == "/tma/over/"
    phone.post(f"{entry}enter/", {"init_data": init_data(bot_world.telegram.bots[0], driver)})
    assert phone.get("/tma/worker.js")["Content-Type"] == "text/javascript; charset=utf-8"
    for page in ("/tma/tasks/", f"/tma/tasks/{movement.uid}/"):
        told = phone.get(page).context["phone"]
        program, _mark, rest = told["worker"].partition("?")
        asked = dict(parse_qsl(rest))
        assert (program, asked["list"], asked["entry"], asked["person"]) == (
            "/tma/worker.js", "/tma/tasks/", entry, str(road.driver.uid)
        )  # fmt: skip
        assert (told["person"], told["enter"]) == (str(road.driver.uid), "/tma/over/")


def test_another_drivers_task_is_not_there(bot_world: World, road: Road) -> None:
    movement = make_movement(road)
    stranger = actor_for(make_user(bot_world.organisation, Role.DRIVER))
    person, phone = _link(bot_world, stranger, 408), Client(enforce_csrf_checks=True)
    word = init_data(bot_world.telegram.bots[0], person)
    assert phone.post(f"/tma/{bot_world.organisation.uid}/enter/", {"init_data": word}).status_code == 200
    assert phone.get(f"/tma/tasks/{movement.uid}/").status_code == 404
    assert bot_world.say(person, "/tasks") == ["Nothing to drive today"]


@pytest.mark.parametrize("url", ["/logistics/tasks/", "/tma/tasks/"])
def test_pages_that_read_codes_may_run_the_reader(road: Road, url: str, signed_in: Any) -> None:
    movement = make_movement(road)
    with system_scope(SystemJob.MAINTENANCE):
        driver = User.objects.get(pk=road.driver.person_id)
    browser = signed_in(driver)
    policy = browser.get(f"{url}{movement.uid}/")["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "'unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")
    assert "wasm" not in browser.get("/tma/tasks/")["Content-Security-Policy"]
