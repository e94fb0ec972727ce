"""Live rows: the latest readings of a batch go by COPY into a table of the session, from there over the live ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from apps.telemetry.rules.freshness import fresh_for_s
from apps.telemetry.rules.live import LIVE_COLUMNS, NUMBERS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from apps.telemetry.models import Agent

_TYPES = {">i2": "smallint", ">i4": "integer", ">i8": "bigint", ">f4": "real"}
_DECLARED = ", ".join(
    f"{name} {'timestamptz' if name == 'at' else _TYPES[dtype]}" for name, dtype in LIVE_COLUMNS.items()
)
# Its rows are gone with each commit; they are deleted for a transaction that takes in more than one batch. Neither
# table may have statistics yet: whatever PostgreSQL believes of them, it must not compare each row with each.
_PREPARE = f"""
    CREATE TEMPORARY TABLE IF NOT EXISTS telemetry_incoming ({_DECLARED}) ON COMMIT DELETE ROWS;
    DELETE FROM pg_temp.telemetry_incoming;
    SET LOCAL enable_nestloop = off
"""  # noqa: S608 - names of our own columns
_COPY = f"COPY pg_temp.telemetry_incoming ({', '.join(LIVE_COLUMNS)}) FROM STDIN (FORMAT binary)"
# What a live row takes over as it came; a device's organisation never changes.
_TAKEN = ("at", "state", "boards_dead", "details_row")


def _number(name: str) -> str:
    """Return a number of the incoming row as SQL, unknown as null."""
    unknown = "-1" if NUMBERS[name][1] == -1 else "'NaN'"
    return f"nullif(fresh.{name}, {unknown})"


_VALUES = {name: f"fresh.{name}" for name in _TAKEN} | {name: _number(name) for name in NUMBERS}
_VALUES |= {"fresh_until": "fresh.at + make_interval(secs => %(fresh_for_s)s)", "details_id": "%(details_id)s"}
# The details of the batch stand in for those that an older row had to keep itself.
_VALUES |= {"own_details": "NULL"}

# The bounds let PostgreSQL read one run of the table, whatever other agents' machines are in it.
_UPDATE = f"""
    UPDATE telemetry_livereading AS live SET
        state_since = CASE WHEN live.state = fresh.state THEN live.state_since ELSE fresh.at END,
        {", ".join(f"{name} = {value}" for name, value in _VALUES.items())}
    FROM pg_temp.telemetry_incoming AS fresh
    WHERE live.device_id = fresh.device_id AND live.at < fresh.at
        AND live.device_id BETWEEN %(first)s AND %(last)s
"""  # noqa: S608 - names of our own columns
_INSERT = f"""
    INSERT INTO telemetry_livereading (device_id, organisation_id, state_since, {", ".join(_VALUES)})
    SELECT fresh.device_id, %(organisation_id)s, fresh.at, {", ".join(_VALUES.values())}
    FROM pg_temp.telemetry_incoming AS fresh
    ON CONFLICT (device_id) DO NOTHING
"""  # noqa: S608 - as above


def update_live(agent: Agent, block: bytes, devices: NDArray[np.int64], details_id: int) -> None:
    """Write the latest readings of an agent's devices; what is older than the live row changes nothing.

    The caller holds the agent's row lock: nobody else writes the live rows of its devices.
    """
    values = {
        "organisation_id": agent.organisation_id,
        "fresh_for_s": fresh_for_s(agent.poll_interval_s),
        "details_id": details_id,
        "first": int(devices[0]),
        "last": int(devices[-1]),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PREPARE)
        with cursor.copy(_COPY) as copy:
            copy.write(block)
        cursor.execute(_UPDATE, values)
        if cursor.rowcount < len(devices):  # some are read for the first time, or older than what is there
            cursor.execute(_INSERT, values)
