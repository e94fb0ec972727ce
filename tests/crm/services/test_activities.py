"""Activities: written down, done, reminded of exactly once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from apps.accounts.models import Notification, User
from apps.common import clock
from apps.common.actor import Actor
from apps.common.errors import AccessDenied, DomainError, StaleVersion
from apps.common.models import OutboxMessage
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.exceptions import ActivityDone
from apps.crm.models import Activity
from apps.crm.selectors.activities import about, activities
from apps.crm.selectors.today import today
from apps.crm.services import (
    add_activity,
    complete_activity,
    remind_due,
    remove_activity,
    reopen_activity,
    update_activity,
    update_contract,
    update_deal,
)
from tests.crm.factories import make_contract
from tests.crm.sales_factories import make_activity, make_deal, make_lead

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from apps.accounts.models import Organisation
    from apps.crm.models import Client

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_call_has_happened_and_a_task_waits_for_who_wrote_it(manager: Actor, customer: Client) -> None:
    due = clock.now() + HOUR
    with scope(manager):
        call = add_activity(customer, by=manager, kind="call", title="Asked for the tariff")
        task = add_activity(customer, by=manager, kind="task", title="Send the offer", due_at=due)
        assert (call.done_at is None, task.done_at, task.owner_id, task.happened_at) == (False, None, manager.id, due)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "A", "kind": "dance"}, "kind"),
        ({"title": "A", "kind": "task"}, "due_at"),
        ({"title": "A", "remind_at": clock.now()}, "due_at"),
        ({"title": "A", "due_at": clock.now(), "remind_at": clock.now() + HOUR}, "remind_at"),
        ({"title": "A", "due_at": "tomorrow"}, "due_at"),
        ({"title": "A", "text": "x" * 8001}, "text"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field_and_nothing_is_written(
    manager: Actor, customer: Client, actions: Callable[[], list[str]], values: dict[str, Any], field: str
) -> None:
    before = actions()
    with scope(manager):
        with pytest.raises(DomainError) as refusal:
            add_activity(customer, by=manager, **values)
        assert (refusal.value.field, Activity.objects.count()) == (field, 0)
    assert actions() == before


def test_what_is_done_is_done_once_may_be_taken_back_and_a_stale_edit_is_refused(
    organisation: Organisation, manager: Actor
) -> None:
    task = make_activity(organisation, make_deal(organisation), kind="task", due_at=clock.now() + HOUR)
    with scope(manager):
        done = complete_activity(task, by=manager, version=1, outcome="agreed")
        assert (done.outcome, done.is_waiting) == ("agreed", False)
        with pytest.raises(ActivityDone):
            complete_activity(task, by=manager, version=2)
        assert reopen_activity(task, by=manager, version=2).is_waiting is True
        with pytest.raises(StaleVersion):
            update_activity(task, by=manager, version=2, changes={"title": "X"})
        with pytest.raises(StaleVersion):
            remove_activity(task, by=manager, version=1)
        remove_activity(task, by=manager, version=3)
        assert Activity.objects.count() == 0


def test_a_clients_activities_gather_from_its_deals_contracts_and_leads(
    organisation: Organisation, manager: Actor, customer: Client
) -> None:
    deal, contract = make_deal(organisation, customer), make_contract(customer)
    made = [make_activity(organisation, subject) for subject in (customer, deal, contract)]
    make_activity(organisation, make_deal(organisation))
    with scope(manager):
        assert set(about(manager, customer)) == set(made)
        assert list(about(manager, deal)) == [made[1]]


def test_a_broker_writes_about_own_leads_only(
    organisation: Organisation, actors: Mapping[Role, Actor], customer: Client
) -> None:
    broker = actors[Role.BROKER]
    own, other = make_lead(organisation, broker), make_lead(organisation)
    make_activity(organisation, other)
    with scope(broker):
        note = add_activity(own, by=broker, title="Wants 40 kW")
        assert list(activities(broker)) == [note]
        for subject in (other, customer):
            with pytest.raises(AccessDenied):
                add_activity(subject, by=broker, title="X")


def test_a_reminder_is_sent_exactly_once_and_only_for_what_still_waits(
    organisation: Organisation, manager: Actor, customer: Client
) -> None:
    moment = clock.now()
    with scope(manager):
        due = add_activity(
            customer, by=manager, kind="task", title="Call", due_at=moment + HOUR, remind_at=moment - HOUR
        )
        done = add_activity(customer, by=manager, title="B", due_at=moment + HOUR, remind_at=moment - HOUR)
        complete_activity(done, by=manager, version=1)
        add_activity(customer, by=manager, title="C", due_at=moment + 2 * HOUR, remind_at=moment + HOUR)
    for expected in (1, 0):
        with system_scope(SystemJob.SCHEDULE) as job:
            assert remind_due(by=job) == expected
    with system_scope(SystemJob.MAINTENANCE):
        told = Notification.objects.get(kind="crm.activity.due")
        letters = OutboxMessage.objects.filter(topic="accounts.notification", payload__channel="email")
        assert (told.user_id, told.params["title"], letters.count()) == (manager.id, "Call", 1)
        assert Activity.objects.get(pk=due.pk).reminded_at is not None
    with scope(manager):
        update_activity(due, by=manager, version=1, changes={"remind_at": moment - 2 * HOUR})
    with system_scope(SystemJob.SCHEDULE) as job:
        assert remind_due(by=job) == 1


def test_today_gathers_what_waits_for_the_manager_and_nothing_of_others(
    organisation: Organisation,
    manager: Actor,
    customer: Client,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    moment = clock.now().replace(hour=12)
    yesterday = (moment - timedelta(days=1)).date()
    lead = make_lead(organisation)
    contract = make_contract(customer, ends_on=str((moment + timedelta(days=20)).date()))
    with scope(manager):
        late = add_activity(customer, by=manager, title="Late", due_at=moment - HOUR)
        due = add_activity(customer, by=manager, title="Today", due_at=moment + HOUR)
        add_activity(customer, by=manager, title="Tomorrow", due_at=moment + timedelta(days=1))
    deal = make_deal(organisation, customer, next_step="Call", next_step_on=str(yesterday))
    make_activity(organisation, customer, title="Nobody's", due_at=moment)
    with scope(manager):
        me = User.objects.get(pk=manager.person_id)
        update_deal(deal, by=manager, version=1, changes={"owner": me})
        update_contract(contract, by=manager, version=contract.version, changes={"manager": me})
        with django_assert_num_queries(5):
            told = today(manager, moment)
        assert ([one.pk for one in told.overdue], [one.pk for one in told.due]) == ([late.pk], [due.pk])
        assert (told.next_steps, told.new_leads, told.ending) == ([deal], [lead], [contract])
