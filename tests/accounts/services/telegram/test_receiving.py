"""What comes from Telegram: believed only with the secret, applied once, answered as the person who is linked."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.utils import translation

from apps.accounts import dialogs
from apps.accounts.integrations.telegram import read
from apps.accounts.models import (
    NotificationTimes,
    Session,
    TelegramBot,
    TelegramCode,
    TelegramLink,
    TelegramUpdate,
    User,
)
from apps.accounts.rules.chat import Said
from apps.accounts.services import telegram as services
from apps.accounts.services.telegram.receiving import Taken, apply, take_update
from apps.audit.models import AuditRecord
from apps.common.clock import now
from apps.common.errors import Conflict
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from local_servers.telegram import Person
from local_servers.telegram.world import write
from tests.accounts.telegram_world import connect
from tests.factories import actor_for, make_organisation, make_user

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from local_servers.telegram import Telegram
    from tests.accounts.telegram_world import World


def _code(user: User) -> str:
    """Return the code of a new link of this person."""
    with scope(actor_for(user)) as by:
        link = services.make_link(by=by)
    return parse_qs(urlsplit(link).query)["start"][0]


def _links() -> list[tuple[int, int]]:
    with system_scope(SystemJob.MAINTENANCE):
        return list(TelegramLink.objects.values_list("user_id", "telegram_id"))


def _actions() -> list[str]:
    with system_scope(SystemJob.MAINTENANCE):
        return list(AuditRecord.objects.order_by("pk").values_list("action", flat=True))


def test_a_one_time_link_joins_a_person_with_a_telegram(bot_world: World) -> None:
    user, person = make_user(bot_world.organisation, Role.DRIVER, name="Paul"), bot_world.person()
    code = _code(user)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT count(*) FROM accounts_telegramcode WHERE digest = %s", [code])
        assert cursor.fetchone() == (0,)
        cursor.execute("SET ROLE nh_app")
    hello, helped = bot_world.say(person, f"/start {code}")
    assert hello == "Paul, this Telegram is linked with your account now."
    assert "/tasks" in helped
    assert (_links(), _actions()) == ([(user.pk, person.id)], ["accounts.telegram.link"])
    assert bot_world.say(person, f"/start {code}") == ["This link was used already or is too old. Ask for a new one."]
    with system_scope(SystemJob.MAINTENANCE):
        assert TelegramCode.objects.count() == 0


def test_the_menu_opens_the_mini_app_for_those_who_have_something_in_it(bot_world: World) -> None:
    menus = bot_world.telegram.bots[0].menu_buttons
    driver, person = make_user(bot_world.organisation, Role.DRIVER), bot_world.person()
    bot_world.say(person, f"/start {_code(driver)}")
    assert menus[person.id]["web_app"]["url"] == f"https://nh.example/tma/{bot_world.organisation.uid}/"
    bot_world.say(person, "/stop")
    bot_world.linked(Role.ACCOUNTANT, 302)
    bot_world.say(bot_world.person(302), "/start")
    assert [menus[number]["type"] for number in (person.id, 302)] == ["default", "default"]


def test_a_link_is_good_for_a_quarter_of_an_hour_and_a_new_one_ends_it(bot_world: World) -> None:
    user, person = make_user(bot_world.organisation), bot_world.person()
    first, second = _code(user), _code(user)
    assert "too old" in bot_world.say(person, f"/start {first}")[0]
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert "too old" in bot_world.say(person, f"/start {second}")[0]
    assert _links() == []


def test_a_code_of_another_organisation_is_worth_nothing_here(bot_world: World, telegram: Telegram) -> None:
    other = make_organisation("south")
    with system_scope(SystemJob.MAINTENANCE):
        TelegramBot.objects.all().delete()
    elsewhere = connect(other, telegram)
    code = _code(make_user(other))
    with system_scope(SystemJob.MAINTENANCE):
        TelegramBot.objects.all().delete()
    connect(bot_world.organisation, telegram)
    assert "too old" in bot_world.say(bot_world.person(), f"/start {code}")[0]
    assert (_links(), elsewhere.organisation) == ([], other)


def test_one_telegram_belongs_to_one_person_until_it_is_unlinked(bot_world: World) -> None:
    _first, person = bot_world.linked()
    second = make_user(bot_world.organisation)
    assert "linked with another account" in bot_world.say(person, f"/start {_code(second)}")[0]
    assert "Unlinked" in bot_world.say(person, "/stop")[0]
    bot_world.say(person, f"/start {_code(second)}")
    assert _links() == [(second.pk, person.id)]


def test_a_person_links_another_telegram_in_place_of_the_first(bot_world: World) -> None:
    user, _old = bot_world.linked()
    new = bot_world.person(302)
    bot_world.say(new, f"/start {_code(user)}")
    assert _links() == [(user.pk, 302)]


def test_unlinking_ends_the_sessions_that_telegram_opened(bot_world: World) -> None:
    user, _person = bot_world.linked()
    with system_scope(SystemJob.MAINTENANCE):
        for kind in Session.Kind.values:
            Session.objects.create(
                key_digest=kind,
                kind=kind,
                data="",
                user=user,
                last_seen_at=now(),
                expires_at=now() + timedelta(hours=1),
            )
    with scope(actor_for(user)) as by:
        assert services.unlink(by=by) is True
    with scope(actor_for(user)) as by:
        assert services.unlink(by=by) is False
    with system_scope(SystemJob.MAINTENANCE):
        assert list(Session.objects.values_list("kind", flat=True)) == ["web"]
    assert _actions() == ["accounts.telegram.unlink"]


def test_an_update_that_comes_twice_is_applied_once(bot_world: World) -> None:
    _user, person = bot_world.linked()
    update = read(write(bot_world.telegram.bots[0], person, "/stop"))
    found = bot_world.found
    assert [apply(found, update), apply(found, update)] == [True, False]
    bot_world.settle()
    assert len(bot_world.telegram.said_to(person)) == 1
    assert (_links(), _actions()) == ([], ["accounts.telegram.unlink"])


@pytest.mark.django_db(transaction=True)
def test_an_update_that_comes_to_two_workers_at_once_is_applied_once(bot_world: World) -> None:
    _user, person = bot_world.linked()
    update, found, done = read(write(bot_world.telegram.bots[0], person, "/help")), bot_world.found, []

    def work() -> None:
        done.append(apply(found, update))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    bot_world.settle()
    assert (sorted(done), len(bot_world.telegram.said_to(person))) == ([False, False, False, True], 1)


def test_updates_are_asked_for_from_where_we_left_off(bot_world: World) -> None:
    _user, person = bot_world.linked()
    bot_world.say(person, "/help")
    bot_world.say(person, "/help")
    with system_scope(SystemJob.MAINTENANCE):
        assert TelegramUpdate.objects.count() == 2
        last = TelegramUpdate.objects.latest("update_id").update_id
        assert TelegramBot.objects.get().next_update_id == last + 1
    assert bot_world.hear() == 0


def test_an_update_that_nobody_can_read_does_not_stop_those_after_it(bot_world: World) -> None:
    _user, person = bot_world.linked()
    bot_world.telegram.bots[0].tell("message", {"message_id": 5})
    assert len(bot_world.say(person, "/help")) == 1
    assert bot_world.hear() == 0


def test_a_stranger_is_told_how_to_link_but_not_again_and_again(bot_world: World) -> None:
    stranger = bot_world.telegram.know(Person(77_001, "Stranger", "", "zh-hans"))
    first = bot_world.say(stranger, "hello")
    assert ([len(first), bot_world.say(stranger, "hello?")]) == [1, []]
    with translation.override("zh-hans"):
        assert first == [
            translation.gettext(
                "I do not know you yet. Sign in to the site, open your profile and press «Link Telegram»."
            )
        ]


def test_a_blocked_account_is_a_stranger(bot_world: World) -> None:
    user, person = bot_world.linked(number=77_002)
    with system_scope(SystemJob.MAINTENANCE):
        User.objects.filter(pk=user.pk).update(status=User.Status.BLOCKED)
    assert "do not know you" in bot_world.say(person, "/tasks")[0]


def test_a_command_needs_its_right(bot_world: World) -> None:
    _user, person = bot_world.linked(Role.DRIVER)
    assert bot_world.say(person, "/find 1234") == ["You do not have the right to do this."]
    assert "/find" not in bot_world.say(person, "/help")[0]


def test_a_refusal_of_the_domain_is_said_and_changes_nothing(bot_world: World, monkeypatch: Any) -> None:
    def refusing(talk: dialogs.Talk, rest: str) -> list[Said]:
        NotificationTimes.objects.create(organisation_id=talk.actor.tenant_id, user=talk.user)
        raise Conflict

    monkeypatch.setitem(dialogs._commands, "refuse", dialogs.Command("refuse", "x", refusing))
    _user, person = bot_world.linked()
    assert bot_world.say(person, "/refuse") == ["The present state does not allow this."]
    with system_scope(SystemJob.MAINTENANCE):
        assert NotificationTimes.objects.count() == 0


def test_buttons_change_quiet_hours_digest_and_language_in_place(bot_world: World) -> None:
    user, person = bot_world.linked()
    assert bot_world.say(person, "/settings") == ["News come at once."]
    for data in ("set:quiet", "set:hourly", "set:ru"):
        bot_world.press(person, data)
    (text,) = bot_world.telegram.said_to(person)
    with translation.override("ru"):
        assert text.startswith(translation.gettext("News come gathered, every hour."))
    with system_scope(SystemJob.MAINTENANCE):
        times = NotificationTimes.objects.get()
        assert (User.objects.get(pk=user.pk).language, times.digest) == ("ru", "hourly")
        assert (f"{times.quiet_from:%H:%M}", f"{times.quiet_until:%H:%M}") == ("22:00", "07:00")
    assert len(bot_world.telegram.bots[0].answered) == 3
    bot_world.press(person, "set:loud")
    with system_scope(SystemJob.MAINTENANCE):
        assert NotificationTimes.objects.get().quiet_from is None


def _webhook(organisation: Organisation, secret: str, body: bytes) -> Taken:
    return take_update(organisation.uid, secret, body)


def test_the_webhook_believes_only_who_knows_the_secret(bot_world: World) -> None:
    _user, person = bot_world.linked()
    body = json.dumps(write(bot_world.telegram.bots[0], person, "/stop")).encode()
    assert _webhook(bot_world.organisation, "s3cret", body) is Taken.REFUSED  # it polls: there is no webhook
    with system_scope(SystemJob.MAINTENANCE):
        TelegramBot.objects.update(mode=TelegramBot.Mode.WEBHOOK)
    assert _webhook(bot_world.organisation, "", body) is Taken.REFUSED
    assert _webhook(bot_world.organisation, "s3cres", body) is Taken.REFUSED
    assert _webhook(bot_world.organisation, "s3cret", b"[1]") is Taken.UNREADABLE
    assert _webhook(bot_world.organisation, "s3cret", b"{") is Taken.UNREADABLE
    assert len(_links()) == 1
    assert _webhook(bot_world.organisation, "s3cret", body) is Taken.APPLIED
    assert _webhook(bot_world.organisation, "s3cret", body) is Taken.KNOWN
    assert (_links(), _actions()) == ([], ["accounts.telegram.unlink"])


@pytest.mark.parametrize(
    "told",
    [
        {
            "update_id": 1,
            "message": {
                "message_id": 1,
                "date": 1,
                "text": "/stop",
                "chat": {"id": -5, "type": "group", "title": "G"},
                "from": {"id": 301, "is_bot": False, "first_name": "A"},
            },
        },
        {
            "update_id": 2,
            "edited_message": {
                "message_id": 1,
                "date": 1,
                "text": "x",
                "chat": {"id": 301, "type": "private"},
                "from": {"id": 301, "is_bot": False, "first_name": "A"},
            },
        },
        {"update_id": 3},
        {
            "update_id": 4,
            "message": {
                "message_id": 1,
                "date": 1,
                "chat": {"id": 301, "type": "private"},
                "from": {"id": 301, "is_bot": False, "first_name": "A"},
            },
        },
    ],
)
def test_what_is_not_understood_is_passed_over(bot_world: World, told: dict[str, Any]) -> None:
    bot_world.linked()
    assert apply(bot_world.found, read(told)) is True
    assert len(_links()) == 1


@pytest.mark.parametrize("told", [{}, {"update_id": "x"}, {"update_id": None}, {"message": 5, "update_id": 1}])
def test_what_is_no_update_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="update"):
        read(told)
