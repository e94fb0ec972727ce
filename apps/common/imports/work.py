"""The work of an import in batches: one transaction each, so that a crash loses a batch and doubles nothing.

A batch locks the run, takes the next rows without an outcome, does them (each under a savepoint) and writes their
outcomes with them. Two workers at one run therefore work in turn, and whoever comes later goes on.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import translation

from apps.common.clock import now
from apps.common.errors import DomainError, Invalid
from apps.common.imports import kinds, mapping, runs
from apps.common.models import ImportRow, ImportRun, ImportState, RowOutcome
from apps.common.scope import SystemJob, scope, system_scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor

CHECKED_AT_ONCE: Final = 500
WRITTEN_AT_ONCE: Final = 200
CELLS_KEPT: Final = timedelta(days=30)
_SILENT_FOR: Final = timedelta(seconds=60)
_AT_WORK: Final = (ImportState.CHECKING, ImportState.RUNNING)
_REASON_CHARS: Final = 500

Verdict = tuple[str, str, str]


def work(run_id: int) -> None:
    """Do batch after batch until the run is through, was dropped, or is gone."""
    while _batch(run_id):
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


def _batch(run_id: int) -> bool:
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
            _check(locked, importer, by)
        elif locked.state == ImportState.RUNNING:
            _write(locked, importer, by)
        return locked.state in _AT_WORK


def _check(run: ImportRun, importer: kinds.Importer, by: Actor) -> None:
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
    known = importer.prepare(by, [values for values in read if isinstance(values, dict)])
    verdicts = [_judge(importer, by, values, known) for values in read]
    _keep(rows, verdicts, "planned")
    run.plan = _counted(run.plan, verdicts)
    run.save()


def _write(run: ImportRun, importer: kinds.Importer, by: Actor) -> None:
    """Write the next rows, each by its service."""
    rows = list(run.rows.filter(outcome="").order_by("number")[:WRITTEN_AT_ONCE])
    if not rows:
        run.state = runs.TRANSITIONS[ImportState.RUNNING, "finish"]
        run.finished_at = now()
        run.save()
        importer.note(by, run, "finish", {"file": run.sha256, "rows": run.total, "result": run.result})
        return
    read = [_values(row, run) for row in rows]
    known = importer.prepare(by, [values for values in read if isinstance(values, dict)])
    verdicts: list[Verdict] = []
    subjects: dict[int, UUID] = {}
    for row, values in zip(rows, read, strict=True):
        try:
            with transaction.atomic():
                if isinstance(values, Invalid):
                    raise values
                decision = importer.decide(by, values, known)
                if decision.outcome in (RowOutcome.CREATE, RowOutcome.UPDATE):
                    subjects[row.pk] = importer.apply(by, decision, known)
            verdicts.append((decision.outcome, "", ""))
        except DomainError as refusal:
            verdicts.append(_refused(refusal))
    _keep(rows, verdicts, "outcome")
    for row in rows:
        if row.pk in subjects:
            row.subject = subjects[row.pk]
    ImportRow.objects.bulk_update([row for row in rows if row.subject], ["subject"])
    run.result = _counted(run.result, verdicts)
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
        return _refused(values)
    try:
        return (importer.decide(by, values, known).outcome, "", "")
    except DomainError as refusal:
        return _refused(refusal)


def _refused(refusal: DomainError) -> Verdict:
    """Return the verdict of a refusal, in the language of the person."""
    return (RowOutcome.REFUSED, (refusal.field or "")[:60], refusal.message[:_REASON_CHARS])


def _keep(rows: Sequence[ImportRow], verdicts: Sequence[Verdict], column: str) -> None:
    """Write the verdicts, one statement for each different one."""
    groups: dict[Verdict, list[int]] = defaultdict(list)
    for row, verdict in zip(rows, verdicts, strict=True):
        groups[verdict].append(row.pk)
    for (outcome, field, reason), keys in groups.items():
        ImportRow.objects.filter(pk__in=keys).update(**{column: outcome, "field": field, "reason": reason})


def _counted(before: dict[str, int], verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Return the counts with those of a batch added."""
    return dict(Counter(before) + Counter(str(outcome) for outcome, _field, _reason in verdicts))
