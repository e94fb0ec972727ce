"""Agreed ends: told in time once, ended by themselves on the day after."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from apps.accounts.models import Notification
from apps.audit.models import AuditRecord
from apps.common.clock import now
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm import tasks
from apps.crm.models import Contract, ContractNotice
from tests.crm.factories import make_client, make_contract
from tests.factories import make_user

if TYPE_CHECKING:
    from apps.accounts.models import Organisation, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(organisation: Organisation) -> User:
    return make_user(organisation, Role.MANAGER)


def _contract(organisation: Organisation, manager: User | None, days: int) -> Contract:
    today = now().date()
    terms: dict[str, Any] = {"signed_on": today - timedelta(days=400), "ends_on": today + timedelta(days=days)}
    return make_contract(make_client(organisation, manager=manager), **terms)


def _statuses() -> list[str]:
    with system_scope(SystemJob.MAINTENANCE):
        return list(Contract.objects.order_by("pk").values_list("status", flat=True))


def test_a_contract_ends_when_its_last_day_is_over_and_not_before(organisation: Organisation) -> None:
    for days in (-2, 2, 400):
        _contract(organisation, None, days)
    for _ in range(2):
        tasks.watch_contract_ends()
    assert _statuses() == ["ended", "active", "active"]
    with system_scope(SystemJob.MAINTENANCE):
        record = AuditRecord.objects.get(action="crm.contract.end")
    assert (record.actor_label, record.reason) == ("contract-ends", "Срок договора истёк")


def test_the_manager_is_told_thirty_and_seven_days_before_once_each(organisation: Organisation, manager: User) -> None:
    contract = _contract(organisation, manager, 25)
    _contract(organisation, manager, 60)
    _contract(organisation, None, 5)

    def told() -> tuple[int, list[int]]:
        tasks.watch_contract_ends()
        with system_scope(SystemJob.MAINTENANCE):
            notices = ContractNotice.objects.order_by("pk").values_list("days", flat=True)
            return Notification.objects.filter(user=manager, kind="crm.contract.ends").count(), list(notices)

    assert [told(), told()] == [(1, [30]), (1, [30])]
    with system_scope(SystemJob.MAINTENANCE):
        Contract.objects.filter(pk=contract.pk).update(ends_on=now().date() + timedelta(days=6))
    assert [told(), told()] == [(2, [30, 7]), (2, [30, 7])]
    # An addendum that moves the end begins anew.
    with system_scope(SystemJob.MAINTENANCE):
        Contract.objects.filter(pk=contract.pk).update(ends_on=now().date() + timedelta(days=20))
    assert told() == (3, [30, 7, 30])
