"""Seconds to import 10,000 units with shelf, MAC address and warranty, dry run and writing, beside plain inserts."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - after django.setup()
from django.db import connection  # noqa: E402 - as above
from openpyxl import Workbook  # noqa: E402 - as above

from apps.common.actor import Actor  # noqa: E402 - as above
from apps.common.clock import now  # noqa: E402 - as above
from apps.common.imports import kinds, runs, work  # noqa: E402 - as above
from apps.common.scope import scope  # noqa: E402 - as above
from apps.inventory.models import Unit  # noqa: E402 - as above
from tests.audit.scratch import scratch_database  # noqa: E402 - as above
from tests.crm.factories import make_client, make_contract  # noqa: E402 - as above
from tests.factories import make_organisation  # noqa: E402 - as above
from tests.inventory.factories import make_model, make_node, make_shelves, make_site  # noqa: E402 - as above

NEEDS_DATABASE = True
ROWS = 10_000
NODES = 10
CLIENTS = 5
BAR_S = 60.0
# `autovacuum_naptime` of bin/launcher/cluster.py
NAPTIME_S = 15.0


def prepare() -> tuple[Actor, bytes, int]:
    """Make a site for all units; return who imports, the workbook of the units, and a unit's owner for the floor."""
    organisation = make_organisation("bench")
    by = Actor.job("bench", organisation.pk)
    site, model = make_site(organisation, name="ДЦ-1"), make_model(organisation.pk)
    labels: list[str] = []
    for number in range(NODES):
        node = make_node(site, limit_w=ROWS * 4000)
        labels += [shelf.label for shelf in make_shelves(node, f"{chr(65 + number)}-{{1..100}}-{{1..10}}")]
    contracts = [make_contract(make_client(organisation)) for _number in range(CLIENTS)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    head = [
        "Серийный номер",
        "Модель",
        "Клиент",
        "Договор",
        "Площадка",
        "Полка",
        "MAC",
        "Гарантия с",
        "Гарантия месяцев",
    ]
    sheet.append([*head, "Инв номер"])
    for number in range(ROWS):
        contract = contracts[number * CLIENTS // ROWS]
        mac = f"02:00:00:{number >> 16 & 255:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"
        row = [f"BENCH{number:07}", model.name, contract.client.name, contract.number, site.name, labels[number], mac]
        sheet.append([*row, "2026-03-10", 12, f"I-{number}"])
    data = io.BytesIO()
    book.save(data)
    return by, data.getvalue(), contracts[0].client_id


@contextmanager
def statistics_kept() -> Iterator[None]:
    """Gather statistics of the tables as often as the autovacuum of an installation looks at them, beside the work.

    The server of tests does not look for minutes. Without statistics the planner takes the first index of an
    organisation for one of its rows.
    """
    ended = Event()

    def gather() -> None:
        while True:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            if ended.wait(NAPTIME_S):
                connection.close()
                return

    keeper = Thread(target=gather)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def floor(by: Actor, owner_id: int) -> float:
    """Seconds to insert as many plain rows, nothing checked, dated or recorded."""
    with scope(by):
        known = Unit.objects.values_list("model_id", flat=True)[0]
        rows = [
            Unit(
                organisation_id=by.tenant_id,
                model_id=known,
                serial=f"PLAIN{number:07}",
                serial_tail=f"{number % 10_000:04}",
                state="expected",
                owner_id=owner_id,
                power_w=3500,
                changed_at=now(),
            )
            for number in range(ROWS)
        ]
        started = time.perf_counter()
        Unit.objects.bulk_create(rows, batch_size=200)
        return time.perf_counter() - started


def main() -> int:
    """Measure, print the table and the result."""
    importer = kinds.named("units")
    if importer is None:
        return 1
    with scratch_database("import_units"):
        call_command("migrate", verbosity=0)
        by, data, owner_id = prepare()
        with statistics_kept():
            started = time.perf_counter()
            with scope(by):
                run = runs.open_run(importer, by=by, data=data, filename="units.xlsx")
                runs.check_run(run, by=by, columns=run.mapping)
            work.work(run.pk)
            dry = time.perf_counter() - started
            with scope(by):
                runs.start_run(run, by=by)
            work.work(run.pk)
            writing = time.perf_counter() - started - dry
        with scope(by):
            run.refresh_from_db()
            placed = Unit.objects.filter(state="in_service", shelf__isnull=False, mac_index__isnull=False).count()
        least = floor(by, owner_id)
    total = dry + writing
    print(f"read and dry run     {dry:>8.2f} s for {ROWS:,} rows")
    print(f"written by services  {writing:>8.2f} s, {writing / ROWS * 1000:.2f} ms a unit, placed under its limits")
    print(f"plain inserts        {least:>8.2f} s")
    holds = run.result == {"create": ROWS} and placed == ROWS and total <= BAR_S
    print(
        json.dumps(
            {
                "name": "import-units",
                "value": round(total, 2),
                "unit": "s for 10,000 units",
                "floor": round(least, 2),
                "ratio": round(total / least, 1),
                "bar": BAR_S,
                "holds": holds,
            }
        )
    )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
