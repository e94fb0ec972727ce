"""The clock of periodic work: Celery beat over the schedule in code, its rows kept inside a named scope."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from celery import schedules
from django.db import close_old_connections
from django_celery_beat.models import IntervalSchedule, PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from apps.common.scope import SystemJob, system_scope
from neurohost.schedule import SCHEDULE, Job


class HouseScheduler(DatabaseScheduler):  # type: ignore[misc]  # django-celery-beat has no types
    """Runs what `neurohost.schedule` says: rows that are not in code go at start, the others are put right.

    The tables give nothing to the login, so each look at them is a short transaction of the job `schedule`;
    sending a task happens outside of it. A database that is away ends beat, and the launcher starts it again.
    """

    _last_timestamp: datetime | None

    def setup_schedule(self) -> None:
        """Make the rows equal to the schedule in code."""
        with system_scope(SystemJob.SCHEDULE):
            PeriodicTask.objects.exclude(name__in=[job.task for job in SCHEDULE]).delete()
            self.update_from_dict({job.task: entry_of(job) for job in SCHEDULE})
            IntervalSchedule.objects.filter(periodictask__isnull=True).delete()

    def all_as_schedule(self) -> dict[str, Any]:
        """Return the entries by name."""
        with system_scope(SystemJob.SCHEDULE):
            entries: dict[str, Any] = super().all_as_schedule()
        return entries

    def schedule_changed(self) -> bool:
        """Tell whether a row has changed since the last look."""
        close_old_connections()
        with system_scope(SystemJob.SCHEDULE):
            changed_at = self.Changes.last_change()
        before, self._last_timestamp = self._last_timestamp, changed_at
        return bool(changed_at and changed_at > (before or changed_at))

    def sync(self) -> None:
        """Write when each entry has run last; an entry whose row is gone is forgotten."""
        with system_scope(SystemJob.SCHEDULE):
            while self._dirty:
                entry = self._schedule.get(self._dirty.pop())
                if entry is not None:
                    PeriodicTask.objects.filter(pk=entry.model.pk).update(
                        last_run_at=entry.model.last_run_at, total_run_count=entry.model.total_run_count
                    )


def entry_of(job: Job) -> dict[str, Any]:
    """Return Celery's words for a job; a run that waited longer than its own interval is dropped."""
    seconds = job.every.total_seconds()
    options = {"queue": job.queue, "expire_seconds": max(int(seconds), 1)}
    return {"task": job.task, "schedule": schedules.schedule(seconds), "options": options}
