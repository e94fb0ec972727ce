"""The clock of periodic work keeps its rows equal to the schedule in code, and writes them in its own scope."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from apps.common.scope import SystemJob, system_scope
from neurohost.beat import HouseScheduler, entry_of
from neurohost.celery import app
from neurohost.schedule import SCHEDULE, Job

pytestmark = pytest.mark.django_db


def _started() -> HouseScheduler:
    """Return a scheduler as beat starts it, without its last words when this program ends."""
    scheduler = HouseScheduler(app=app)
    scheduler._finalize.cancel()
    return scheduler


def _rows() -> dict[str, tuple[str, float]]:
    with system_scope(SystemJob.MAINTENANCE):
        tasks = PeriodicTask.objects.select_related("interval")
        return {task.task: (task.queue, task.interval.schedule.seconds) for task in tasks}


def test_the_rows_are_the_schedule_in_code() -> None:
    _started()
    assert _rows() == {job.task: (job.queue, job.every.total_seconds()) for job in SCHEDULE}


def test_a_row_that_is_not_in_code_goes_at_start() -> None:
    with system_scope(SystemJob.MAINTENANCE):
        every = IntervalSchedule.objects.create(every=7, period=IntervalSchedule.SECONDS)
        PeriodicTask.objects.create(name="left behind", task="left.behind", interval=every)
    _started()
    assert "left.behind" not in _rows()


def test_the_moment_of_the_last_run_is_written_in_its_own_scope() -> None:
    scheduler = _started()
    entry = scheduler.reserve(scheduler._schedule[SCHEDULE[0].task])
    scheduler._schedule[entry.name] = entry
    scheduler.sync()
    with system_scope(SystemJob.MAINTENANCE):
        row = PeriodicTask.objects.get(task=SCHEDULE[0].task)
    assert (row.last_run_at, row.total_run_count) == (entry.model.last_run_at, 1)


def test_a_run_that_waited_longer_than_its_interval_is_dropped() -> None:
    assert entry_of(Job("some.task", timedelta(seconds=5), "io"))["options"] == {"queue": "io", "expire_seconds": 5}
