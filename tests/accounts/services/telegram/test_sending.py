"""What leaves for Telegram: not lost, not told twice as far as that can be, within limits and quiet hours."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time as time_of_day
import traceback
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import pytest
import telegram.error
import time_machine
from django.core import mail
from django.db import connection

from apps.accounts.integrations.telegram import BotApi, LimitReached
from apps.accounts.integrations.telegram.bucket import Bucket
from apps.accounts.integrations.telegram.errors import TelegramError
from apps.accounts.models import Notification, TelegramLink
from apps.accounts.rules import quiet
from apps.accounts.services import notifying
from apps.accounts.services.outbox import retry_message
from apps.audit.models import AuditRecord
from apps.common import outbox
from apps.common.clock import now
from apps.common.models import OutboxMessage
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from tests.accounts.telegram_world import KIND, TOKEN, URGENT, outbox_rows
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import User
    from tests.accounts.telegram_world import World

NIGHT = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)


def _states() -> list[str]:
    return [row.state for row in outbox_rows()]


def _quiet(user: User) -> None:
    with scope(actor_for(user)) as by:
        notifying.change_times(by=by, times=quiet.Times(time(22), time(7)))


def test_a_linked_person_reads_the_sentence_with_a_button(bot_world: World) -> None:
    user, person = bot_world.linked()
    bot_world.tell(user)
    assert outbox.deliver() == 1
    (message,) = [one for one in bot_world.telegram.bots[0].chats[person.id].messages if one["from"]["is_bot"]]
    button = message["reply_markup"]["inline_keyboard"][0][0]
    assert (message["text"], button["url"]) == ("Act АП-7 arrived", "https://nh.example/notifications/")
    assert _states() == ["sent"]


def test_the_sentence_is_in_the_persons_language_and_its_words_are_no_markup(bot_world: World) -> None:
    user, person = bot_world.linked(language="ru")
    bot_world.tell(user, number="<b>&")
    assert outbox.deliver() == 1
    assert bot_world.telegram.said_to(person) == ["Act <b>& arrived"]


def test_without_a_link_a_letter_comes_in_its_place(bot_world: World) -> None:
    bot_world.tell(make_user(bot_world.organisation, Role.WAREHOUSE, login="nolink"))
    assert outbox.deliver() == 1
    assert [letter.to for letter in mail.outbox] == [["nolink@example.test"]]
    assert bot_world.telegram.calls["sendMessage"] == 0


def test_who_blocks_the_bot_gets_letters_and_the_link_is_broken_until_it_is_begun_again(bot_world: World) -> None:
    user, person = bot_world.linked(login="blocker")
    bot_world.telegram.block(person)
    bot_world.tell(user)
    assert outbox.deliver() == 1
    assert _states() == ["failed", "sent"]
    assert [letter.to for letter in mail.outbox] == [["blocker@example.test"]]
    with system_scope(SystemJob.MAINTENANCE):
        assert TelegramLink.objects.get().broken_at is not None
        assert [one.action for one in AuditRecord.objects.all()] == ["accounts.telegram.break"]
    bot_world.tell(user)
    assert outbox.deliver() == 1
    assert (len(mail.outbox), bot_world.telegram.calls["sendMessage"]) == (2, 1)
    bot_world.say(person, "/help")
    bot_world.tell(user, number="АП-9")
    assert outbox.deliver() == 1
    assert bot_world.telegram.said_to(person)[-1] == "Act АП-9 arrived"


def test_sending_again_by_hand_repeats_no_letter(bot_world: World) -> None:
    user, person = bot_world.linked()
    bot_world.telegram.block(person)
    bot_world.tell(user)
    outbox.deliver()
    boss = actor_for(make_user(bot_world.organisation, Role.ADMIN))
    with scope(boss):
        retry_message(by=boss, uid=outbox_rows()[0].uid)
    outbox.deliver()
    assert (len(mail.outbox), _states()) == (1, ["failed", "sent"])


def test_an_answer_that_was_lost_is_asked_for_again_and_at_most_repeated_once(bot_world: World) -> None:
    user, person = bot_world.linked()
    bot_world.telegram.faults.drop_after = 1
    bot_world.tell(user)
    with time_machine.travel(now(), tick=False) as clock:
        assert outbox.deliver() == 0
        clock.shift(outbox.FIRST_DELAY)
        assert outbox.deliver() == 1
    assert (bot_world.telegram.said_to(person), _states()) == (["Act АП-7 arrived"] * 2, ["sent"])


def test_what_never_arrived_is_sent_once(bot_world: World) -> None:
    user, person = bot_world.linked()
    bot_world.telegram.faults.drop_before, bot_world.telegram.faults.broken = 1, 1
    bot_world.tell(user)
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(3):
            outbox.deliver()
            clock.shift(outbox.FIRST_DELAY * 2)
    assert (bot_world.telegram.said_to(person), _states()) == (["Act АП-7 arrived"], ["sent"])


def test_a_worker_that_dies_before_sending_loses_nothing(bot_world: World) -> None:
    user, person = bot_world.linked()
    bot_world.tell(user)
    with time_machine.travel(now(), tick=False) as clock:
        assert outbox._claim() is not None
        assert outbox.deliver() == 0
        clock.shift(outbox.LEASE)
        assert outbox.deliver() == 1
    assert bot_world.telegram.said_to(person) == ["Act АП-7 arrived"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_while_it_sends_loses_nothing_and_repeats_once(bot_world: World) -> None:
    user, person = bot_world.linked()
    for number in range(5):
        bot_world.tell(user, kind=URGENT, number=str(number))
    bot_world.telegram.faults.delay_s = 0.5
    child = os.fork()
    if not child:
        try:
            # The parent's connection is the parent's.
            connection.connection = None
            outbox.deliver()
        finally:
            os._exit(0)
    _until(lambda: bot_world.telegram.calls["sendMessage"] == 1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    _until(lambda: len(bot_world.telegram.said_to(person)) == 1)
    assert _states() == ["waiting"] * 5
    assert outbox.deliver() == 0
    with time_machine.travel(now() + outbox.LEASE, tick=False):
        outbox.deliver()
    first, again = bot_world.telegram.said_to(person)
    assert (first == again, _states()) == (True, ["sent"] * 5)


def _until(condition: Callable[[], bool]) -> None:
    end = time_of_day.monotonic() + 20
    while not condition():
        assert time_of_day.monotonic() < end
        time_of_day.sleep(0.02)


def test_an_outage_lets_the_letter_speak_after_some_minutes_and_tells_it_once(bot_world: World) -> None:
    user, person = bot_world.linked(login="patient")
    bot_world.telegram.faults.drop_before = 100
    bot_world.tell(user)
    with time_machine.travel(now(), tick=False) as clock:
        began = now()
        while not mail.outbox:
            outbox.deliver()
            clock.shift(30)
        assert (now() - began).total_seconds() <= 5 * 60
        bot_world.telegram.faults.drop_before = 0
        clock.shift(24 * 3600)
        outbox.deliver()
    assert ([letter.to for letter in mail.outbox], bot_world.telegram.said_to(person)) == (
        [["patient@example.test"]],
        [],
    )


def test_quiet_hours_hold_news_back_and_let_what_is_urgent_pass(bot_world: World) -> None:
    user, person = bot_world.linked()
    _quiet(user)
    with time_machine.travel(NIGHT, tick=False) as clock:
        bot_world.tell(user, number="1")
        bot_world.tell(user, number="2")
        bot_world.tell(user, kind=URGENT, number="3")
        assert outbox.deliver() == 1
        assert bot_world.telegram.said_to(person) == ["Act 3 arrived"]
        clock.move_to(datetime(2026, 11, 28, 6, 59, tzinfo=UTC))
        assert outbox.deliver() == 0
        clock.move_to(datetime(2026, 11, 28, 7, 0, tzinfo=UTC))
        assert outbox.deliver() == 1
    assert bot_world.telegram.said_to(person)[1] == "News: 2\n• Act 1 arrived\n• Act 2 arrived"
    assert _states() == ["sent"] * 3


def test_a_message_that_was_late_does_not_ring_at_night(bot_world: World) -> None:
    user, person = bot_world.linked()
    _quiet(user)
    with time_machine.travel(datetime(2026, 11, 27, 21, 59, 50, tzinfo=UTC), tick=False) as clock:
        bot_world.tell(user)
        bot_world.telegram.faults.drop_before = 1
        assert outbox.deliver() == 0
        clock.move_to(datetime(2026, 11, 27, 22, 30, tzinfo=UTC))
        assert outbox.deliver() == 0
        assert outbox_rows()[0].due_at == datetime(2026, 11, 28, 7, tzinfo=UTC)
        clock.move_to(datetime(2026, 11, 28, 7, tzinfo=UTC))
        assert outbox.deliver() == 1
    assert bot_world.telegram.said_to(person) == ["Act АП-7 arrived"]


def test_what_is_urgent_does_not_wait_for_news_that_were_late(bot_world: World) -> None:
    user, person = bot_world.linked()
    _quiet(user)
    with time_machine.travel(datetime(2026, 11, 27, 21, 59, 50, tzinfo=UTC), tick=False) as clock:
        bot_world.tell(user, number="1")
        clock.move_to(datetime(2026, 11, 27, 22, 5, tzinfo=UTC))
        bot_world.tell(user, kind=URGENT, number="2")
        assert outbox.deliver() == 1
        assert bot_world.telegram.said_to(person) == ["Act 2 arrived"]
        clock.move_to(datetime(2026, 11, 28, 7, tzinfo=UTC))
        assert outbox.deliver() == 1
    assert bot_world.telegram.said_to(person) == ["Act 2 arrived", "Act 1 arrived"]


def test_a_message_under_which_workers_end_is_given_up_and_holds_nothing_up(
    bot_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, person = bot_world.linked()
    ends: list[int] = []

    def die(_message: OutboxMessage) -> None:
        ends.append(1)
        raise SystemExit

    with time_machine.travel(now(), tick=False) as clock:
        bot_world.tell(user, number="1")
        for _again in range(outbox.MAX_ATTEMPTS):
            with monkeypatch.context() as patched:
                patched.setitem(outbox._handlers, notifying.TOPIC, die)
                with pytest.raises(SystemExit):
                    outbox.deliver()
            clock.shift(outbox.LEASE)
        bot_world.tell(user, number="2")
        assert outbox.deliver() == 1
    assert (len(ends), _states()) == (outbox.MAX_ATTEMPTS, ["failed", "sent"])
    assert bot_world.telegram.said_to(person) == ["Act 2 arrived"]


def test_a_digest_comes_once_a_day_in_the_persons_zone(bot_world: World) -> None:
    user, person = bot_world.linked(time_zone="Asia/Irkutsk")
    with scope(actor_for(user)) as by:
        notifying.change_times(by=by, times=quiet.Times(digest=quiet.Digest.DAILY, digest_at=time(9)))
    with time_machine.travel(datetime(2026, 11, 27, 3, tzinfo=UTC), tick=False) as clock:
        for number in ("1", "2", "3"):
            bot_world.tell(user, number=number)
        assert outbox.deliver() == 0
        # Nine in the morning in Irkutsk (UTC+8).
        clock.move_to(datetime(2026, 11, 28, 1, tzinfo=UTC))
        assert outbox.deliver() == 1
    (text,) = bot_world.telegram.said_to(person)
    assert text.startswith("News: 3\n")


def test_too_many_requests_are_waited_for_as_long_as_telegram_says(bot_world: World) -> None:
    user, person = bot_world.linked()
    bot_world.telegram.limits.chat_span_s = 5.0
    bot_world.telegram.limits.wait_s(TOKEN, person.id)
    bot_world.tell(user)
    assert outbox.deliver() == 0
    row = outbox_rows()[0]
    assert (row.state, row.attempts, 3 < (row.due_at - now()).total_seconds() <= 5) == ("waiting", 0, True)
    assert 3 < Bucket(7200000001).take(person.id) <= 5


def test_the_bucket_is_one_for_all_workers(bot_world: World) -> None:
    taken: list[float] = []

    def take() -> None:
        taken.extend(Bucket(7300000001).take(400 + number) for number in range(20))

    workers = [threading.Thread(target=take) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    # Two hundred a second: eighty tries within a moment get only a few places.
    assert 1 <= taken.count(0) <= 40
    assert max(taken) <= 0.02


def test_a_group_has_a_limit_of_its_own(bot_world: World) -> None:
    assert Bucket(7300000002).take(-5) == 0
    assert 3 < Bucket(7300000002).take(-5) <= 3.1


def test_what_takes_too_long_is_put_back_instead_of_waited_for(bot_world: World) -> None:
    _user, person = bot_world.linked()
    Bucket(7200000001).pause(60)
    with pytest.raises(LimitReached) as limit:
        BotApi(TOKEN).send(person.id, "x")
    assert 50 < limit.value.seconds <= 60
    assert bot_world.telegram.calls["sendMessage"] == 0
    Bucket(7200000001).pause(0.001)


def test_the_token_is_in_no_log_and_no_error(bot_world: World, caplog: pytest.LogCaptureFixture) -> None:
    user, _person = bot_world.linked()
    logger = logging.getLogger("telegram")
    with caplog.at_level(logging.DEBUG):
        bot_world.tell(user)
        bot_world.telegram.faults.drop_before = 1
        outbox.deliver()
        bot_world.telegram.bots.clear()
        with time_machine.travel(now() + outbox.FIRST_DELAY * 3, tick=False):
            outbox.deliver()
    assert logger.level == logging.WARNING
    said = caplog.text + "".join(row.error for row in outbox_rows())
    assert ("outbox" in caplog.text, TOKEN in said, TOKEN.partition(":")[2] in said) == (True, False, False)


def test_the_token_is_encrypted_in_its_table(bot_world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT telegram_token FROM accounts_organisationsettings WHERE telegram_token <> ''::bytea")
        (kept,) = cursor.fetchone()
        cursor.execute("SET ROLE nh_app")
    assert TOKEN.encode() not in bytes(kept)


def test_the_bell_speaks_when_nothing_else_can(bot_world: World) -> None:
    user, person = bot_world.linked(email="")
    with scope(actor_for(user)) as by:
        notifying.choose_channels(by=by, kind=KIND, channels=["telegram"])
    bot_world.telegram.block(person)
    bot_world.tell(user)
    outbox.deliver()
    with system_scope(SystemJob.MAINTENANCE):
        assert Notification.objects.get().read_at is None


@pytest.mark.parametrize("fault", ["drop_before", "broken", "blocked", "refused", "limit", "closed"])
def test_no_error_of_telegram_holds_the_token_or_the_librarys_error(bot_world: World, fault: str) -> None:
    _user, person = bot_world.linked()
    chat, html = person.id, "x"
    if fault in ("drop_before", "broken"):
        setattr(bot_world.telegram.faults, fault, 1)
    elif fault == "blocked":
        bot_world.telegram.block(person)
    elif fault == "refused":
        html = "<b>"
    elif fault == "limit":
        bot_world.telegram.limits.wait_s(TOKEN, person.id)
    else:
        chat = 10**12
    with pytest.raises(TelegramError) as raised:
        BotApi(TOKEN).send(chat, html)
    # Its cause would hold the address with the token, for whoever writes the whole chain into a log.
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)
    assert TOKEN not in "".join(traceback.format_exception(raised.value)) + repr(raised.value)
    Bucket(7200000001).pause(0.001)


def test_words_of_telegram_that_repeat_the_token_are_told_without_it() -> None:
    token = "7200000001:AAbbCC-dd_EE"
    refusal = telegram.error.BadRequest(f"Bad Request: no file at https://api.telegram.org/file/bot{token}/x")
    said = BotApi(token)._judged(refusal).message.lower()
    assert (token.lower() in said, "no file at" in said) == (False, True)
