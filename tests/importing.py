"""Files of rows for tests of every importer: opened, tried and written to their end, exported and read again."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from apps.common.imports import kinds, runs, work
from apps.common.models import ImportRun
from apps.common.pages import export
from apps.common.scope import SystemJob, scope, system_scope

if TYPE_CHECKING:
    from apps.common.actor import Actor


def table(*rows: str) -> bytes:
    """Return separated values as a file."""
    return "\n".join(rows).encode()


def importer(key: str) -> kinds.Importer:
    """Return a kind."""
    found = kinds.named(key)
    assert found is not None
    return found


def tried(by: Actor, key: str, data: bytes) -> ImportRun:
    """Open a file and let its dry run end."""
    with scope(by):
        run = runs.open_run(importer(key), by=by, data=data, filename="file.csv")
        runs.check_run(run, by=by, columns=run.mapping)
    work.work(run.pk)
    return run


def imported(by: Actor, key: str, data: bytes) -> ImportRun:
    """Try and write a file to its end."""
    run = tried(by, key, data)
    with scope(by):
        runs.start_run(run, by=by)
    work.work(run.pk)
    with scope(by):
        return ImportRun.objects.get(pk=run.pk)


def verdicts(run: ImportRun, column: str = "outcome") -> list[tuple[str, str]]:
    """Return outcome and field at fault of each row."""
    with system_scope(SystemJob.MAINTENANCE):
        return [(getattr(row, column), row.field) for row in run.rows.order_by("number")]


def reasons(run: ImportRun) -> list[str]:
    """Return the reason of each refused row."""
    with system_scope(SystemJob.MAINTENANCE):
        return [row.reason for row in run.rows.order_by("number") if row.reason]


def exported(by: Actor, key: str) -> bytes:
    """Return all rows of a kind as a workbook."""
    with scope(by):
        kind = importer(key)
        answer = export.as_xlsx(kind.columns(), list(kind.rows(by)), key, cut=False)
    data: bytes = answer.content
    assert load_workbook(io.BytesIO(data)).active is not None
    return data
