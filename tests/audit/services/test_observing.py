"""Sign-ins and reads are recorded like changes."""

from __future__ import annotations

import pytest

from apps.accounts.models import Organisation
from apps.audit.services import log_read, record_sign_in
from apps.common.actor import ANONYMOUS, Actor
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_sign_in_goes_to_the_chain_of_the_users_organisation(person: Actor, organisation: Organisation) -> None:
    user = make_user(organisation, Role.MANAGER)
    with system_scope(SystemJob.SIGN_IN):
        made = record_sign_in(by=person, user=user, login=user.login, succeeded=True, user_agent="Firefox")
        typed = made.personal_values.get(path="after.login")

    assert (made.action, made.organisation_id) == ("accounts.session.sign_in", organisation.pk)
    assert (typed.value, made.change_set["after"]["user_agent"]) == (user.login, "Firefox")


def test_an_unknown_persons_attempt_goes_to_the_platforms_chain_without_what_was_typed() -> None:
    with system_scope(SystemJob.SIGN_IN):
        made = record_sign_in(
            by=ANONYMOUS, user=None, login="my password", succeeded=False, user_agent="x" * 900, why="unknown"
        )

    assert (made.action, made.organisation_id, made.actor_kind) == ("accounts.session.refuse", None, "anonymous")
    assert b"my password" not in bytes(made.canonical)
    assert (len(made.change_set["after"]["user_agent"]), made.change_set["after"]["outcome"]) == (400, "unknown")


def test_reading_personal_fields_is_recorded_with_their_names(person: Actor, organisation: Organisation) -> None:
    with scope(person):
        made = log_read(by=person, subject=organisation, fields={"phone", "email"})

    assert (made.action, made.change_set) == ("accounts.organisation.read", {"after": {"fields": ["email", "phone"]}})
