"""The report of an import: every row of the file with what became of it and why, as a workbook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from apps.common.models import ImportRow, ImportRun, ImportState, RowOutcome
from apps.common.pages import export
from apps.common.pages.columns import Column, Kind

if TYPE_CHECKING:
    from django.http import HttpResponse

    from apps.common.imports.kinds import Importer


def outcome_of(run: ImportRun, row: ImportRow) -> str:
    """Return what became of a row, or would become."""
    is_real = run.state in (ImportState.RUNNING, ImportState.DONE)
    outcome = row.outcome if is_real else row.planned
    return str(RowOutcome(outcome).label) if outcome else ""


def report(run: ImportRun, importer: Importer) -> HttpResponse:
    """Return the workbook: number, outcome, column and reason, then the row as it was in the file."""
    titles = {one.name: str(one.title) for one in importer.fields}
    columns = [
        Column("number", _("Row"), kind=Kind.NUMBER),
        Column("outcome", _("Outcome"), lambda row: outcome_of(run, row)),
        Column("field", _("Column"), lambda row: titles.get(row.field, row.field)),
        Column("reason", _("Reason")),
        *(Column(f"cell{place}", header or str(place + 1), _cell(place)) for place, header in enumerate(run.headers)),
    ]
    rows = list(run.rows.order_by("number"))
    for row in rows:
        row.read = json.loads(row.cells) if row.cells else []  # type: ignore[attr-defined]  # for the columns below
    return export.as_xlsx(columns, rows, f"{importer.key}-report", cut=False)


def _cell(place: int) -> Any:
    """Return a function that gives one cell of a row."""
    return lambda row: row.read[place] if place < len(row.read) else ""
