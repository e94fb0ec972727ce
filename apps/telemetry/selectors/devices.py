"""Devices, their latest readings and history, their problems: what an actor may see of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import F

from apps.common import access
from apps.common.clock import now
from apps.telemetry.enums import AgentStatus
from apps.telemetry.models import Device, Problem
from apps.telemetry.permissions import TELEMETRY_VIEW

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor

# Periods of a machine's history, by the name in addresses.
PERIODS = {"1h": timedelta(hours=1), "6h": timedelta(hours=6), "24h": timedelta(hours=24), "7d": timedelta(days=7)}
# Points of a chart: finer than a screen shows is only bytes.
MAX_POINTS = 720

_HISTORY = """
SELECT date_bin(make_interval(secs => %(step_s)s), at, %(since)s) AS bin,
    avg(hashrate_ths), avg(power_w), max(chip_temp_max_c), max(board_temp_max_c), max(inlet_temp_c)
FROM telemetry_raw_visible
WHERE device_id = %(device_id)s AND at >= %(since)s
GROUP BY bin ORDER BY bin
"""


@dataclass(frozen=True, slots=True)
class History:
    """A device's history in bins: times in ms since 1970 UTC and one list per figure, None where nothing was read."""

    at_ms: list[int]
    hashrate_ths: list[float | None]
    power_w: list[float | None]
    chip_temp_c: list[float | None]
    board_temp_c: list[float | None]
    inlet_temp_c: list[float | None]


def devices(actor: Actor) -> QuerySet[Device]:
    """Return the devices the actor may see, with unit, model, site and latest reading.

    What a revoked agent had found and no unit holds is left out: whoever reads the site now finds it again.
    """
    rows = Device.objects.select_related("live", "site", "unit", "unit__model", "unit__owner")
    if not actor.is_client:  # a client's devices have a unit, and agents are not theirs to read
        rows = rows.exclude(agent__status=AgentStatus.REVOKED, unit__isnull=True)
    return access.narrow(actor, TELEMETRY_VIEW, rows)


def problems(actor: Actor) -> QuerySet[Problem]:
    """Return the problems the actor may see, with device, unit and site."""
    rows = Problem.objects.select_related(
        "device", "device__site", "device__unit", "device__unit__model", "device__live"
    )
    return access.narrow(actor, TELEMETRY_VIEW, rows)


def history(device: Device, period: timedelta, *, until: datetime | None = None) -> History:
    """Return what a device reported over a period, at most MAX_POINTS bins. The caller has checked the device."""
    since = (until or now()) - period
    step_s = max(30, int(period.total_seconds() // MAX_POINTS))
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, {"step_s": step_s, "since": since, "device_id": device.pk})
        rows = cursor.fetchall()
    columns = list(zip(*rows, strict=True)) or [()] * 6
    return History([int(at.timestamp() * 1000) for at in columns[0]], *(list(column) for column in columns[1:]))


def unmatched(actor: Actor) -> QuerySet[Device]:
    """Return the found devices that are no unit yet, the newest first."""
    return devices(actor).filter(unit__isnull=True).order_by(F("last_found_at").desc(nulls_last=True))
