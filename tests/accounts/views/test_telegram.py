"""Pages of Telegram: the integration, the own link, the address that updates come to, the way into the Mini App."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client

from apps.accounts.models import Organisation, OrganisationSettings, Session, TelegramBot, TelegramLink, User
from apps.accounts.rules import init_data as rule
from apps.accounts.rules.init_data import digest
from apps.audit.models import AuditRecord
from apps.common.clock import now
from apps.common.models import IdempotencyRecord
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from local_servers.telegram.world import init_data, write
from tests.accounts.telegram_world import TOKEN
from tests.browser import Browser
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import Settings

    from local_servers.telegram import Telegram
    from tests.accounts.telegram_world import World

SECRET = "X-Telegram-Bot-Api-Secret-Token"
TASKS = "/tma/tasks/"


def _uid(world: World) -> str:
    return str(world.organisation.uid)


def _enter(world: World, text: str, to: str = "", client: Client | None = None) -> Any:
    client = client or Client(enforce_csrf_checks=True)
    return client.post(f"/tma/{_uid(world)}/enter/", {"init_data": text, "to": to})


def _entered(world: World, person: Any) -> Client:
    """Return a browser inside of Telegram in which this person has entered."""
    client = Client(enforce_csrf_checks=True)
    answer = _enter(world, init_data(world.telegram.bots[0], person), client=client)
    assert answer.status_code == 200, answer.content
    return client


def _sign_ins() -> list[tuple[str, str]]:
    with system_scope(SystemJob.MAINTENANCE):
        rows = AuditRecord.objects.filter(action__startswith="accounts.session").order_by("pk")
        return [(row.action, json.loads(row.changes)["after"]["outcome"]) for row in rows]


@pytest.fixture
def boss(organisation: Organisation, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(make_user(organisation, Role.ADMIN))


# The integration ----------------------------------------------------------------


def test_an_administrator_enters_the_token_checks_and_connects(
    boss: Browser, telegram: Telegram, organisation: Organisation
) -> None:
    assert "BotFather" in boss.get("/settings/telegram/").content.decode()
    boss.post("/settings/integrations/telegram/key/", {"value": TOKEN, "version": 1})
    boss.post("/settings/integrations/telegram/check/")
    page = boss.get("/settings/integrations/").content.decode()
    assert ("@test_bot answers." in page, TOKEN in page) == (True, False)
    assert boss.post("/settings/telegram/connect/", {"mode": "webhook"})["Location"] == "/settings/telegram/"
    page = boss.get("/settings/telegram/").content.decode()
    assert ("@test_bot is connected." in page, f"https://nh.example/tma/{organisation.uid}/" in page) == (True, True)
    boss.post("/settings/telegram/connect/", {"mode": "off"})
    with system_scope(SystemJob.MAINTENANCE):
        assert TelegramBot.objects.get().mode == "off"


def test_a_refusal_of_telegram_is_shown_on_the_page(boss: Browser, telegram: Telegram) -> None:
    boss.post("/settings/integrations/telegram/key/", {"value": "1:x", "version": 1})
    boss.post("/settings/telegram/connect/", {"mode": "polling"})
    assert "Telegram does not know this token" in boss.get("/settings/telegram/").content.decode()
    boss.post("/settings/telegram/connect/", {"mode": "nonsense"})
    assert "The value is not acceptable." in boss.get("/settings/telegram/").content.decode()


def test_a_new_token_of_another_bot_turns_the_old_bot_off(bot_world: World, boss: Browser) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        version = OrganisationSettings.objects.get().version
    value = "7200000002:another-token-0123456789abcdef012"
    boss.post("/settings/integrations/telegram/key/", {"value": value, "version": version})
    assert boss.get("/settings/telegram/").context["state"].is_on is False


# The own link ---------------------------------------------------------------------


def test_a_person_links_and_unlinks_in_the_profile(bot_world: World, signed_in: Callable[[User], Browser]) -> None:
    user = make_user(bot_world.organisation, Role.DRIVER)
    browser, person = signed_in(user), bot_world.person()
    assert "Not linked yet" in browser.get("/profile/").content.decode()
    answer = browser.post("/profile/telegram/link/")
    link = answer.context["link"]
    assert "no-store" in answer["Cache-Control"]
    assert link.startswith("https://t.me/test_bot?start=lnk_")
    with system_scope(SystemJob.MAINTENANCE):
        assert all(link.encode() not in bytes(row.body) for row in IdempotencyRecord.objects.all())
    bot_world.say(person, f"/start {link.partition('=')[2]}")
    assert "@p301" in browser.get("/profile/").content.decode()
    assert browser.post("/profile/telegram/unlink/")["Location"] == "/profile/"
    with system_scope(SystemJob.MAINTENANCE):
        assert TelegramLink.objects.count() == 0


def test_without_a_bot_there_is_nothing_to_link(
    organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    browser = signed_in(make_user(organisation, Role.DRIVER))
    assert 'id="telegram"' not in browser.get("/profile/").content.decode()
    assert browser.post("/profile/telegram/link/").status_code == 409


def test_a_person_chooses_when_the_telephone_may_ring(bot_world: World, signed_in: Callable[[User], Browser]) -> None:
    browser = signed_in(make_user(bot_world.organisation, Role.CLIENT_VIEWER))
    form = {"digest": "daily", "digest_at": "08:30", "quiet_from": "23:00", "quiet_until": ""}
    answer = browser.post("/notifications/times/", form)
    assert (answer.status_code, "Quiet hours have a beginning and an end." in answer.content.decode()) == (422, True)
    assert browser.post("/notifications/times/", form | {"quiet_until": "06:00"}).status_code == 302
    assert 'value="23:00"' in browser.get("/notifications/times/").content.decode()


# Updates ------------------------------------------------------------------------------


def test_updates_come_by_the_webhook_once(bot_world: World) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        TelegramBot.objects.update(mode=TelegramBot.Mode.WEBHOOK)
    _user, person = bot_world.linked()
    update, client = write(bot_world.telegram.bots[0], person, "/help"), Client(enforce_csrf_checks=True)
    url = f"/telegram/{_uid(bot_world)}/"

    def post(body: Any, secret: str = "s3cret", to: str = url) -> int:
        return client.post(to, body, content_type="application/json", headers={SECRET: secret}).status_code

    assert post(update, secret="wrong") == 403
    assert post(update, to="/telegram/00000000-0000-4000-8000-000000000000/") == 403
    assert post({"padding": "x" * 300_000}) == 413
    assert post("{") == 400
    assert [post(update), post(update)] == [200, 200]
    assert client.get(url).status_code == 405
    assert len(bot_world.telegram.said_to(person)) == 1


# The Mini App ----------------------------------------------------------------------------


def test_telegrams_word_opens_a_short_session_for_the_mini_app_only(bot_world: World, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    user, person = bot_world.linked(Role.DRIVER)
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        f"/tma/{_uid(bot_world)}/enter/", {"init_data": init_data(bot_world.telegram.bots[0], person)}, secure=True
    )
    assert (answer.status_code, answer.json()) == (200, {"go": TASKS})
    cookie = answer.cookies["nh_mini"]
    assert (cookie["samesite"], cookie["secure"], cookie["httponly"], cookie["path"], cookie["max-age"]) == (
        "None", True, True, "/tma/", 4 * 3600,
    )  # fmt: skip
    assert "nh_session" not in answer.cookies
    assert client.get(TASKS, secure=True).status_code == 200
    with system_scope(SystemJob.MAINTENANCE):
        row = Session.objects.get()
    assert (row.kind, row.user_id, row.expires_at <= now() + timedelta(hours=4)) == ("telegram", user.pk, True)
    assert _sign_ins() == [("accounts.session.sign_in", "telegram")]


def test_the_short_session_is_worth_nothing_elsewhere(bot_world: World) -> None:
    _user, person = bot_world.linked(Role.DRIVER)
    client = _entered(bot_world, person)
    key = client.cookies["nh_mini"].value
    assert client.get("/logistics/tasks/").status_code == 302
    client.cookies["nh_session"] = key
    assert client.get("/logistics/tasks/").status_code == 302
    assert client.get("/profile/").status_code == 302


def test_the_second_factor_is_not_asked_again_inside(bot_world: World, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED_FOR_STAFF = True
    _user, person = bot_world.linked(Role.DRIVER)
    assert _entered(bot_world, person).get(TASKS).status_code == 200


def test_many_starts_of_the_mini_app_end_no_session_of_a_browser(
    bot_world: World, settings: Settings, signed_in: Callable[[User], Browser]
) -> None:
    settings.SESSIONS_PER_USER = 2
    user, person = bot_world.linked(Role.DRIVER)
    browser = signed_in(user)
    for _ in range(4):
        _entered(bot_world, person)
    with system_scope(SystemJob.MAINTENANCE):
        assert sorted(Session.objects.values_list("kind", flat=True)) == ["telegram", "telegram", "web"]
    assert browser.get("/profile/").status_code == 200


def test_a_session_of_the_browser_opens_the_same_pages(bot_world: World, signed_in: Callable[[User], Browser]) -> None:
    browser = signed_in(make_user(bot_world.organisation, Role.DRIVER))
    assert (browser.get(TASKS).status_code, browser.get("/logistics/tasks/").status_code) == (200, 200)


def test_a_page_that_was_asked_for_follows_and_nothing_else_does(bot_world: World) -> None:
    _user, person = bot_world.linked(Role.DRIVER)
    text = init_data(bot_world.telegram.bots[0], person)
    task = "/tma/tasks/00000000-0000-4000-8000-000000000000/"
    assert _enter(bot_world, text, task).json() == {"go": task}
    for address in ("https://evil.example/", "//evil.example/", "/profile/", "/tma/over/", "\x00", "/admin/"):
        assert _enter(bot_world, text, address).json() == {"go": TASKS}


def test_who_is_not_linked_or_has_nothing_inside_is_told_so(bot_world: World) -> None:
    person = bot_world.person()
    answer = _enter(bot_world, init_data(bot_world.telegram.bots[0], person))
    assert (answer.status_code, answer.json()["code"], "nh_mini" in answer.cookies) == (
        403,
        "telegram_not_linked",
        False,
    )
    user, other = bot_world.linked(Role.ACCOUNTANT, 302)
    answer = _enter(bot_world, init_data(bot_world.telegram.bots[0], other))
    assert (answer.status_code, answer.json()["code"]) == (403, "nothing_here")
    with system_scope(SystemJob.MAINTENANCE):
        User.objects.filter(pk=user.pk).update(status=User.Status.BLOCKED)
    assert _enter(bot_world, init_data(bot_world.telegram.bots[0], other)).json()["code"] == "telegram_not_linked"


def test_stale_words_and_words_for_another_bot_are_refused(bot_world: World) -> None:
    _user, person = bot_world.linked(Role.DRIVER)
    bot = bot_world.telegram.bots[0]
    stale = init_data(bot, person, int(now().timestamp()) - 3700)
    assert _enter(bot_world, stale).json()["code"] == "telegram_start_refused"
    bot.token = "7200000009:another-token-0123456789abcdef012"
    assert _enter(bot_world, init_data(bot, person)).json()["code"] == "telegram_start_refused"
    assert _enter(bot_world, "").status_code == 403
    assert _sign_ins() == []


def test_ten_thousand_forged_words_open_nothing(bot_world: World) -> None:
    """Through the service that the page calls: one field changed, one byte of the hash, another token."""
    _user, person = bot_world.linked(Role.DRIVER)
    good = dict(pair.split("=", 1) for pair in init_data(bot_world.telegram.bots[0], person).split("&"))
    random, refused = Random(7), 0
    moment = now()
    for _number in range(10_000):
        forged = dict(good)
        match random.randrange(3):
            case 0:
                forged["hash"] = secrets.token_hex(32)
            case 1:
                forged["auth_date"] = str(int(forged["auth_date"]) + random.randrange(1, 50))
            case _:
                fields = {"auth_date": good["auth_date"], "user": json.dumps({"id": person.id})}
                forged = fields | {"hash": digest(fields, f"{random.randrange(10**9)}:x")}
        try:
            rule.read("&".join(f"{name}={value}" for name, value in forged.items()), TOKEN, moment)
        except rule.InitDataRefused:
            refused += 1
    assert refused == 10_000
    for _number in range(20):
        forged = dict(good) | {"hash": secrets.token_hex(32)}
        answer = _enter(bot_world, "&".join(f"{name}={value}" for name, value in forged.items()))
        assert (answer.status_code, answer.json()["code"]) == (403, "telegram_start_refused")


def test_a_write_inside_carries_the_sessions_token_and_comes_from_our_page(bot_world: World) -> None:
    _user, person = bot_world.linked(Role.DRIVER)
    client = _entered(bot_world, person)
    page = client.get(TASKS).content.decode()
    token = page.partition('name="csrf-token" content="')[2].partition('"')[0]
    assert len(token) > 30
    step = "/tma/tasks/00000000-0000-4000-8000-000000000000/step/"
    body = {"step": "{}"}
    key = {"Idempotency-Key": "k1"}
    assert client.post(step, body, headers=key).status_code == 403
    assert client.post(step, body, headers=key | {"X-CSRFToken": "x" * len(token)}).status_code == 403
    foreign = key | {"X-CSRFToken": token, "Origin": "https://evil.example"}
    assert client.post(step, body, headers=foreign).status_code == 403
    own = key | {"X-CSRFToken": token, "Origin": "http://testserver"}
    assert client.post(step, body, headers=own).status_code == 404  # no such movement: the check has passed
    assert _enter(bot_world, "x", client=client).status_code == 403
    elsewhere = Client(enforce_csrf_checks=True, headers={"Origin": "https://evil.example"})
    answer = _enter(bot_world, init_data(bot_world.telegram.bots[0], person), client=elsewhere)
    assert (answer.status_code, "nh_mini" in answer.cookies) == (403, False)


def test_only_pages_of_the_mini_app_may_be_framed_and_by_telegram_only(
    bot_world: World, signed_in: Callable[[User], Browser]
) -> None:
    user, person = bot_world.linked(Role.DRIVER)
    inside, browser = _entered(bot_world, person), signed_in(user)
    for client, url in (
        (inside, TASKS),
        (inside, f"/tma/{_uid(bot_world)}/"),
        (inside, "/tma/over/"),
        (Client(), TASKS),
    ):
        answer = client.get(url)
        assert ("frame-ancestors https://web.telegram.org;" in answer["Content-Security-Policy"] + ";") is True, url
        assert "X-Frame-Options" not in answer
    for url in ("/logistics/tasks/", "/profile/", "/", "/sign-in/", "/notifications/", "/tma/nothing/"):
        answer = browser.get(url)
        assert ("frame-ancestors 'none'" in answer["Content-Security-Policy"], answer["X-Frame-Options"]) == (
            True, "DENY",
        ), url  # fmt: skip


def test_a_session_that_is_over_leads_to_the_page_that_says_so(bot_world: World) -> None:
    _user, person = bot_world.linked(Role.DRIVER)
    client = _entered(bot_world, person)
    with time_machine.travel(now() + timedelta(hours=5)):
        answer = client.get(TASKS)
    assert (answer.status_code, answer["Location"]) == (302, "/tma/over/")
    client = _entered(bot_world, person)
    bot_world.say(person, "/stop")
    assert client.get(TASKS)["Location"] == "/tma/over/"
    assert "The session is over" in client.get("/tma/over/").content.decode()


def test_only_pages_on_which_codes_are_read_may_run_the_reader(
    organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    browser = signed_in(make_user(organisation, Role.ADMIN))
    policies = {url: browser.get(url)["Content-Security-Policy"] for url in ("/settings/", "/admin/", "/tma/over/")}
    assert [url for url, policy in policies.items() if "wasm-unsafe-eval" in policy] == ["/settings/"]
    assert "wasm-unsafe-eval" not in Client().get("/sign-in/")["Content-Security-Policy"]
