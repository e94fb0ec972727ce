"""People, as an administrator opens, changes and blocks them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail

from apps.accounts.models import Organisation, User
from apps.accounts.services import second_factor
from apps.audit.models import AuditRecord
from apps.common import outbox
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from tests.browser import Browser
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

FORM = {
    "login": "new.person",
    "name": "New Person",
    "email": "np@example.test",
    "role": "manager",
    "language": "en",
    "time_zone": "UTC",
}


@pytest.fixture
def admin_user(organisation: Organisation) -> User:
    return make_user(organisation, Role.ADMIN, login="chief")


@pytest.fixture
def browser(admin_user: User, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(admin_user)


def _user(login: str) -> User | None:
    with system_scope(SystemJob.MAINTENANCE):
        return User.objects.filter(login=login).first()


def _audited() -> list[str]:
    with system_scope(SystemJob.MAINTENANCE):
        return list(AuditRecord.objects.order_by("pk").values_list("action", flat=True))


def _form_of(user: User, **changes: Any) -> dict[str, Any]:
    names = ("name", "email", "role", "language", "time_zone", "version")
    return {name: getattr(user, name) for name in names} | changes


def test_a_new_person_gets_an_invitation_and_sets_a_password(browser: Browser, organisation: Organisation) -> None:
    answer = browser.post("/users/new/", FORM)
    user = _user("new.person")
    assert user is not None
    assert answer["Location"] == f"/users/{user.uid}/"
    assert (user.organisation_id, user.has_usable_password()) == (organisation.pk, False)
    assert _audited() == ["accounts.user.create"]
    outbox.deliver()
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", str(mail.outbox[0].body))
    assert found
    new = "a quite different secret"
    Browser().post(found[1], {"password": new, "repeated": new})
    assert Browser().post("/sign-in/", {"username": "new.person", "password": new}).status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"login": "CHIEF"}, "login"), ({"login": "a b"}, "login"), ({"email": "chief@EXAMPLE.test"}, "email")],
)
def test_a_bad_or_taken_name_is_refused_at_its_field(browser: Browser, changes: dict[str, str], field: str) -> None:
    answer = browser.post("/users/new/", FORM | changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'value="New Person"' in answer.content.decode()
    assert _audited() == []


@pytest.mark.parametrize("role", ["owner", "platform", "nonsense"])
def test_an_administrator_makes_nobody_greater_than_themselves(browser: Browser, role: str) -> None:
    assert browser.post("/users/new/", FORM | {"role": role}).status_code == 422
    assert _user("new.person") is None


def test_an_administrator_does_not_touch_an_owner(browser: Browser, organisation: Organisation) -> None:
    owner = make_user(organisation, Role.OWNER)
    for url in ("block/", "end-sessions/", "reset-second-factor/"):
        assert browser.post(f"/users/{owner.uid}/{url}").status_code == 403
    assert browser.post(f"/users/{owner.uid}/", _form_of(owner, role="manager")).status_code == 403
    assert _audited() == []


def test_the_last_owner_is_neither_blocked_nor_lowered(
    organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    first, second = make_user(organisation, Role.OWNER), make_user(organisation, Role.OWNER)
    browser = signed_in(first)
    assert browser.post(f"/users/{second.uid}/block/").status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        User.objects.filter(pk=first.pk).update(status="active")
        User.objects.filter(pk=second.pk).update(status="active", access_expires_on="2020-01-01")
    assert browser.post(f"/users/{first.uid}/", _form_of(first, role="manager")).status_code == 409
    assert (_user(first.login) or first).role == "owner"


def test_a_change_is_recorded_without_the_personal_values(browser: Browser, organisation: Organisation) -> None:
    user = make_user(organisation, Role.MANAGER)
    answer = browser.post(f"/users/{user.uid}/", _form_of(user, name="Secret Name", role="accountant"))
    assert answer.status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        record = AuditRecord.objects.get()
    assert (record.action, "Secret" in record.changes, "accountant" in record.changes) == (
        "accounts.user.change",
        False,
        True,
    )


def test_a_blocked_person_is_out_at_once_and_may_come_back(
    browser: Browser, organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    user = make_user(organisation)
    theirs = signed_in(user)
    browser.post(f"/users/{user.uid}/block/", {"reason": "left"})
    assert theirs.get("/profile/").status_code == 302
    browser.post(f"/users/{user.uid}/unblock/")
    assert signed_in(user).get("/profile/").status_code == 200
    assert _audited() == ["accounts.user.block", "accounts.user.unblock"]


def test_nobody_blocks_themselves(browser: Browser, admin_user: User) -> None:
    assert browser.post(f"/users/{admin_user.uid}/block/").status_code == 409
    assert (_user("chief") or admin_user).status == "active"


def test_a_lost_phone_is_forgotten(browser: Browser, organisation: Organisation) -> None:
    user = make_user(organisation)
    second_factor.begin_enrolment(by=actor_for(user))
    browser.post(f"/users/{user.uid}/reset-second-factor/", {"reason": "phone lost"})
    assert _audited() == ["accounts.second_factor.remove"]


def test_people_of_another_organisation_are_not_there(browser: Browser, other_organisation: Organisation) -> None:
    stranger = make_user(other_organisation, name="Stranger")
    assert "Stranger" not in browser.get("/users/").content.decode()
    assert browser.get(f"/users/{stranger.uid}/").status_code == 404
    assert browser.post(f"/users/{stranger.uid}/block/").status_code == 404


def test_people_are_searched_by_name_login_and_address(browser: Browser, organisation: Organisation) -> None:
    make_user(organisation, login="findme", name="Somebody Else")
    assert [user.login for user in browser.get("/users/?q=FINDME").context["people"]] == ["findme"]
    assert [user.login for user in browser.get("/users/?role=admin").context["people"]] == ["chief"]


def test_a_form_sent_twice_opens_one_account(browser: Browser) -> None:
    answers = [browser.post("/users/new/", FORM, key="same") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert _audited() == ["accounts.user.create"]


def test_a_clients_administrator_without_a_client_reaches_nobody(
    organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    browser = signed_in(make_user(organisation, Role.CLIENT_ADMIN))
    other = make_user(organisation, Role.CLIENT_VIEWER)
    assert browser.get("/users/").context["people"] == []
    assert browser.get(f"/users/{other.uid}/").status_code == 404
    assert browser.post("/users/new/", FORM | {"role": "manager"}).status_code == 422
