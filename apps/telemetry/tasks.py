"""Tasks of telemetry: ids in, one service call, safe to repeat."""

from __future__ import annotations

from celery import shared_task

from apps.common.scope import SystemJob, system_scope
from apps.telemetry.services.retention import drop_old_partitions, summarise_raw
from apps.telemetry.services.watch import watch_machines


@shared_task(name="telemetry.watch")
def watch() -> None:
    """Judge the last readings; see services.watch."""
    with system_scope(SystemJob.TELEMETRY_WATCH):
        watch_machines()


@shared_task(name="telemetry.drop_old_partitions")
def drop_partitions() -> None:
    """Drop raw readings beyond their retention."""
    with system_scope(SystemJob.MAINTENANCE):
        drop_old_partitions()


@shared_task(name="telemetry.summarise")
def summarise() -> None:
    """Index the newest raw readings by device."""
    with system_scope(SystemJob.MAINTENANCE):
        summarise_raw()
