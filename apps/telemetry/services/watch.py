"""The watch: judges the last reading of every device, opens and resolves problems, sums up fleets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection, transaction

from apps.common.actor import Actor
from apps.common.clock import now
from apps.common.events import announce
from apps.telemetry.enums import SEVERITY_OF, MachineState, ProblemCode
from apps.telemetry.models import FleetFigures, Problem
from apps.telemetry.rules.hard import Fleet, judge
from apps.telemetry.signals import problems_changed

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A machine whose agent is silent is not judged: its state is unknown, not bad. Its open problems stay as they are.
_LIVE = """
SELECT live.device_id, live.organisation_id, device.site_id, unit.owner_id, live.state, live.state_since,
    live.hashrate_ths, live.board_temp_max_c, live.chip_temp_max_c, live.uptime_s, live.fan_rpm_min, live.power_w,
    live.boards_dead
FROM telemetry_livereading AS live
JOIN telemetry_device AS device ON device.id = live.device_id
JOIN telemetry_agent AS agent ON agent.id = device.agent_id
LEFT JOIN inventory_unit AS unit ON unit.id = device.unit_id
WHERE agent.status = 'active' AND live.fresh_until > %s
"""
_WINDOW_S = 300


@dataclass(frozen=True, slots=True)
class Watched:
    """What one watch found: how many devices were judged, which problems began and ended."""

    judged: int
    opened: tuple[int, ...]
    resolved: tuple[int, ...]


def watch_machines() -> Watched:
    """Judge every device with a fresh reading; open new problems, resolve those that no longer hold, sum up fleets.

    The caller holds the scope of the job `telemetry-watch`. Running twice at once is safe: an open problem is unique
    per device and rule in the database. Announces `problems_changed` per organisation on commit.
    """
    at = now()
    with connection.cursor() as cursor:
        cursor.execute(_LIVE, [at])
        rows = cursor.fetchall()
    if not rows:
        return Watched(0, (), ())
    device_ids, organisations, sites, owners, state, since, *numbers, boards_dead = zip(*rows, strict=True)
    hashrate, board_temp, chip_temp, uptime, fan, power = (_numbers(values) for values in numbers)
    fleet = Fleet(
        state=np.array(state),
        hashrate_ths=hashrate,
        board_temp_c=board_temp,
        chip_temp_c=chip_temp,
        uptime_s=uptime,
        fan_rpm_min=fan,
        boards_dead=np.array(boards_dead),
    )
    with transaction.atomic():
        opened, resolved = _settle(at, device_ids, organisations, since, judge(fleet))
        _sum_up(at, list(zip(organisations, sites, owners, strict=True)), fleet, power)
    return Watched(len(rows), tuple(row.pk for row in opened), tuple(row.pk for row in resolved))


def _sum_up(
    at: datetime, groups: list[tuple[int, int, int | None]], fleet: Fleet, power_w: NDArray[np.float64]
) -> None:
    """Keep what the machines of each client at each site do now as the figures of this window of five minutes."""
    begin = datetime.fromtimestamp(at.timestamp() // _WINDOW_S * _WINDOW_S, tz=UTC)
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    which = np.array([numbers[group] for group in groups])
    mining = fleet.state == MachineState.MINING
    machines = np.bincount(which).tolist()
    working = np.bincount(which, mining).tolist()
    hashrate_ths = np.bincount(which, np.where(mining, np.nan_to_num(fleet.hashrate_ths), 0)).tolist()
    drawn_w = np.bincount(which, np.nan_to_num(power_w)).tolist()
    FleetFigures.objects.bulk_create(
        [
            FleetFigures(
                organisation_id=organisation_id,
                site_id=site_id,
                client_id=client_id,
                at=begin,
                machines=machines[number],
                mining=int(working[number]),
                hashrate_ths=hashrate_ths[number],
                power_w=drawn_w[number],
            )
            for (organisation_id, site_id, client_id), number in numbers.items()
        ],
        update_conflicts=True,
        unique_fields=["site", "client", "at"],
        update_fields=["machines", "mining", "hashrate_ths", "power_w", "updated_at"],
    )


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
