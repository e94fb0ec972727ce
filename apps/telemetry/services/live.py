"""The upsert of live rows: one statement a batch, its columns as binary arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection
from psycopg.abc import Buffer, PyFormat
from psycopg.adapt import Dumper
from psycopg.pq import Format

from apps.telemetry.rules.freshness import fresh_for_s
from apps.telemetry.rules.live import NUMBERS, PACKED
from apps.telemetry.rules.pgarray import PgArray

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.telemetry.models import Agent

# What an update takes over; a device's organisation never changes.
_TAKEN = ("at", "state", "power_source", *NUMBERS, "boards_dead", *PACKED, "detail")


def _statement() -> str:
    """Return the upsert: columns in the order of `rules.live.live_rows`, NaN and -1 become null."""
    values = [f"nullif(fresh.{name}, {_unknown(name)})" if name in NUMBERS else f"fresh.{name}" for name in _TAKEN]
    return f"""
        INSERT INTO telemetry_livereading AS live
            (device_id, organisation_id, fresh_until, state_since, {", ".join(_TAKEN)})
        SELECT fresh.device_id, %s, fresh.at + make_interval(secs => %s), fresh.at, {", ".join(values)}
        FROM unnest(%s, {", ".join("%s" for _ in _TAKEN)}) AS fresh(device_id, {", ".join(_TAKEN)})
        ON CONFLICT (device_id) DO UPDATE SET
            fresh_until = excluded.fresh_until,
            state_since = CASE WHEN live.state = excluded.state THEN live.state_since ELSE excluded.at END,
            {", ".join(f"{name} = excluded.{name}" for name in _TAKEN)}
        WHERE live.at < excluded.at
    """  # noqa: S608 - names of our own columns


def _unknown(name: str) -> str:
    """Return what stands for unknown in a column, as SQL."""
    return "-1" if NUMBERS[name][1] == -1 else "'NaN'"


_UPSERT = _statement()


class _ArrayDumper(Dumper):
    """Hands arrays that are ready for the wire to psycopg, each with the type it names."""

    format = Format.BINARY

    def get_key(self, obj: Any, format: PyFormat) -> Any:  # noqa: A002 - the base class names it so
        """Tell arrays of different types apart."""
        return (self.cls, obj.oid)

    def upgrade(self, obj: Any, format: PyFormat) -> Dumper:  # noqa: A002 - as above
        """Return the dumper of one type."""
        dumper = type(self)(self.cls)
        dumper.oid = obj.oid
        return dumper

    def dump(self, obj: Any) -> Buffer:
        """Return the bytes as they are."""
        return bytes(obj.data)


def upsert_live(agent: Agent, columns: Mapping[str, PgArray]) -> None:
    """Write the latest readings of an agent's devices; what is older than the live row changes nothing."""
    connection.ensure_connection()
    # Django's own cursor binds on the client, as text.
    cursor = psycopg.Cursor(connection.connection)
    cursor.adapters.register_dumper(PgArray, _ArrayDumper)
    parameters = [agent.organisation_id, fresh_for_s(agent.poll_interval_s), *columns.values()]
    with connection.wrap_database_errors, cursor:
        cursor.execute(_UPSERT, parameters)
