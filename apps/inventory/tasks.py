"""Tasks of inventory: one service call each, safe to repeat."""

from __future__ import annotations

from celery import shared_task

from apps.common.scope import SystemJob, system_scope
from apps.inventory.services import lapse_reservations


@shared_task(name="inventory.lapse_reservations")
def lapse() -> int:
    """End the reservations of power whose time is over; see services.reservations. Returns how many."""
    with system_scope(SystemJob.SCHEDULE) as job:
        return lapse_reservations(by=job)
