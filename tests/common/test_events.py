"""Events: told after the commit, to every receiver, in the scope of who caused them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.dispatch import Signal

from apps.common import events
from apps.common.roles import Role
from apps.common.scope import current_actor, scope
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

    Capture = Callable[..., AbstractContextManager[Any]]

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(organisation: Organisation) -> Actor:
    return actor_for(make_user(organisation, Role.MANAGER))


def _told(signal: Signal, by: Actor, capture: Capture, numbers: range) -> None:
    """Announce the numbers, commit, and let the receivers work."""
    with capture(execute=True), scope(by):
        events.announce_each(signal, by=by, sender=Signal, facts=[{"number": number} for number in numbers])


def test_each_fact_is_told_once_in_order_and_in_the_scope_of_who_caused_it(
    person: Actor, django_capture_on_commit_callbacks: Capture
) -> None:
    signal, heard = Signal(), []

    def hears(*, by: Actor, number: int, **_sender: Any) -> None:
        assert current_actor() == by
        heard.append(number)

    signal.connect(hears)
    _told(signal, person, django_capture_on_commit_callbacks, range(3))
    assert heard == [0, 1, 2]


def test_a_receiver_that_fails_in_python_disturbs_nobody(
    person: Actor, django_capture_on_commit_callbacks: Capture, caplog: pytest.LogCaptureFixture
) -> None:
    signal, heard = Signal(), []

    def fails(*, number: int, **_others: Any) -> None:
        heard.append(number)
        if number == 1:
            raise ValueError(number)

    signal.connect(fails)
    _told(signal, person, django_capture_on_commit_callbacks, range(3))
    assert (heard, sum(one.name == events.__name__ for one in caplog.records)) == ([0, 1, 2], 1)


def test_what_a_refused_statement_undid_is_told_again(
    person: Actor, django_capture_on_commit_callbacks: Capture, caplog: pytest.LogCaptureFixture
) -> None:
    signal, heard = Signal(), []

    def fails_once(*, number: int, **_others: Any) -> None:
        heard.append(number)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1/0" if heard == [0, 1] else "SELECT 1")

    signal.connect(fails_once)
    _told(signal, person, django_capture_on_commit_callbacks, range(3))
    assert (heard, sum(one.name == events.__name__ for one in caplog.records)) == ([0, 1, 0, 1, 2], 1)
