"""Steps in the life of an import: opened, columns confirmed, tried without writing, started, or dropped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.common import access, outbox
from apps.common.actor import Actor, ActorKind
from apps.common.errors import Conflict
from apps.common.imports import kinds, mapping, sheets
from apps.common.imports.limits import FileRefused
from apps.common.models import ImportRow, ImportRun, ImportState, RowOutcome
from apps.common.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

# (state, verb) → state
TRANSITIONS: Final[Mapping[tuple[str, str], ImportState]] = {
    (ImportState.MAPPING, "check"): ImportState.CHECKING,
    (ImportState.CHECKED, "check"): ImportState.CHECKING,
    (ImportState.CHECKING, "checked"): ImportState.CHECKED,
    (ImportState.CHECKED, "start"): ImportState.RUNNING,
    (ImportState.RUNNING, "finish"): ImportState.DONE,
    (ImportState.MAPPING, "drop"): ImportState.DROPPED,
    (ImportState.CHECKED, "drop"): ImportState.DROPPED,
}
TOPIC: Final = "common.import"
_INSERTED_AT_ONCE: Final = 1_000
_NAME_CHARS: Final = 255


class StepRefused(Conflict):
    """The state of the import does not allow this step."""

    code = "import_step_refused"
    sentence = _("The import is in another state: «%(state)s».")


def runs(actor: Actor) -> QuerySet[ImportRun]:
    """Return the imports of the kinds that the actor may import, newest first."""
    allowed = [one.key for one in kinds.importers() if access.holds(actor, one.permission)]
    return ImportRun.objects.filter(organisation_id=actor.organisation_id or 0, kind__in=allowed).order_by("-id")


def open_run(importer: kinds.Importer, *, by: Actor, data: bytes, filename: str) -> ImportRun:
    """Read a file and keep its rows; the columns are guessed. Nothing is written yet, nothing recorded.

    Raises AccessDenied, FileRefused.
    """
    access.require(by, importer.permission)
    sheet = sheets.read(data, judge=lambda headers: len(mapping.guess(headers, importer.fields)))
    guessed = mapping.guess(sheet.headers, importer.fields)
    if not guessed:
        raise FileRefused(_("No column of the file is known. The first row must hold headers."))
    with transaction.atomic():
        run = ImportRun.objects.create(
            organisation_id=by.tenant_id,
            kind=importer.key,
            filename=filename[:_NAME_CHARS],
            sha256=hashlib.sha256(data).hexdigest(),
            headers=sheet.headers,
            mapping=guessed,
            actor=_kept(by),
            language=get_language() or "ru",
            total=len(sheet.lines),
        )
        ImportRow.objects.bulk_create(_rows(run, sheet.lines), batch_size=_INSERTED_AT_ONCE)
    return run


def _rows(run: ImportRun, lines: Sequence[sheets.Line]) -> list[ImportRow]:
    """Return the ledger of a file."""
    return [
        ImportRow(
            organisation_id=run.organisation_id,
            run=run,
            number=line.number,
            cells=json.dumps(line.cells, ensure_ascii=False),
        )
        for line in lines
    ]


def earlier(run: ImportRun) -> ImportRun | None:
    """Return the last import of the very same file that was carried out."""
    same = ImportRun.objects.filter(organisation_id=run.organisation_id, kind=run.kind, sha256=run.sha256)
    return same.filter(state=ImportState.DONE).exclude(pk=run.pk).order_by("-id").first()


def check_run(run: ImportRun, *, by: Actor, columns: Mapping[str, int], starts_by_itself: bool = False) -> ImportRun:
    """Confirm which column is which field; the dry run begins in the background.

    `starts_by_itself`: go on in earnest when the dry run is through. Raises AccessDenied, Invalid, StepRefused.
    """
    importer = _importer(run)
    access.require(by, importer.permission)
    with transaction.atomic():
        locked = _step(run, "check")
        locked.mapping = mapping.check(columns, len(locked.headers), importer.fields)
        locked.plan, locked.actor, locked.language = {}, _kept(by), get_language() or "ru"
        locked.starts_by_itself = starts_by_itself
        locked.rows.update(planned="", field="", reason="")
        locked.save()
        _send(locked)
    return locked


def start_run(run: ImportRun, *, by: Actor) -> ImportRun:
    """Begin to write in the background, each row by its service. One audit record. Raises AccessDenied, StepRefused."""
    importer = _importer(run)
    access.require(by, importer.permission)
    with transaction.atomic():
        locked = _step(run, "start")
        locked.actor, locked.result = _kept(by), {}
        locked.rows.update(field="", reason="")
        locked.save()
        importer.note(by, locked, "start", {"file": locked.sha256, "rows": locked.total, "plan": locked.plan})
        _send(locked)
    return locked


def drop_run(run: ImportRun, *, by: Actor) -> ImportRun:
    """Give an import up before it writes; what the file brought is forgotten. Raises AccessDenied, StepRefused."""
    access.require(by, _importer(run).permission)
    with transaction.atomic():
        locked = _step(run, "drop")
        locked.save()
        locked.rows.update(cells="")
    return locked


def _importer(run: ImportRun) -> kinds.Importer:
    """Return who imports this kind. Raises StepRefused when nobody does any more."""
    importer = kinds.named(run.kind)
    if importer is None:
        raise StepRefused(state=run.kind)
    return importer


def _step(run: ImportRun, verb: str) -> ImportRun:
    """Lock the run and set its next state. Raises StepRefused."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    state = TRANSITIONS.get((ImportState(locked.state), verb))
    if state is None:
        raise StepRefused(state=ImportState(locked.state).label)
    locked.state = state
    return locked


def _send(run: ImportRun) -> None:
    """Have a worker do it, exactly when this is committed."""
    outbox.put(TOPIC, {"run": run.pk}, organisation_id=run.organisation_id)


def _kept(by: Actor) -> dict[str, Any]:
    """Return who acts as plain values; the address they act from is not kept."""
    return {
        "kind": by.kind.value, "label": by.label, "id": by.id, "uid": str(by.uid) if by.uid else None,
        "role": by.role.value if by.role else None,
        "site_ids": None if by.site_ids is None else list(by.site_ids),
        "token_permissions": None if by.token_permissions is None else sorted(by.token_permissions),
    }  # fmt: skip


def actor_of_run(run: ImportRun) -> Actor:
    """Return who started the import."""
    kept = run.actor
    return Actor(
        kind=ActorKind(kept["kind"]),
        label=kept["label"],
        id=kept["id"],
        uid=kept["uid"],
        organisation_id=run.organisation_id,
        role=Role(kept["role"]) if kept["role"] else None,
        site_ids=None if kept["site_ids"] is None else tuple(kept["site_ids"]),
        token_permissions=None if kept["token_permissions"] is None else frozenset(kept["token_permissions"]),
        request_id=f"import-{run.uid}"[:40],
    )


def share(counts: Mapping[str, int], total: int) -> int:
    """Return how many percent of the rows are counted."""
    return sum(counts.get(one, 0) for one in RowOutcome.values) * 100 // max(total, 1)
