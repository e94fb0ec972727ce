"""The API of accounts: who asks, people, tokens whose key is shown once, notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from apps.accounts.models import ApiToken, Notification, Organisation, User
from apps.audit.models import AuditRecord
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from tests.browser import Browser
from tests.crm.factories import bind_user, make_client
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.accounts.telegram_world import World

ROOT = "/api/v1"


@pytest.fixture
def boss(organisation: Organisation) -> User:
    return make_user(organisation, Role.ADMIN, login="boss")


@pytest.fixture
def browser(boss: User, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(boss)


def _bearer(key: str) -> Browser:
    return Browser(headers={"authorization": f"Bearer {key}"})


def _logins(answer: Any) -> set[str]:
    return {row["login"] for row in answer.json()["results"]}


def _told(organisation: Organisation, user: User) -> Notification:
    with system_scope(SystemJob.MAINTENANCE):
        return Notification.objects.create(organisation=organisation, user=user, kind="some.kind")


def test_me_names_the_person_and_the_rights(browser: Browser, boss: User) -> None:
    me = browser.get(f"{ROOT}/me/").json()
    assert (me["uid"], me["login"], me["kind"], me["role"]) == (str(boss.uid), "boss", "user", "admin")
    assert {"accounts.user.manage", "accounts.profile"} <= set(me["permissions"])


def test_a_token_is_made_with_its_key_once_and_may_no_more_than_it_says(browser: Browser) -> None:
    body = {"name": "report", "permissions": ["accounts.profile", "accounts.user.view"], "days": 30}
    made = browser.post(f"{ROOT}/tokens/", body, key="make-it")
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    key = made.json()["key"]
    again = browser.post(f"{ROOT}/tokens/", body, key="make-it")
    assert (again.status_code, key in again.content.decode()) == (409, False)
    assert "key" not in browser.get(f"{ROOT}/tokens/").json()["results"][0]
    program = _bearer(key)
    assert program.get(f"{ROOT}/me/").json()["permissions"] == ["accounts.profile", "accounts.user.view"]
    assert program.get(f"{ROOT}/users/").status_code == 200
    assert program.post(f"{ROOT}/users/", {"login": "x1", "name": "X", "role": "manager"}).status_code == 403
    assert program.get(f"{ROOT}/tokens/").status_code == 403


def test_a_revoked_token_opens_nothing(browser: Browser) -> None:
    made = browser.post(f"{ROOT}/tokens/", {"name": "report", "permissions": ["accounts.profile"]}).json()
    assert browser.post(f"{ROOT}/tokens/{made['uid']}/revoke/").json()["revoked_at"] is not None
    assert _bearer(made["key"]).get(f"{ROOT}/me/").status_code == 401


def test_a_token_with_a_right_that_nobody_declared_is_a_problem_at_its_field(browser: Browser) -> None:
    answer = browser.post(f"{ROOT}/tokens/", {"name": "report", "permissions": ["root"]})
    assert (answer.status_code, answer.json()["field"]) == (422, "permissions")
    with system_scope(SystemJob.MAINTENANCE):
        assert ApiToken.objects.count() == 0


def test_people_are_listed_filtered_opened_and_blocked(
    browser: Browser, organisation: Organisation, other_organisation: Organisation
) -> None:
    stranger = make_user(other_organisation, Role.MANAGER)
    person = {"login": "anna", "name": "Anna", "email": "anna@example.test", "role": "manager"}
    made = browser.post(f"{ROOT}/users/", person)
    assert (made.status_code, made.json()["status"], made.json()["is_active"]) == (201, "active", True)
    page = f"{ROOT}/users/{made.json()['uid']}"
    assert _logins(browser.get(f"{ROOT}/users/?role=manager")) == {"anna"}
    assert browser.get(f"{page}/").json()["email"] == "anna@example.test"
    assert browser.post(f"{page}/block/", {"reason": "left"}).json()["status"] == "blocked"
    assert _logins(browser.get(f"{ROOT}/users/?status=blocked")) == {"anna"}
    assert browser.post(f"{page}/unblock/").json()["status"] == "active"
    assert browser.get(f"{ROOT}/users/{stranger.uid}/").status_code == 404
    with system_scope(SystemJob.MAINTENANCE):
        actions = list(AuditRecord.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["accounts.user.create", "accounts.user.block", "accounts.user.unblock"]


def test_a_taken_login_is_a_problem_at_its_field(browser: Browser) -> None:
    answer = browser.post(f"{ROOT}/users/", {"login": "BOSS", "name": "Second", "role": "manager"})
    assert (answer.status_code, answer.json()["field"]) == (422, "login")


def test_the_own_account_is_not_blocked(browser: Browser, boss: User) -> None:
    answer = browser.post(f"{ROOT}/users/{boss.uid}/block/")
    assert (answer.status_code, answer.json()["code"]) == (409, "own_account")


def test_a_clients_administrator_sees_the_own_clients_users_only(
    organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    own, other = make_client(organisation), make_client(organisation)
    head, colleague, stranger = (
        make_user(organisation, role, login=login)
        for role, login in (
            (Role.CLIENT_ADMIN, "head"),
            (Role.CLIENT_VIEWER, "colleague"),
            (Role.CLIENT_VIEWER, "stranger"),
        )
    )
    for user, client in ((head, own), (colleague, own), (stranger, other)):
        bind_user(user, client)
    browser = signed_in(head)
    assert _logins(browser.get(f"{ROOT}/users/")) == {"head", "colleague"}
    assert browser.get(f"{ROOT}/users/{colleague.uid}/").status_code == 200
    assert browser.get(f"{ROOT}/users/{stranger.uid}/").status_code == 404


def test_notifications_are_listed_and_marked_as_read(browser: Browser, organisation: Organisation, boss: User) -> None:
    first, second = _told(organisation, boss), _told(organisation, boss)
    foreign = _told(organisation, make_user(organisation))
    unread = f"{ROOT}/notifications/?read_at__isnull=true"
    assert [row["uid"] for row in browser.get(unread).json()["results"]] == [str(second.uid), str(first.uid)]
    assert browser.post(f"{ROOT}/notifications/{first.uid}/read/").json()["read_at"] is not None
    assert [row["uid"] for row in browser.get(unread).json()["results"]] == [str(second.uid)]
    assert browser.post(f"{ROOT}/notifications/{foreign.uid}/read/").status_code == 404
    assert browser.post(f"{ROOT}/notifications/read-all/").json() == {"changed": 1}
    assert browser.get(unread).json()["results"] == []


def test_nobody_gets_nothing(db: None) -> None:
    paths = ("me", "users", "tokens", "notifications")
    assert {Browser().get(f"{ROOT}/{path}/").status_code for path in paths} == {401}


def test_a_person_links_telegram_and_sets_quiet_hours_by_api(
    bot_world: World, signed_in: Callable[[User], Browser]
) -> None:
    browser = signed_in(make_user(bot_world.organisation, Role.DRIVER))
    assert browser.get(f"{ROOT}/me/telegram/").json() == {
        "bot": "test_bot", "name": "", "linked_at": None, "broken_at": None,
    }  # fmt: skip
    made = browser.post(f"{ROOT}/me/telegram/", key="link")
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    assert browser.post(f"{ROOT}/me/telegram/", key="link").status_code == 409
    bot_world.say(bot_world.person(), f"/start {made.json()['url'].partition('=')[2]}")
    assert browser.get(f"{ROOT}/me/telegram/").json()["name"] == "@p301"
    times = {"digest": "hourly", "digest_at": "09:00:00", "quiet_from": "22:00:00", "quiet_until": None}
    assert browser.post(f"{ROOT}/me/notification-times/", times).status_code == 422
    times["quiet_until"] = "06:00:00"
    assert browser.post(f"{ROOT}/me/notification-times/", times).json() == times
    assert browser.get(f"{ROOT}/me/notification-times/").json() == times
    assert browser.post(f"{ROOT}/me/telegram/unlink/").json()["name"] == ""
