"""Notifying: the bell's row and the letter's outbox row stand and fall with the transaction."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy

from apps.accounts import notifications
from apps.accounts.models import Notification, Organisation, User
from apps.accounts.selectors.people import user_ids
from apps.accounts.services import notify, notifying
from apps.audit.models import AuditRecord
from apps.audit.snapshots import plain
from apps.common import outbox
from apps.common.clock import now
from apps.common.models import OutboxMessage
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser import Browser
    from tests.letters import LetterBox

KIND = "tests.arrived"
OF_A_DAY = "tests.of_a_day"


@pytest.fixture(autouse=True)
def _kind() -> None:
    if KIND not in {kind.key for kind in notifications.kinds()}:
        notifications.register_kind(KIND, gettext_lazy("Act %(number)s arrived"), ("in_app", "email"))
        notifications.register_kind(OF_A_DAY, "%(day)s: %(number)s")


@pytest.fixture
def reader(organisation: Organisation) -> User:
    return make_user(organisation, Role.WAREHOUSE, login="reader")


def _told(organisation: Organisation, by: User, *readers: User) -> None:
    with scope(actor_for(by)):
        notify(
            organisation_id=organisation.pk,
            user_ids=[user.pk for user in readers],
            kind=KIND,
            params={"number": "АП-7"},
            url="/notifications/",
            by=actor_for(by),
        )


@pytest.mark.parametrize(
    ("language", "told"),
    [("ru", "14.03.2026: 2026-03-14"), ("en", "14 Mar 2026: 2026-03-14"), ("zh-hans", "2026年3月14日: 2026-03-14")],
)
def test_a_day_is_told_as_the_reader_writes_days_and_a_number_that_looks_like_one_is_not(
    language: str, told: str
) -> None:
    with translation.override(language):
        said = notifications.sentence_of(OF_A_DAY, {"day": plain(date(2026, 3, 14)), "number": "2026-03-14"})
    assert said == told


def _outbox() -> list[OutboxMessage]:
    with system_scope(SystemJob.MAINTENANCE):
        return list(OutboxMessage.objects.order_by("pk"))


def test_a_person_is_told_by_bell_and_letter(organisation: Organisation, reader: User) -> None:
    _told(organisation, make_user(organisation), reader)
    assert outbox.deliver() == 1
    (letter,) = mail.outbox
    assert (letter.subject, letter.to) == ("Act АП-7 arrived", ["reader@example.test"])
    assert letter.from_email == '"North" <noreply@neurohost.local>'
    assert "http://127.0.0.1:8000/notifications/" in letter.body
    assert [message.state for message in _outbox()] == ["sent"]
    assert outbox.deliver() == 0


def test_a_letter_carries_the_messages_own_id_so_that_a_copy_is_known(organisation: Organisation, reader: User) -> None:
    _told(organisation, make_user(organisation), reader)
    outbox.deliver()
    assert mail.outbox[0].message()["Message-ID"] == f"<{_outbox()[0].uid}@127.0.0.1>"


def test_a_clients_user_may_tell_staff_something(organisation: Organisation, reader: User) -> None:
    _told(organisation, make_user(organisation, Role.CLIENT_OPERATOR), reader)
    assert len(_outbox()) == 1


def test_nothing_is_told_when_the_transaction_fails(organisation: Organisation, reader: User) -> None:
    teller = make_user(organisation)
    with transaction.atomic():
        _told(organisation, teller, reader)
        assert len(_outbox()) == 1
        transaction.set_rollback(True)
    with system_scope(SystemJob.MAINTENANCE):
        assert Notification.objects.count() == 0
    assert _outbox() == []


def test_strangers_and_blocked_people_are_left_out(
    organisation: Organisation, other_organisation: Organisation, reader: User
) -> None:
    blocked = make_user(organisation, status=User.Status.BLOCKED)
    _told(organisation, make_user(organisation), reader, blocked, make_user(other_organisation), reader)
    with system_scope(SystemJob.MAINTENANCE):
        assert list(Notification.objects.values_list("user_id", flat=True)) == [reader.pk]


def test_a_person_chooses_the_channels(organisation: Organisation, reader: User) -> None:
    with scope(actor_for(reader)):
        notifying.choose_channels(by=actor_for(reader), kind=KIND, channels=["email"])
    _told(organisation, make_user(organisation), reader)
    with system_scope(SystemJob.MAINTENANCE):
        assert Notification.objects.get().read_at is not None
    assert len(_outbox()) == 1


def test_a_failing_server_is_tried_again_later_and_at_last_shown(
    organisation: Organisation, reader: User, letter_box: LetterBox, signed_in: Callable[[User], Browser]
) -> None:
    letter_box.refuse_with = "451 busy, come later"
    _told(organisation, make_user(organisation), reader)
    waits = []
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(outbox.MAX_ATTEMPTS):
            assert outbox.deliver() == 0
            message = _outbox()[0]
            waits.append((message.due_at - now()).total_seconds())
            clock.move_to(message.due_at)
    assert waits[:4] == [30, 60, 120, 240]
    assert (message.state, message.attempts) == ("failed", outbox.MAX_ATTEMPTS)
    assert message.error == "The message was not delivered this time: SMTP 451"
    boss = signed_in(make_user(organisation, Role.ADMIN))
    (shown,) = boss.get("/outbox/").context["rows"]
    assert (shown.recipient, shown.error, shown.attempts) == (reader.name, message.error, outbox.MAX_ATTEMPTS)
    letter_box.refuse_with = ""
    assert boss.post(f"/outbox/{message.uid}/retry/")["Location"] == "/outbox/"
    assert outbox.deliver() == 1
    assert [letter["To"] for letter in letter_box.letters] == ["reader@example.test"]
    assert boss.get("/outbox/").context["rows"] == []
    with system_scope(SystemJob.MAINTENANCE):
        assert AuditRecord.objects.get().action == "accounts.outbox.retry"


def test_an_address_that_the_server_refuses_for_good_is_shown_at_once(
    organisation: Organisation, reader: User, letter_box: LetterBox
) -> None:
    letter_box.refuse_with = "550 no such mailbox"
    _told(organisation, make_user(organisation), reader)
    assert outbox.deliver() == 0
    message = _outbox()[0]
    assert (message.state, message.attempts) == ("failed", 1)
    assert message.error == "The message cannot be delivered: SMTP 550"


def test_only_what_was_given_up_is_sent_again_and_only_by_the_own_administrator(
    organisation: Organisation, other_organisation: Organisation, reader: User, signed_in: Callable[[User], Browser]
) -> None:
    _told(organisation, make_user(organisation), reader)
    page = f"/outbox/{_outbox()[0].uid}/retry/"
    assert signed_in(make_user(organisation, Role.ADMIN)).post(page).status_code == 409
    assert signed_in(make_user(other_organisation, Role.ADMIN)).post(page).status_code == 404
    assert signed_in(make_user(organisation, Role.MANAGER)).post(page).status_code == 403
    assert _outbox()[0].state == "waiting"


def test_a_message_of_a_dead_worker_is_taken_up_after_its_lease(organisation: Organisation, reader: User) -> None:
    _told(organisation, make_user(organisation), reader)
    with time_machine.travel(now(), tick=False) as clock:
        assert outbox._claim() is not None
        assert outbox.deliver() == 0
        clock.shift(outbox.LEASE)
        assert outbox.deliver() == 1
    assert len(mail.outbox) == 1


def test_a_person_without_an_address_is_shown_as_failed_at_once(organisation: Organisation) -> None:
    _told(organisation, make_user(organisation), make_user(organisation, email=""))
    assert outbox.deliver() == 0
    assert (_outbox()[0].state, _outbox()[0].attempts) == ("failed", 1)


def test_the_bell_counts_and_opening_marks_as_read(
    organisation: Organisation, reader: User, signed_in: Callable[[User], Browser]
) -> None:
    _told(organisation, make_user(organisation), reader)
    browser = signed_in(reader)
    assert "1 unread notification" in browser.get("/notifications/bell/").content.decode()
    assert "Act АП-7 arrived" in browser.get("/notifications/").content.decode()
    with system_scope(SystemJob.MAINTENANCE):
        uid = Notification.objects.get().uid
    assert browser.post(f"/notifications/{uid}/open/")["Location"] == "/notifications/"
    assert "0 unread notifications" in browser.get("/notifications/bell/").content.decode()


def test_another_persons_notification_is_not_there(
    organisation: Organisation, reader: User, signed_in: Callable[[User], Browser]
) -> None:
    _told(organisation, make_user(organisation), reader)
    with system_scope(SystemJob.MAINTENANCE):
        uid = Notification.objects.get().uid
    other = signed_in(make_user(organisation, Role.WAREHOUSE))
    assert other.post(f"/notifications/{uid}/open/").status_code == 404


def test_people_are_found_by_role_and_site(organisation: Organisation, reader: User) -> None:
    manager = make_user(organisation, Role.MANAGER)
    assert user_ids(organisation.pk, {Role.MANAGER, Role.WAREHOUSE}) == [reader.pk, manager.pk]
    assert user_ids(organisation.pk, {Role.MANAGER, Role.WAREHOUSE}, site_id=5) == [manager.pk]
