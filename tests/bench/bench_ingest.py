"""Rows a second through the acceptance of batches, beside the bare writing of the same rows in the same run.

Accepting is the whole service: decode, ledger, raw rows by COPY, the batch itself, live rows, commit. The floor writes
the very blocks that the service would write, one transaction a batch: raw rows by binary COPY into a table of the same
columns without index or partitions, live rows by COPY and one plain UPDATE of a table with nothing but its key. The
COPY alone, which keeps no live rows, is printed beside it. Each figure is the best of its rounds, taken in turns: what
else the machine does only ever adds. Batches of 1,000 and of 5,000 rows; each batch is one reading of as many machines,
with boards, fans and pools. The bar is held by the batches of 5,000 rows of machines that are known; the first batch,
which makes its machines' devices, is printed beside it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import django
import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[2] / "agent")]
django.setup()

from django.db import connection, transaction  # noqa: E402 -- after django.setup()

from apps.common.clock import now  # noqa: E402 -- as above
from apps.common.scope import SystemJob, system_scope  # noqa: E402 -- as above
from apps.telemetry.models import Agent, Device  # noqa: E402 -- as above
from apps.telemetry.rules import batch as wire  # noqa: E402 -- as above
from apps.telemetry.rules.live import LIVE_COLUMNS, live_block  # noqa: E402 -- as above
from apps.telemetry.rules.raw import RAW_COLUMNS, raw_block  # noqa: E402 -- as above
from apps.telemetry.services.ingest import accept_batch  # noqa: E402 -- as above
from tests.bench.ingest_batches import full_batch  # noqa: E402 -- as above
from tests.factories import make_organisation  # noqa: E402 -- as above
from tests.proof.ingest_server import ingest_database  # noqa: E402 -- as above
from tests.telemetry.factories import make_agent, make_site  # noqa: E402 -- as above

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEEDS_DATABASE = True
BAR = 0.5
ROUNDS = 24
SIZES = (1_000, 5_000)
_RAW = f"COPY bench_raw ({', '.join(RAW_COLUMNS)}) FROM STDIN (FORMAT binary)"
_LIVE_NAMES = ", ".join(LIVE_COLUMNS)
_LIVE = f"COPY bench_incoming ({_LIVE_NAMES}) FROM STDIN (FORMAT binary)"
_TYPES = {">i2": "smallint", ">i4": "integer", ">i8": "bigint", ">f4": "real"}
_DECLARED = ", ".join(f"{name} {_TYPES[dtype]}" for name, dtype in LIVE_COLUMNS.items())
_TABLES = f"""
    CREATE TABLE bench_raw (LIKE telemetry_raw);
    CREATE TABLE bench_live ({_DECLARED}, PRIMARY KEY (device_id)) WITH (fillfactor = 50);
    CREATE TEMPORARY TABLE bench_incoming ({_DECLARED}) ON COMMIT DELETE ROWS
"""
_TAKE_OVER = f"""
    UPDATE bench_live AS live SET {", ".join(f"{name} = fresh.{name}" for name in LIVE_COLUMNS if name != "device_id")}
    FROM bench_incoming AS fresh WHERE live.device_id = fresh.device_id
"""  # noqa: S608 - names of our own columns
_FIRST = f"INSERT INTO bench_live ({_LIVE_NAMES}) SELECT {_LIVE_NAMES} FROM bench_incoming"  # noqa: S608 - as above


def bodies(agent: Agent, rows: int, first_seq: int, first_at_ms: int, machines_from: int) -> list[bytes]:
    """Return batches that follow each other, a reading of every machine each."""
    return [
        full_batch(agent, rows, first_seq + number * rows, first_at_ms + number * 1_000, machines_from)
        for number in range(ROUNDS + 1)
    ]


def accepted(agent: Agent, body: bytes) -> float:
    """Accept one batch; return the seconds it took with its commit."""
    began = time.perf_counter()
    with system_scope(SystemJob.TELEMETRY_INGEST):
        accept_batch(agent, body)
    return time.perf_counter() - began


def blocks_of(agent: Agent, body: bytes, device_ids: NDArray[np.int64]) -> tuple[bytes, bytes]:
    """Return the blocks of raw and of live rows that a batch becomes."""
    batch = wire.decode(body)
    rows = np.arange(batch.rows)
    at_ms = wire.true_time_ms(batch, int(now().timestamp() * 1000))
    live, _devices = live_block(batch, rows, device_ids, at_ms)
    return raw_block(batch, rows, agent.organisation_id, device_ids, at_ms), live


def copied(raw: bytes) -> float:
    """Copy raw rows alone; return the seconds it took with its commit."""
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(_RAW) as copy:
        copy.write(raw)
    return time.perf_counter() - began


def written(raw: bytes, live: bytes, take_over: str = _TAKE_OVER) -> float:
    """Write raw and live rows with nothing around them; return the seconds it took with its commit."""
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(_RAW) as copy:
            copy.write(raw)
        with cursor.copy(_LIVE) as copy:
            copy.write(live)
        cursor.execute(take_over)
    return time.perf_counter() - began


class Rates(NamedTuple):
    """Rows a second: of the service, of the floor, of the COPY alone, of a batch whose machines are new."""

    ours: float
    floor: float
    copy: float
    unknown: float


def measure(agent: Agent, rows: int, first_seq: int, machines_from: int) -> Rates:
    """Return the rates for batches of `rows`: best rounds, taken in turns."""
    at_ms = int(now().timestamp() * 1000) - 600_000
    first, *rest = bodies(agent, rows, first_seq, at_ms, machines_from)
    unknown = accepted(agent, first)  # makes the devices: a machine is new once in its life
    with system_scope(SystemJob.MAINTENANCE):
        ids = np.array(Device.objects.order_by("-pk").values_list("pk", flat=True)[:rows])
    blocks = [blocks_of(agent, body, ids) for body in rest]
    written(*blocks[0], _FIRST)
    rounds = [
        (accepted(agent, body), written(raw, live), copied(raw)) for body, (raw, live) in zip(rest, blocks, strict=True)
    ]
    ours, floor, copy = (min(column) for column in zip(*rounds, strict=True))
    return Rates(rows / ours, rows / floor, rows / copy, rows / unknown)


def main() -> int:
    """Measure, print, decide."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    results: dict[int, Rates] = {}
    with ingest_database("bench"):
        agent, _key = make_agent(make_site(make_organisation("bench")), poll_interval_s=30)
        with connection.cursor() as cursor:
            cursor.execute(_TABLES)
        seq = 1
        for number, rows in enumerate(SIZES):
            results[rows] = measure(agent, rows, seq, number * 10_000)
            seq += rows * (ROUNDS + 1)
    heads = f"{'rows a batch':>14} {'accepted, rows/s':>18} {'floor, rows/s':>15} {'ratio':>7}"
    print(f"{heads} {'COPY alone, rows/s':>20} {'first batch, rows/s':>20}")
    for rows, rates in results.items():
        line = f"{rows:>14,} {rates.ours:>18,.0f} {rates.floor:>15,.0f} {rates.ours / rates.floor:>7.2f}"
        print(f"{line} {rates.copy:>20,.0f} {rates.unknown:>20,.0f}")
    best = results[SIZES[-1]]
    ratio = best.ours / best.floor
    result = {
        "name": "ingest",
        "value": round(best.ours),
        "unit": f"rows/s raw and live in batches of {SIZES[-1]:,}",
        "floor": round(best.floor),
        "ratio": round(ratio, 3),
        "bar": BAR,
        "holds": ratio >= BAR,
    }
    print(json.dumps(result))
    return 0 if result["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
