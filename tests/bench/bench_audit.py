"""How many records a second one process verifies, beside plain SHA-256 over the same bytes."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - after django.setup()

from apps.audit import services  # noqa: E402 - as above
from apps.common.actor import Actor  # noqa: E402 - as above
from tests.audit.scratch import fast_chain, scratch_database  # noqa: E402 - as above

NEEDS_DATABASE = True
RECORDS = 300_000
APPENDED = 1_000
ROUNDS = 5
BAR = 200_000


def append_some() -> float:
    """Append real records in batches of 200; returns milliseconds a record."""
    actor = Actor.job("bench", organisation_id=2)
    started = time.perf_counter()
    for batch in range(APPENDED // 200):
        with transaction.atomic():
            for number in range(200):
                services.record(
                    by=actor,
                    action="inventory.unit.place",
                    subject=None,
                    before={"status": "stored", "position": None},
                    after={"status": "in_service", "position": batch * 200 + number},
                )
    return (time.perf_counter() - started) / APPENDED * 1000


def floor_rate() -> tuple[float, float]:
    """Records a second and MB a second of plain SHA-256 over the canonical bytes, in memory; the best of all rounds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT canonical FROM audit_record")
        contents = [bytes(row[0]) for row in cursor.fetchall()]
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for content in contents:
            sha256(content).digest()
        best = min(best, time.perf_counter() - started)
    return len(contents) / best, sum(map(len, contents)) / best / 1e6


def main() -> int:
    """Measure, print the table and the result."""
    with scratch_database("bench"), tempfile.TemporaryDirectory() as folder:
        fast_chain(1, RECORDS)
        append_ms = append_some()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE audit_record")
        roots = Path(folder)
        services.seal(roots)
        job = Actor.job("bench")
        rates: list[float] = []
        for _ in range(ROUNDS):
            with transaction.atomic():
                verdict = services.verify(by=job, folder=roots)
            if not verdict.holds or verdict.records != RECORDS + APPENDED:
                print(f"the record does not hold: {verdict.first}, {verdict.records} records")
                return 1
            rates.append(verdict.records / verdict.seconds)
            mean_bytes = verdict.record_bytes / verdict.records
        floor, floor_mb = floor_rate()
    value = max(rates)
    print(f"records                    {RECORDS + APPENDED:>12,}  of {mean_bytes:.0f} canonical bytes on average")
    print(f"verify, best of {ROUNDS}          {value:>12,.0f}  records/s, columns compared, roots checked")
    print(f"verify, worst of {ROUNDS}         {min(rates):>12,.0f}  records/s")
    print(f"plain SHA-256, same bytes  {floor:>12,.0f}  records/s ({floor_mb:,.0f} MB/s)")
    print(f"append                     {append_ms:>12.2f}  ms a record, one statement each")
    holds = value >= BAR
    print(
        json.dumps(
            {
                "name": "audit",
                "value": round(value),
                "unit": "records/s",
                "floor": round(floor),
                "ratio": round(value / floor, 3),
                "bar": BAR,
                "holds": holds,
            }
        )
    )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
