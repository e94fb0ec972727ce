"""API tokens: shown once, no wider than their owner, dead when revoked, expired or the owner is blocked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import RequestFactory

from apps.accounts.models import ApiToken, Organisation, User
from apps.accounts.rules import api_keys
from apps.accounts.services import tokens
from apps.audit.models import AuditRecord
from apps.common import access
from apps.common.actor import ActorKind
from apps.common.clock import now
from apps.common.errors import AccessDenied, Invalid
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from tests.browser import Browser
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

FORM = {"name": "report", "days": 30, "permissions": ["accounts.user.view"]}


@pytest.fixture
def person(organisation: Organisation) -> User:
    return make_user(organisation, Role.ADMIN)


def _make(user: User, *names: str) -> str:
    actor = actor_for(user)
    with scope(actor):
        return tokens.create_token(by=actor, name="t", permissions=names or ["accounts.user.view"], days=1)[1]


def test_the_key_is_shown_once_and_kept_as_a_hash(person: User, signed_in: Callable[[User], Browser]) -> None:
    browser = signed_in(person)
    page = browser.post("/tokens/", FORM, key="once").content.decode()
    (key,) = set(re.findall(r"nht_[\w-]{43}", page))
    with system_scope(SystemJob.MAINTENANCE):
        row = ApiToken.objects.get()
        assert AuditRecord.objects.get().action == "accounts.token.create"
    assert key not in (row.digest, row.prefix)
    assert key not in browser.get("/tokens/").content.decode()
    repeated = browser.post("/tokens/", FORM, key="once")
    assert (repeated.status_code, key in repeated.content.decode()) == (409, False)


def test_a_token_acts_with_its_named_rights_only(person: User) -> None:
    actor = tokens.actor_of_key(RequestFactory().get("/"), _make(person))
    assert actor is not None
    assert (actor.kind, actor.id, actor.organisation_id) == (ActorKind.TOKEN, person.pk, person.organisation_id)
    view, manage = access.named("accounts.user.view"), access.named("accounts.user.manage")
    assert view is not None
    assert manage is not None
    assert (access.holds(actor, view), access.holds(actor, manage)) == (True, False)


def test_a_token_opens_pages_of_its_right_and_no_others(person: User) -> None:
    headers = {"Authorization": f"Bearer {_make(person)}"}
    assert Browser(headers=headers).get("/users/").status_code == 200
    assert Browser(headers=headers).get("/profile/").status_code == 403


def test_a_token_gets_no_right_that_its_owner_lacks(organisation: Organisation) -> None:
    with pytest.raises(Invalid) as refusal:
        _make(make_user(organisation, Role.MANAGER), "accounts.user.manage")
    assert refusal.value.field == "permissions"


def test_a_token_makes_no_token(person: User) -> None:
    key = _make(person, "accounts.token.own")
    actor = tokens.actor_of_key(RequestFactory().get("/"), key)
    assert actor is not None
    with pytest.raises(AccessDenied), scope(actor):
        tokens.create_token(by=actor, name="x", permissions=["accounts.token.own"], days=1)


def test_a_token_ends_by_time_by_revocation_and_with_its_owner(person: User) -> None:
    request = RequestFactory().get("/")
    key, revoked = _make(person), _make(person)
    with system_scope(SystemJob.MAINTENANCE):
        uid = ApiToken.objects.get(digest=api_keys.digest(revoked)).uid
    with scope(actor_for(person)):
        tokens.revoke_token(by=actor_for(person), uid=uid)
    assert tokens.actor_of_key(request, revoked) is None
    with time_machine.travel(now() + timedelta(hours=25)):
        assert tokens.actor_of_key(request, key) is None
    assert tokens.actor_of_key(request, key) is not None
    with system_scope(SystemJob.MAINTENANCE):
        User.objects.filter(pk=person.pk).update(status="blocked")
    assert tokens.actor_of_key(request, key) is None
    assert tokens.actor_of_key(request, "nht_unknown") is None


def test_the_last_use_is_noted(person: User) -> None:
    tokens.actor_of_key(RequestFactory().get("/"), _make(person))
    with system_scope(SystemJob.MAINTENANCE):
        assert ApiToken.objects.get().last_used_at is not None


def test_a_colleagues_token_is_not_there(
    person: User, organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    _make(person)
    with system_scope(SystemJob.MAINTENANCE):
        uid = ApiToken.objects.get().uid
    other = signed_in(make_user(organisation, Role.ADMIN))
    assert other.post(f"/tokens/{uid}/revoke/").status_code == 404
