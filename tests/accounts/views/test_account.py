"""The own account: profile, language, sessions and their ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from apps.accounts.models import Organisation, Session, User
from apps.accounts.tasks import clear_expired_sessions
from apps.audit.models import AuditRecord
from apps.common.clock import now
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from tests.browser import Browser
from tests.factories import PASSWORD, make_user

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def person(organisation: Organisation) -> User:
    return make_user(organisation, Role.MANAGER, login="nora")


def _again(user: User) -> User:
    with system_scope(SystemJob.MAINTENANCE):
        return User.objects.get(pk=user.pk)


def test_a_person_changes_the_own_profile(person: User, signed_in: Callable[[User], Browser]) -> None:
    browser = signed_in(person)
    form = browser.get("/profile/").context["form"].initial
    answer = browser.post("/profile/", form | {"name": "Nora N.", "language": "ru", "time_zone": "Asia/Irkutsk"})
    assert (answer.status_code, browser.cookies["nh_language"].value) == (302, "ru")
    saved = _again(person)
    assert (saved.name, saved.language, saved.time_zone, saved.version) == ("Nora N.", "ru", "Asia/Irkutsk", 2)
    with system_scope(SystemJob.MAINTENANCE):
        record = AuditRecord.objects.get(action="accounts.profile.change")
    assert "Nora" not in record.changes


def test_a_stale_profile_is_refused_and_what_was_typed_stays(
    person: User, signed_in: Callable[[User], Browser]
) -> None:
    browser = signed_in(person)
    form = browser.get("/profile/").context["form"].initial
    browser.post("/profile/", form | {"name": "First"})
    answer = browser.post("/profile/", form | {"name": "Second"})
    assert (answer.status_code, _again(person).name) == (409, "First")
    assert 'value="Second"' in answer.content.decode()


def test_the_address_of_another_account_is_refused_at_the_field(
    person: User, other_organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    make_user(other_organisation, email="Taken@example.test")
    browser = signed_in(person)
    form = browser.get("/profile/").context["form"].initial
    answer = browser.post("/profile/", form | {"email": "taken@EXAMPLE.test"})
    assert list(answer.context["form"].errors) == ["email"]
    assert _again(person).email == person.email


def test_the_language_switch_keeps_the_page_and_the_profile(person: User, signed_in: Callable[[User], Browser]) -> None:
    browser = signed_in(person)
    answer = browser.post("/language/", {"language": "zh-hans", "next": "/profile/?a=1"})
    assert (answer["Location"], browser.cookies["nh_language"].value) == ("/profile/?a=1", "zh-hans")
    assert _again(person).language == "zh-hans"
    assert browser.post("/language/", {"language": "xx", "next": "//evil.test"})["Location"] == "/"
    assert _again(person).language == "zh-hans"


def test_a_visitor_switches_the_language_too(db: None) -> None:
    browser = Browser()
    browser.post("/language/", {"language": "ru", "next": "/sign-in/"})
    assert 'lang="ru"' in browser.get("/sign-in/").content.decode()


def test_an_idle_session_ends(person: User, signed_in: Callable[[User], Browser], settings: Any) -> None:
    settings.SESSION_IDLE_SECONDS = 600
    start = now()
    with time_machine.travel(start, tick=False) as clock:
        browser = signed_in(person)
        clock.shift(599)
        assert browser.get("/profile/").status_code == 200
        clock.shift(599)
        assert browser.get("/profile/").status_code == 200
        clock.shift(601)
        assert browser.get("/profile/").status_code == 302


def test_a_busy_session_ends_at_its_absolute_end(
    person: User, signed_in: Callable[[User], Browser], settings: Any
) -> None:
    settings.SESSION_IDLE_SECONDS, settings.SESSION_ABSOLUTE_SECONDS = 3600, 7200
    with time_machine.travel(now(), tick=False) as clock:
        browser = signed_in(person)
        statuses = []
        for _ in range(3):
            clock.shift(3000)
            statuses.append(browser.get("/profile/").status_code)
    assert statuses == [200, 200, 302]


def test_sessions_that_are_over_are_deleted(person: User, signed_in: Callable[[User], Browser]) -> None:
    signed_in(person)
    with time_machine.travel(now() + timedelta(days=2)):
        assert clear_expired_sessions() == 1


def test_a_blocked_person_is_out_at_the_next_press(person: User, signed_in: Callable[[User], Browser]) -> None:
    browser = signed_in(person)
    with system_scope(SystemJob.MAINTENANCE):
        User.objects.filter(pk=person.pk).update(status=User.Status.BLOCKED)
    assert browser.get("/profile/").status_code == 302


def test_own_sessions_are_listed_with_address_and_browser(person: User) -> None:
    browser = Browser(REMOTE_ADDR="198.51.100.7", headers={"User-Agent": "Opera 99"})
    browser.post("/sign-in/", {"username": "nora", "password": PASSWORD})
    page = browser.get("/profile/sessions/").content.decode()
    assert "198.51.100.7" in page
    assert "Opera 99" in page


def test_one_own_session_is_ended_and_anothers_is_not_there(
    person: User, organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    here, there = signed_in(person), signed_in(person)
    stranger = signed_in(make_user(organisation))
    with system_scope(SystemJob.MAINTENANCE):
        uids = list(Session.objects.order_by("pk").values_list("uid", flat=True))
    assert here.post(f"/profile/sessions/{uids[1]}/end/").status_code == 302
    assert there.get("/profile/").status_code == 302
    assert here.post(f"/profile/sessions/{uids[2]}/end/").status_code == 404
    assert stranger.get("/profile/").status_code == 200


def test_all_other_sessions_are_ended_at_once(person: User, signed_in: Callable[[User], Browser]) -> None:
    here, *others = (signed_in(person) for _ in range(3))
    here.post("/profile/sessions/end-others/")
    assert [one.get("/profile/").status_code for one in (here, *others)] == [200, 302, 302]


def test_an_old_password_must_be_changed_first(
    person: User, signed_in: Callable[[User], Browser], settings: Any
) -> None:
    settings.PASSWORD_MAX_AGE_DAYS = 90
    with time_machine.travel(now() + timedelta(days=91)):
        browser = signed_in(person)
        assert browser.get("/profile/")["Location"] == "/password/change/"
        new = "a quite different secret"
        browser.post("/password/change/", {"present": PASSWORD, "new": new, "repeated": new})
        assert browser.get("/profile/").status_code == 200
