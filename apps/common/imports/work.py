"""The work of an import in batches: one transaction each, so that a crash loses a batch and doubles nothing.

A batch locks the run, takes the next rows without an outcome, does them and writes their outcomes with them. Two
workers at one run therefore work in turn, and whoever comes later goes on.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.utils import translation

from apps.common.clock import now
from apps.common.errors import DomainError, Invalid
from apps.common.imports import kinds, mapping, runs
from apps.common.imports.writing import Verdict, Writing, refused
from apps.common.models import ImportRow, ImportRun, ImportState, RowOutcome
from apps.common.scope import SystemJob, scope, system_scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from apps.common.actor import Actor

CHECKED_AT_ONCE: Final = 500
WRITTEN_AT_ONCE: Final = 200
CELLS_KEPT: Final = timedelta(days=30)
_SILENT_FOR: Final = timedelta(seconds=60)
_SUBJECTS: Final = (
    "UPDATE common_importrow AS kept SET subject = given.subject "
    "FROM unnest(%s::bigint[], %s::uuid[]) AS given(id, subject) WHERE kept.id = given.id"
)
_AT_WORK: Final = (ImportState.CHECKING, ImportState.RUNNING)


@dataclass(slots=True)
class _Promised:
    """What a dry run is told by the rows that this worker tried, and how many those are."""

    rows: int = 0
    by_rows: Any = None

    def is_of_all_before(self, run: ImportRun) -> bool:
        """Return whether this worker tried every row before the next one, and nobody in between."""
        return self.by_rows is not None and self.rows == sum(run.plan.values())


def work(run_id: int) -> None:
    """Do batch after batch until the run is through, was dropped, or is gone."""
    promised = _Promised()
    while _batch(run_id, promised):
        pass


def take_up() -> int:
    """Go on with runs that have stood still; return how many."""
    with system_scope(SystemJob.IMPORT):
        silent = ImportRun.objects.filter(state__in=_AT_WORK, updated_at__lt=now() - _SILENT_FOR)
        found = list(silent.values_list("pk", flat=True))
    for run_id in found:
        work(run_id)
    return len(found)


def forget_cells() -> int:
    """Forget what the files of old imports brought; outcomes and reasons stay. Return how many rows."""
    with system_scope(SystemJob.IMPORT):
        old = ImportRow.objects.filter(run__created_at__lt=now() - CELLS_KEPT).exclude(cells="")
        return old.update(cells="")


def _batch(run_id: int, promised: _Promised) -> bool:
    """Do one batch; return whether there may be more."""
    with system_scope(SystemJob.IMPORT):
        run = ImportRun.objects.filter(pk=run_id, state__in=_AT_WORK).first()
    importer = kinds.named(run.kind) if run else None
    if run is None or importer is None:
        return False
    by = runs.actor_of_run(run)
    with scope(by), translation.override(run.language):
        locked = ImportRun.objects.select_for_update().get(pk=run_id)
        if locked.state == ImportState.CHECKING:
            _check(locked, importer, by, promised)
        elif locked.state == ImportState.RUNNING:
            _write(locked, importer, by)
        return locked.state in _AT_WORK


def _check(run: ImportRun, importer: kinds.Importer, by: Actor, promised: _Promised) -> None:
    """Try the next rows without writing."""
    rows = list(run.rows.filter(planned="").order_by("number")[:CHECKED_AT_ONCE])
    if not rows:
        run.state = runs.TRANSITIONS[ImportState.CHECKING, "checked"]
        run.save()
        if run.starts_by_itself:
            runs.start_run(run, by=by)
            run.refresh_from_db()
        return
    read = [_values(row, run) for row in rows]
    good = [values for values in read if isinstance(values, dict)]
    known = importer.prepare(by, good)
    if isinstance(importer, kinds.Building):
        if not promised.is_of_all_before(run):
            _promise_again(run, importer, by, promised, before=rows[0].number)
        importer.stand_on(known, promised.by_rows)
    verdicts = [_judge(importer, by, values, known) for values in read]
    _keep(rows, verdicts, "planned")
    run.plan = _counted(run.plan, verdicts)
    promised.rows = sum(run.plan.values())
    run.save()


def _promise_again(run: ImportRun, importer: kinds.Building, by: Actor, promised: _Promised, *, before: int) -> None:
    """Take in what the rows of earlier batches promise to make, of which another worker was told."""
    ground = _ground(run, importer, before=before)
    known = importer.prepare(by, ground)
    for values in ground:
        _judge(importer, by, values, known)
    promised.by_rows = importer.promises(known)


def _ground(run: ImportRun, importer: kinds.Building, *, before: int) -> list[dict[str, str]]:
    """Return the rows that earlier batches promised to make and on which later rows may stand."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in run.rows.filter(number__lt=before, planned=RowOutcome.CREATE).order_by("number"):
        values = _values(row, run)
        if isinstance(values, dict):
            found.setdefault(importer.ground(values), values)
    return list(found.values())


def _write(run: ImportRun, importer: kinds.Importer, by: Actor) -> None:
    """Write the next rows by the services of the app."""
    rows = list(run.rows.filter(outcome="").order_by("number")[:WRITTEN_AT_ONCE])
    if not rows:
        run.state = runs.TRANSITIONS[ImportState.RUNNING, "finish"]
        run.finished_at = now()
        run.save()
        importer.note(by, run, "finish", {"file": run.sha256, "rows": run.total, "result": run.result})
        return
    writing = Writing(importer, by, [_values(row, run) for row in rows])
    writing.work()
    _keep(rows, writing.verdicts, "outcome")
    _keep_subjects({rows[place].pk: subject for place, subject in writing.subjects.items()})
    run.result = _counted(run.result, writing.verdicts)
    run.save()


def _values(row: ImportRow, run: ImportRun) -> dict[str, str] | Invalid:
    """Return what a row brings, or why it cannot be taken."""
    try:
        return mapping.values(json.loads(row.cells), run.mapping)
    except Invalid as refusal:
        return refusal


def _judge(importer: kinds.Importer, by: Actor, values: dict[str, str] | Invalid, known: Any) -> Verdict:
    """Return what a row would do."""
    if isinstance(values, Invalid):
        return refused(values)
    try:
        return (importer.decide(by, values, known).outcome, "", "")
    except DomainError as refusal:
        return refused(refusal)


def _keep(rows: Sequence[ImportRow], verdicts: Sequence[Verdict], column: str) -> None:
    """Write the verdicts, one statement for each different one."""
    groups: dict[Verdict, list[int]] = defaultdict(list)
    for row, verdict in zip(rows, verdicts, strict=True):
        groups[verdict].append(row.pk)
    for (outcome, field, reason), keys in groups.items():
        ImportRow.objects.filter(pk__in=keys).update(**{column: outcome, "field": field, "reason": reason})


def _keep_subjects(subjects: Mapping[int, UUID]) -> None:
    """Write which row became what, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECTS, [list(subjects), list(subjects.values())])


def _counted(before: dict[str, int], verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Return the counts with those of a batch added."""
    return dict(Counter(before) + Counter(str(outcome) for outcome, _field, _reason in verdicts))
