"""Rows a second through the acceptance of batches, beside a bare binary COPY of the same rows in the same run.

Accepting is the whole service: decode, ledger, raw rows by COPY, the batch itself, live rows, commit. The floor writes
the very blocks that the service would write, one transaction a batch, into a table of the same columns without index or
partitions. Each figure is the best of its rounds, taken in turns: what else the machine does only ever adds. Batches of
1,000 and of 5,000 rows; each batch is one reading of as many machines, with boards, fans and pools. The bar is held by
the batches of 5,000 rows of machines that are known; the first batch, which makes its machines' devices, is printed
beside it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import django
import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[2] / "agent")]
django.setup()

from django.db import connection, transaction  # noqa: E402 -- after django.setup()

from apps.common.clock import now  # noqa: E402 -- as above
from apps.common.scope import SystemJob, system_scope  # noqa: E402 -- as above
from apps.telemetry.models import Agent, Device  # noqa: E402 -- as above
from apps.telemetry.rules import batch as wire  # noqa: E402 -- as above
from apps.telemetry.rules.raw import RAW_COLUMNS, raw_block  # noqa: E402 -- as above
from apps.telemetry.services.ingest import accept_batch  # noqa: E402 -- as above
from tests.bench.ingest_batches import full_batch  # noqa: E402 -- as above
from tests.factories import make_organisation  # noqa: E402 -- as above
from tests.proof.ingest_server import ingest_database  # noqa: E402 -- as above
from tests.telemetry.factories import make_agent, make_site  # noqa: E402 -- as above

NEEDS_DATABASE = True
BAR = 0.25
ROUNDS = 24
SIZES = (1_000, 5_000)
_FLOOR = f"COPY bench_floor ({', '.join(RAW_COLUMNS)}) FROM STDIN (FORMAT binary)"


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


def floor_block(agent: Agent, body: bytes, device_ids: Any) -> bytes:
    """Return the block of rows that a batch becomes."""
    batch = wire.decode(body)
    rows = np.arange(batch.rows)
    at_ms = wire.true_time_ms(batch, int(now().timestamp() * 1000))
    return raw_block(batch, rows, agent.organisation_id, device_ids, at_ms)


def copied(block: bytes) -> float:
    """Write one block into the bare table; return the seconds it took with its commit."""
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(_FLOOR) as copy:
        copy.write(block)
    return time.perf_counter() - began


def measure(agent: Agent, rows: int, first_seq: int, machines_from: int) -> tuple[float, float, float]:
    """Return rows a second of the service and of the floor (best rounds, taken in turns), and of the first batch."""
    at_ms = int(now().timestamp() * 1000) - 600_000
    first, *rest = bodies(agent, rows, first_seq, at_ms, machines_from)
    unknown = accepted(agent, first)  # makes the devices: a machine is new once in its life
    with system_scope(SystemJob.MAINTENANCE):
        ids = list(Device.objects.order_by("-pk").values_list("pk", flat=True)[:rows])
    blocks = [floor_block(agent, body, np.array(ids)) for body in rest]
    copied(blocks[0])
    pairs = [(accepted(agent, body), copied(block)) for body, block in zip(rest, blocks, strict=True)]
    ours, bare = (min(column) for column in zip(*pairs, strict=True))
    return rows / ours, rows / bare, rows / unknown


def main() -> int:
    """Measure, print, decide."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    results = {}
    with ingest_database("bench"):
        agent, _key = make_agent(make_site(make_organisation("bench")), poll_interval_s=30)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_floor (LIKE telemetry_raw)")
        seq = 1
        for number, rows in enumerate(SIZES):
            results[rows] = measure(agent, rows, seq, number * 10_000)
            seq += rows * (ROUNDS + 1)
    heads = f"{'rows a batch':>14} {'accepted, rows/s':>18} {'bare COPY, rows/s':>18} {'ratio':>7}"
    print(f"{heads} {'first batch, rows/s':>20}")
    for rows, (ours, bare, unknown) in results.items():
        print(f"{rows:>14,} {ours:>18,.0f} {bare:>18,.0f} {ours / bare:>7.2f} {unknown:>20,.0f}")
    ours, bare, _ = results[SIZES[-1]]
    result = {
        "name": "ingest",
        "value": round(ours),
        "unit": f"rows/s raw and live in batches of {SIZES[-1]:,}",
        "floor": round(bare),
        "ratio": round(ours / bare, 3),
        "bar": BAR,
        "holds": ours / bare >= BAR,
    }
    print(json.dumps(result))
    return 0 if result["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
