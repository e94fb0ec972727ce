"""Two owners who take each other away at the same moment, on real connections: one of them stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.accounts.services.users import Person, change_user, set_status
from apps.audit.models import AuditRecord
from apps.common.errors import DomainError
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from tests.factories import actor_for, make_organisation, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def _blocked(doer: User, other: User) -> None:
    with scope(actor_for(doer)) as by:
        set_status(by=by, uid=other.uid, status=User.Status.BLOCKED)


def _lowered(doer: User, other: User) -> None:
    person = Person(other.name, other.email, Role.MANAGER, language="en", time_zone="UTC")
    with scope(actor_for(doer)) as by:
        change_user(by=by, uid=other.uid, person=person, version=other.version)


def _at_once(works: list[Callable[[], None]]) -> list[str]:
    start = Barrier(len(works))

    def run(work: Callable[[], None]) -> str:
        try:
            connection.ensure_connection()
            start.wait(10)
            work()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(works)) as people:
        return sorted(people.map(run, works))


@pytest.mark.parametrize("take_away", [_blocked, _lowered], ids=["blocked", "lowered"])
def test_one_of_two_owners_who_take_each_other_away_stays(take_away: Callable[[User, User], None]) -> None:
    outcomes = []
    for number in range(ROUNDS):
        organisation = make_organisation(f"north{number}")
        pair = [make_user(organisation, Role.OWNER) for _ in range(2)]
        both = zip(pair, reversed(pair), strict=True)
        outcomes.append(_at_once([lambda a=a, b=b: take_away(a, b) for a, b in both]))  # type: ignore[misc]  # bound now
        with system_scope(SystemJob.MAINTENANCE):
            working = User.objects.filter(organisation=organisation, role=Role.OWNER, status="active").count()
            records = AuditRecord.objects.filter(organisation_id=organisation.pk).count()
        assert (working, records) == (1, 1)
    assert outcomes == [["done", "last_owner"]] * ROUNDS
