"""Devices, their latest readings and history, their problems: what an actor may see of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, F, Q, Sum

from apps.common import access
from apps.common.clock import now
from apps.telemetry.enums import MachineState
from apps.telemetry.models import Device, LiveReading, Problem
from apps.telemetry.permissions import TELEMETRY_VIEW

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor

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


@dataclass(frozen=True, slots=True)
class FleetSummary:
    """Figures over the devices in reach."""

    devices: int
    mining: int
    offline: int
    hashrate_ths: float
    power_w: float
    open_problems: int

    @property
    def efficiency_j_per_th(self) -> float | None:
        """Joules per terahash of the machines that report their power; None when nothing is hashing."""
        return self.power_w / self.hashrate_ths if self.hashrate_ths and self.power_w else None

    @property
    def online_percent(self) -> float | None:
        """Share of machines that mine, in per cent; None without machines."""
        return 100 * self.mining / self.devices if self.devices else None


def devices(actor: Actor) -> QuerySet[Device]:
    """Return the devices the actor may see, with unit, model, site and latest reading."""
    rows = Device.objects.select_related("live", "site", "unit", "unit__model", "unit__owner")
    return access.narrow(actor, TELEMETRY_VIEW, rows)


def problems(actor: Actor) -> QuerySet[Problem]:
    """Return the problems the actor may see, with device, unit and site."""
    rows = Problem.objects.select_related(
        "device", "device__site", "device__unit", "device__unit__model", "device__live"
    )
    return access.narrow(actor, TELEMETRY_VIEW, rows)


def fleet_summary(actor: Actor) -> FleetSummary:
    """Return the figures over all devices the actor may see (two queries)."""
    rows = access.narrow(actor, TELEMETRY_VIEW, LiveReading.objects.all())
    mining = Q(state=MachineState.MINING)
    figures: dict[str, Any] = rows.aggregate(
        devices=Count("pk"),
        mining=Count("pk", filter=mining),
        offline=Count("pk", filter=Q(state__in=(MachineState.UNREACHABLE, MachineState.HUNG))),
        hashrate_ths=Sum("hashrate_ths", filter=mining),
        power_w=Sum("power_w", filter=mining & Q(hashrate_ths__isnull=False)),
    )
    open_problems = problems(actor).filter(resolved_at__isnull=True).count()
    return FleetSummary(
        devices=figures["devices"],
        mining=figures["mining"],
        offline=figures["offline"],
        hashrate_ths=figures["hashrate_ths"] or 0.0,
        power_w=figures["power_w"] or 0.0,
        open_problems=open_problems,
    )


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
