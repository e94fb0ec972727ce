"""Seconds to import 10,000 clients from a workbook, dry run and writing, beside inserting the same rows as they are."""

from __future__ import annotations

import io
import json
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - after django.setup()
from openpyxl import Workbook  # noqa: E402 - as above

from apps.accounts.models import LegalEntity, Organisation, OrganisationSettings  # noqa: E402 - as above
from apps.common.actor import Actor  # noqa: E402 - as above
from apps.common.imports import kinds, runs, work  # noqa: E402 - as above
from apps.common.scope import SystemJob, scope, system_scope  # noqa: E402 - as above
from apps.crm.models import Client  # noqa: E402 - as above
from tests.audit.scratch import scratch_database  # noqa: E402 - as above
from tests.crm.factories import company_inn, ogrn  # noqa: E402 - as above

NEEDS_DATABASE = True
ROWS = 10_000
BAR_S = 60.0


def table() -> bytes:
    """Return a workbook of clients as a person would send it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["Название", "ИНН", "КПП", "ОГРН", "Юридический адрес", "Телефон", "E-mail"])
    for number in range(1, ROWS + 1):
        phone = f"+7 9{number % 90 + 10} {number % 900 + 100}-{number % 90 + 10}-{number % 80 + 10}"
        sheet.append([
            f"ООО «Клиент {number}»", company_inn(number), "770101001", ogrn(number), f"Москва, ул. Радио, д. {number}",
            phone, f"office{number}@example.test",
        ])  # fmt: skip
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def prepare() -> Actor:
    """Make a company and return who imports."""
    with system_scope(SystemJob.MAINTENANCE):
        organisation = Organisation.objects.create(name="Bench", slug="bench")
        OrganisationSettings.objects.create(organisation=organisation)
        LegalEntity.objects.create(organisation=organisation, name="Bench", short_name="Bench", inn="7707083893")
    return Actor.job("bench", organisation.pk)


def floor(by: Actor) -> float:
    """Seconds to insert as many plain rows, nothing checked and nothing recorded."""
    rows = [
        Client(organisation_id=by.tenant_id, type="legal_entity", name=f"Plain {number}", kpp="770101001")
        for number in range(ROWS)
    ]
    started = time.perf_counter()
    with scope(by):
        Client.objects.bulk_create(rows, batch_size=200)
    return time.perf_counter() - started


def main() -> int:
    """Measure, print the table and the result."""
    data = table()
    importer = kinds.named("clients")
    if importer is None:
        return 1
    with scratch_database("import"):
        call_command("migrate", verbosity=0)
        by = prepare()
        started = time.perf_counter()
        with scope(by):
            run = runs.open_run(importer, by=by, data=data, filename="clients.xlsx")
        upload = time.perf_counter() - started
        with scope(by):
            runs.check_run(run, by=by, columns=run.mapping)
        work.work(run.pk)
        dry = time.perf_counter() - started - upload
        with scope(by):
            runs.start_run(run, by=by)
        work.work(run.pk)
        writing = time.perf_counter() - started - upload - dry
        with scope(by):
            run.refresh_from_db()
            made = Client.objects.count()
        least = floor(by)
    total = upload + dry + writing
    print(f"file                 {len(data) / 1e6:>8.2f} MB, {ROWS:,} rows")
    print(f"read and kept        {upload:>8.2f} s")
    print(f"dry run              {dry:>8.2f} s")
    print(f"written by services  {writing:>8.2f} s, {writing / ROWS * 1000:.2f} ms a row with its record")
    print(f"plain inserts        {least:>8.2f} s")
    right = run.result == {"create": ROWS} and made == ROWS
    holds = right and total <= BAR_S
    print(
        json.dumps(
            {
                "name": "import",
                "value": round(total, 2),
                "unit": "s for 10,000 clients",
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
