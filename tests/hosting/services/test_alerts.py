"""Alerts: technicians of the site learn of critical problems, in one notification, and not again at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from apps.accounts.models import Notification
from apps.common.actor import Actor
from apps.common.clock import now
from apps.common.scope import SystemJob, scope, system_scope
from apps.hosting.services.alerts import tell_technicians
from tests.telemetry.factories import make_device, make_problem

if TYPE_CHECKING:
    from apps.telemetry.models import Problem
    from tests.hosting.factories import Running

pytestmark = pytest.mark.django_db


def _tell(running: Running, *problems: Problem) -> list[tuple[int, int]]:
    """Tell, and return whom and of how many machines."""
    by = Actor.job("telemetry-watch", running.world.organisation.pk)
    with scope(by):
        tell_technicians(by=by, opened=[one.uid for one in problems])
    with system_scope(SystemJob.MAINTENANCE):
        return [(row.user_id, row.params["count"]) for row in Notification.objects.order_by("pk")]


def test_the_sites_technician_gets_one_digest_of_all_critical_problems(running: Running) -> None:
    problems = [make_problem(make_device(running.agent, state=1)) for _number in range(7)]
    assert _tell(running, *problems) == [(running.world.technician.id, 7)]


def test_what_is_not_critical_is_not_told(running: Running) -> None:
    assert _tell(running, make_problem(make_device(running.agent), "fan_zero")) == []


def test_a_problem_that_only_came_back_is_not_told_again(running: Running) -> None:
    device = make_device(running.agent)
    make_problem(device, resolved_at=now() - timedelta(minutes=1))
    assert _tell(running, make_problem(device)) == []


def test_a_problem_that_ended_meanwhile_is_not_told(running: Running) -> None:
    assert _tell(running, make_problem(make_device(running.agent), resolved_at=now())) == []
