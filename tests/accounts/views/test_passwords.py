"""Passwords: reset by letter, set once, changed with the other sessions ended."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core import mail

from apps.accounts.models import Organisation, Session, User
from apps.accounts.services import letters
from apps.common import outbox
from apps.common.clock import now
from apps.common.models import OutboxMessage
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from tests.browser import Browser
from tests.factories import PASSWORD, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

NEW = "a quite different secret"


@pytest.fixture
def person(organisation: Organisation) -> User:
    return make_user(organisation, Role.ACCOUNTANT, login="otto", language="ru")


@pytest.fixture
def browser() -> Browser:
    """Return a browser at an address of this test alone: requests are counted by address in Redis."""
    return Browser(REMOTE_ADDR=f"2001:db8::{uuid.uuid4().hex[:4]}")


def _link(browser: Browser, name: str = "otto") -> str:
    browser.post("/password/reset/", {"name": name})
    outbox.deliver()
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def _works(password: str) -> bool:
    return bool(Browser().post("/sign-in/", {"username": "otto", "password": password}).status_code == 302)


def test_a_forgotten_password_is_set_by_the_link_of_a_letter_once(person: User, browser: Browser) -> None:
    old = Browser()
    old.post("/sign-in/", {"username": "otto", "password": PASSWORD})
    link = _link(browser, "OTTO@example.test")
    assert "otto" in browser.get(link).content.decode()
    assert browser.post(link, {"password": NEW, "repeated": NEW})["Location"] == "/sign-in/"
    assert (_works(NEW), _works(PASSWORD)) == (True, False)
    assert old.get("/profile/").status_code == 302
    assert browser.get(link).status_code == 410
    assert browser.post(link, {"password": PASSWORD, "repeated": PASSWORD}).status_code == 410


def test_the_token_of_a_link_lies_in_no_table_before_the_letter_leaves(person: User, browser: Browser) -> None:
    browser.post("/password/reset/", {"name": "otto"})
    with system_scope(SystemJob.MAINTENANCE):
        payloads = list(OutboxMessage.objects.values_list("payload", flat=True))
    assert payloads == [{"user": person.pk, "letter": "password_reset"}]


def test_an_unknown_name_gets_the_same_page_and_no_letter(person: User, browser: Browser) -> None:
    known = browser.post("/password/reset/", {"name": "otto"})
    unknown = browser.post("/password/reset/", {"name": "nobody"})
    strip = re.compile(r'(csrf-token" content|csrfmiddlewaretoken" value|_idempotency_key" value)="[^"]*"')
    assert strip.sub("", known.content.decode()) == strip.sub("", unknown.content.decode())
    assert outbox.deliver() == 1


def test_the_link_is_of_no_use_after_an_hour(person: User, browser: Browser) -> None:
    link = _link(browser)
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert browser.get(link).status_code == 410


def test_a_changed_link_is_refused(person: User, browser: Browser) -> None:
    link = _link(browser)
    assert browser.get(f"{link[:-3]}xx/").status_code == 410
    assert browser.get("/password/set/nonsense/").status_code == 410


def test_a_link_that_confirms_an_address_sets_no_password(person: User, browser: Browser) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        token = letters.link(person, letters.Letter.VERIFY_EMAIL).rstrip("/").rpartition("/")[2]
    assert browser.get(f"/password/set/{token}/").status_code == 410


@pytest.mark.parametrize(
    ("password", "sentence"),
    [("short", "too short"), ("1234567890123", "numeric"), ("password123", "common"), (PASSWORD, "you have now")],
)
def test_a_weak_or_the_same_password_is_refused_at_its_field(
    person: User, browser: Browser, password: str, sentence: str
) -> None:
    link = _link(browser)
    browser.cookies["nh_language"] = "en"
    answer = browser.post(link, {"password": password, "repeated": password})
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors["password"][0]
    assert _works(PASSWORD)


def test_asking_too_often_is_refused(person: User, browser: Browser) -> None:
    statuses = [browser.post("/password/reset/", {"name": "otto"}).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


def test_a_blocked_account_gets_no_letter(organisation: Organisation, browser: Browser) -> None:
    make_user(organisation, login="gone", status=User.Status.BLOCKED)
    browser.post("/password/reset/", {"name": "gone"})
    assert outbox.deliver() == 0


def test_changing_the_own_password_ends_other_sessions_and_keeps_this_one(
    person: User, signed_in: Callable[[User], Browser]
) -> None:
    here, there = signed_in(person), signed_in(person)
    answer = here.post("/password/change/", {"present": PASSWORD, "new": NEW, "repeated": NEW})
    assert answer["Location"] == "/profile/"
    assert (here.get("/profile/").status_code, there.get("/profile/").status_code) == (200, 302)
    assert outbox.deliver() == 1
    with system_scope(SystemJob.MAINTENANCE):
        assert Session.objects.filter(user=person).count() == 1


def test_the_present_password_is_asked(person: User, signed_in: Callable[[User], Browser]) -> None:
    answer = signed_in(person).post("/password/change/", {"present": "wrong", "new": NEW, "repeated": NEW})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["present"]
    assert _works(PASSWORD)


def test_a_new_address_is_confirmed_by_its_letter(person: User, signed_in: Callable[[User], Browser]) -> None:
    browser = signed_in(person)
    form = browser.get("/profile/").context["form"].initial
    browser.post("/profile/", form | {"email": "new@example.test"})
    outbox.deliver()
    assert mail.outbox[-1].to == ["new@example.test"]
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", str(mail.outbox[-1].body))
    assert found
    assert browser.get(found[1]).status_code == 200
    with system_scope(SystemJob.MAINTENANCE):
        assert User.objects.get(pk=person.pk).email_verified_at is None
    browser.post(found[1])
    with system_scope(SystemJob.MAINTENANCE):
        assert User.objects.get(pk=person.pk).email_verified_at is not None
    assert browser.get(found[1]).status_code == 410
