"""What a reader sees of the log."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.http import Http404

from apps.accounts.models import Organisation
from apps.audit import selectors
from apps.audit.models import AuditRecord
from apps.audit.selectors import Change
from apps.audit.services import erase_personal_values, record
from apps.common.actor import Actor
from apps.common.errors import AccessDenied
from apps.common.roles import Role
from apps.common.scope import scope
from tests.factories import actor_for, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed(person: Actor, organisation: Organisation) -> AuditRecord:
    with scope(person):
        return record(
            by=person,
            action="a.b.c",
            subject=organisation,
            before={"phone": "1", "kw": 3, "z": 1},
            after={"phone": "2", "kw": 4, "z": 1},
            personal=("phone",),
        )


def test_an_administrator_sees_personal_values_and_the_address(person: Actor, renamed: AuditRecord) -> None:
    with scope(person):
        found = selectors.detail(person, renamed.uid)

    assert found.changes == (Change("kw", 3, 4), Change("phone", "1", "2", personal=True))
    assert found.ip == "10.20.30.40"


def test_an_auditor_sees_that_they_changed_and_not_what_they_are(
    actors: Mapping[Role, Actor], renamed: AuditRecord
) -> None:
    auditor = actors[Role.AUDITOR]
    with scope(auditor):
        found = selectors.detail(auditor, renamed.uid)

    assert found.changes == (Change("kw", 3, 4), Change("phone", "•••", "•••", personal=True))
    assert found.ip == "•••"


def test_erased_values_are_shown_as_erased(person: Actor, organisation: Organisation, renamed: AuditRecord) -> None:
    with scope(person):
        erase_personal_values(by=person, subject=organisation, reason="")
        found = selectors.detail(person, renamed.uid)

    assert found.changes[1] == Change("phone", "✕", "✕", personal=True)


def test_without_the_right_it_is_refused_and_out_of_reach_it_is_not_there(
    actors: Mapping[Role, Actor], other_organisation: Organisation, renamed: AuditRecord
) -> None:
    stranger = actor_for(make_user(other_organisation, Role.ADMIN))
    manager, client = actors[Role.MANAGER], actors[Role.CLIENT_VIEWER]
    with scope(manager), pytest.raises(AccessDenied):
        selectors.detail(manager, renamed.uid)
    for actor in (stranger, client):
        with scope(actor), pytest.raises(Http404):
            selectors.detail(actor, renamed.uid)


def test_the_history_of_an_object_is_its_records_newest_first(person: Actor, organisation: Organisation) -> None:
    with scope(person):
        for action in ("a.b.one", "a.b.two"):
            record(by=person, action=action, subject=organisation)
        record(by=person, action="a.b.other", subject=None)
        found = [entry.record.action for entry in selectors.history(person, organisation)]

    assert found == ["a.b.two", "a.b.one"]


def test_records_are_found_by_an_address(person: Actor, renamed: AuditRecord) -> None:
    with scope(person):
        rows = selectors.records(person)
        found = [
            rows.filter(personal_values__blind_index=selectors.address_index(address)).count()
            for address in ("10.20.30.40", "10.20.30.41")
        ]

    assert found == [1, 0]
