"""Signing in: by login or e-mail, recorded, locked after failures, never led elsewhere."""

from __future__ import annotations

import json
import time
import uuid
from datetime import date
from typing import Any

import pytest
import time_machine

from apps.accounts.models import Organisation, Session, User
from apps.audit.models import AuditRecord
from apps.common.clock import now
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from tests.browser import Browser
from tests.factories import PASSWORD, make_user

URL = "/sign-in/"


@pytest.fixture
def address() -> str:
    """Return an address of this test alone: locks live in Redis and outlast a test's transaction."""
    number = uuid.uuid4().hex
    return f"2001:db8:{number[:4]}:{number[4:8]}:{number[8:12]}:{number[12:16]}:{number[16:20]}:{number[20:24]}"


@pytest.fixture
def browser(address: str) -> Browser:
    return Browser(REMOTE_ADDR=address)


@pytest.fixture
def person(organisation: Organisation) -> User:
    return make_user(organisation, Role.MANAGER, login="Maria", email="Maria@Example.test", language="zh-hans")


def _recorded() -> list[tuple[str, str]]:
    with system_scope(SystemJob.MAINTENANCE):
        rows = AuditRecord.objects.order_by("pk")
        return [
            (row.action, json.loads(row.changes)["after"]["outcome"])
            for row in rows
            if row.action.startswith("accounts.session")
        ]


def _sessions(user: User) -> list[Session]:
    with system_scope(SystemJob.MAINTENANCE):
        return list(Session.objects.filter(user=user).order_by("pk"))


@pytest.mark.parametrize("name", ["Maria", "maria", "maria@example.test", " MARIA@example.TEST "])
def test_a_person_signs_in_by_login_or_email_in_any_case(person: User, browser: Browser, name: str) -> None:
    answer = browser.post(URL, {"username": name, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert _recorded() == [("accounts.session.sign_in", "password")]


def test_the_session_knows_address_and_browser_and_keeps_no_key(person: User) -> None:
    browser = Browser(REMOTE_ADDR="203.0.113.9", headers={"User-Agent": "Firefox 140"})
    browser.post(URL, {"username": "maria", "password": PASSWORD})
    (row,) = _sessions(person)
    assert (row.ip, row.user_agent, row.organisation_id) == ("203.0.113.9", "Firefox 140", person.organisation_id)
    assert browser.cookies["nh_session"].value not in (row.key_digest, row.data)


def test_the_session_key_changes_at_sign_in(person: User) -> None:
    browser = Browser()
    browser.session.save()
    before = browser.cookies.get("nh_session")
    browser.post(URL, {"username": "maria", "password": PASSWORD})
    assert before is None or before.value != browser.cookies["nh_session"].value


def test_the_language_of_the_profile_comes_with_the_sign_in(person: User) -> None:
    browser = Browser()
    browser.post(URL, {"username": "maria", "password": PASSWORD})
    assert browser.cookies["nh_language"].value == "zh-hans"


def test_a_wrong_password_is_refused_and_recorded_and_the_name_stays_typed(person: User, browser: Browser) -> None:
    answer = browser.post(URL, {"username": "maria", "password": "wrong"})
    assert answer.status_code == 422
    assert "The login or the password is wrong" in answer.content.decode()
    assert 'value="maria"' in answer.content.decode()
    assert _recorded() == [("accounts.session.refuse", "password")]
    assert _sessions(person) == []


def test_an_unknown_name_gets_the_same_answer(person: User, browser: Browser) -> None:
    known = browser.post(URL, {"username": "maria", "password": "wrong"})
    unknown = browser.post(URL, {"username": "nobody", "password": "wrong"})
    assert unknown.status_code == known.status_code
    assert list(unknown.context["form"].non_field_errors()) == list(known.context["form"].non_field_errors())


@pytest.mark.parametrize("values", [{"status": User.Status.BLOCKED}, {"access_expires_on": date(2020, 1, 1)}])
def test_a_blocked_or_expired_account_does_not_open(organisation: Organisation, values: dict[str, Any]) -> None:
    make_user(organisation, login="gone", **values)
    assert Browser().post(URL, {"username": "gone", "password": PASSWORD}).status_code == 422


def test_five_failures_lock_and_the_sentence_says_how_long(person: User, browser: Browser) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        for number in range(5):
            # Login and e-mail count as one name.
            name = "maria" if number % 2 else "maria@example.test"
            last = browser.post(URL, {"username": name, "password": "wrong"})
        assert last.status_code == 429
        clock.shift(300)
        locked = browser.post(URL, {"username": "maria", "password": PASSWORD})
    assert locked.status_code == 429
    assert "Try again in 10 min." in locked.content.decode()
    assert int(locked["Retry-After"]) == 600
    assert _recorded()[-1] == ("accounts.session.refuse", "locked")


def test_a_lock_ends_by_itself(person: User, browser: Browser, settings: Any) -> None:
    settings.AXES_COOLOFF_TIME = 1 / 3600
    for _ in range(6):
        browser.post(URL, {"username": "maria", "password": "wrong"})
    assert browser.post(URL, {"username": "maria", "password": PASSWORD}).status_code == 429
    time.sleep(1.1)
    assert browser.post(URL, {"username": "maria", "password": PASSWORD}).status_code == 302


def test_another_address_is_not_locked_with_the_first(person: User, browser: Browser) -> None:
    for _ in range(6):
        browser.post(URL, {"username": "maria", "password": "wrong"})
    other = Browser(REMOTE_ADDR="203.0.113.2")
    assert other.post(URL, {"username": "maria", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test/x", "javascript:alert(1)", "/\\evil.test"])
def test_the_way_on_never_leads_to_another_site(person: User, elsewhere: str) -> None:
    answer = Browser().post(URL, {"username": "maria", "password": PASSWORD, "next": elsewhere})
    assert answer["Location"] == "/"


def test_the_way_on_leads_to_the_page_that_was_asked_for(person: User) -> None:
    browser = Browser()
    asked = browser.get("/profile/?x=1")
    assert asked["Location"] == "/sign-in/?next=/profile/%3Fx%3D1"
    answer = browser.post(URL, {"username": "maria", "password": PASSWORD, "next": "/profile/?x=1"})
    assert answer["Location"] == "/profile/?x=1"


def test_beyond_the_limit_the_oldest_session_ends_and_the_person_is_told(person: User, settings: Any) -> None:
    settings.SESSIONS_PER_USER = 2
    browsers = [Browser() for _ in range(3)]
    for one in browsers:
        one.post(URL, {"username": "maria", "password": PASSWORD})
    assert "1 older session was ended" in browsers[2].get("/profile/").content.decode()
    assert [one.get("/profile/").status_code for one in browsers] == [302, 200, 200]


def test_signing_out_ends_the_session_and_is_recorded(person: User) -> None:
    browser = Browser()
    browser.post(URL, {"username": "maria", "password": PASSWORD})
    assert browser.post("/sign-out/")["Location"] == URL
    assert _sessions(person) == []
    with system_scope(SystemJob.MAINTENANCE):
        assert AuditRecord.objects.order_by("pk").last().action == "accounts.session.sign_out"  # type: ignore[union-attr]
    assert browser.get("/profile/").status_code == 302


def test_the_sign_in_page_opens_without_signing_in_and_is_not_kept(db: None) -> None:
    answer = Browser().get(URL)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
