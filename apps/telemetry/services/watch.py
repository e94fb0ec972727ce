"""The watch: judges the last reading of every device, opens and resolves problems, drops old raw partitions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection, transaction

from apps.common.actor import Actor
from apps.common.clock import now
from apps.common.events import announce
from apps.telemetry.enums import SEVERITY_OF, ProblemCode
from apps.telemetry.models import Problem
from apps.telemetry.rules.hard import Fleet, judge
from apps.telemetry.signals import problems_changed

# A machine whose agent has not delivered a reading for this many poll intervals is not judged: its state is unknown,
# not bad. Its open problems stay as they are.
_FRESH_INTERVALS = 3

_LIVE = """
SELECT live.device_id, live.organisation_id, live.state, live.state_since, live.hashrate_ths,
    coalesce(live.board_temp_max_c, live.chip_temp_max_c), live.uptime_s, live.fan_rpm_min,
    (SELECT count(*) FROM jsonb_array_elements(live.boards) AS board
        WHERE (board->>'chips_ok')::int = 0 OR ((board->>'hashrate_ths')::float8 = 0 AND live.hashrate_ths > 0))
FROM telemetry_livereading AS live
JOIN telemetry_device AS device ON device.id = live.device_id
JOIN telemetry_agent AS agent ON agent.id = device.agent_id
WHERE agent.status = 'active' AND live.at > %s - make_interval(secs => agent.poll_interval_s * %s)
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """What one watch found: how many devices were judged, which problems began and ended."""

    judged: int
    opened: tuple[int, ...]
    resolved: tuple[int, ...]


def watch_machines() -> Watched:
    """Judge every device with a fresh reading; open new problems, resolve those that no longer hold.

    The caller holds the scope of the job `telemetry-watch`. Running twice at once is safe: an open problem is unique
    per device and rule in the database. Announces `problems_changed` per organisation on commit.
    """
    at = now()
    with connection.cursor() as cursor:
        cursor.execute(_LIVE, [at, _FRESH_INTERVALS])
        rows = cursor.fetchall()
    if not rows:
        return Watched(0, (), ())
    device_ids, organisations, state, since, *numbers = zip(*rows, strict=True)
    fleet = Fleet(
        state=np.array(state),
        hashrate_ths=_numbers(numbers[0]),
        temperature_c=_numbers(numbers[1]),
        uptime_s=_numbers(numbers[2]),
        fan_rpm_min=_numbers(numbers[3]),
        boards_dead=np.array(numbers[4]),
    )
    with transaction.atomic():
        opened, resolved = _settle(at, device_ids, organisations, since, judge(fleet))
    return Watched(len(rows), tuple(row.pk for row in opened), tuple(row.pk for row in resolved))


def _numbers(values: tuple[Any, ...]) -> Any:
    """Return a column with NaN for unknown."""
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _settle(
    at: datetime,
    device_ids: tuple[int, ...],
    organisations: tuple[int, ...],
    since: tuple[datetime, ...],
    verdicts: dict[str, tuple[Any, Any]],
) -> tuple[list[Problem], list[Problem]]:
    """Bring the open problems in line with the verdicts; return those begun and those ended."""
    open_rows = list(
        Problem.objects.select_for_update(skip_locked=True)
        .filter(resolved_at__isnull=True, device_id__in=device_ids)
        .order_by("pk")
    )
    open_keys = {(row.device_id, row.code): row for row in open_rows}
    fresh: list[Problem] = []
    holding: set[tuple[int, str]] = set()
    for code, (holds, values) in verdicts.items():
        for position in np.flatnonzero(holds).tolist():
            key = (device_ids[position], code)
            holding.add(key)
            if key not in open_keys:
                by_state = code in {ProblemCode.OFFLINE, ProblemCode.HUNG}
                fresh.append(
                    Problem(
                        organisation_id=organisations[position],
                        device_id=device_ids[position],
                        code=code,
                        severity=SEVERITY_OF[ProblemCode(code)],
                        opened_at=since[position] if by_state else at,
                        value=None if np.isnan(values[position]) else float(values[position]),
                    )
                )
    begun = Problem.objects.bulk_create(fresh, ignore_conflicts=True)
    ended = [row for key, row in open_keys.items() if key not in holding]
    Problem.objects.filter(pk__in=[row.pk for row in ended]).update(resolved_at=at)
    _announce(begun, ended)
    return begun, ended


def _announce(begun: list[Problem], ended: list[Problem]) -> None:
    """Tell upper rooms, organisation by organisation."""
    for organisation_id in {row.organisation_id for row in (*begun, *ended)}:
        announce(
            problems_changed,
            by=Actor.job("telemetry-watch", organisation_id),
            sender=Problem,
            opened=[row.uid for row in begun if row.organisation_id == organisation_id],
            resolved=[row.uid for row in ended if row.organisation_id == organisation_id],
        )


def drop_old_partitions() -> int:
    """Drop raw partitions that are older than the retention; return how many. Needs the scope of a system job."""
    before = now() - timedelta(hours=settings.TELEMETRY_RAW_RETENTION_HOURS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT telemetry_drop_partitions(%s)", [before])
        return int(cursor.fetchone()[0])
