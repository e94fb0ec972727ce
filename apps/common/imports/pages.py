"""Pages of imports: upload, columns, dry run, progress, report; and exports that can be imported again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.common import access
from apps.common.errors import AccessDenied, DomainError, Invalid
from apps.common.http import actor_of, guarded
from apps.common.imports import kinds, limits, runs
from apps.common.imports.report import report
from apps.common.models import ImportRun, ImportState, RowOutcome
from apps.common.pages import export
from apps.common.permissions import EXPORT, IMPORT

if TYPE_CHECKING:
    from uuid import UUID

    from apps.common.actor import Actor

SHOWN_ROWS = 200
UNPROCESSABLE = 422


def _importer(actor: Actor, key: str) -> kinds.Importer:
    """Return a kind that the actor may import; 404 for an unknown one. Raises AccessDenied."""
    importer = kinds.named(key)
    if importer is None:
        raise Http404
    access.require(actor, importer.permission)
    return importer


def _run(request: HttpRequest, uid: UUID) -> ImportRun:
    """Return the import of the address; 404 when it is out of reach."""
    found = runs.runs(actor_of(request)).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


@guarded(IMPORT)
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Offer each kind that can be imported, and show what was imported."""
    return _overview(request)


def _overview(request: HttpRequest, trouble: str = "", key: str = "", status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    offered = [one for one in kinds.importers() if access.holds(actor, one.permission)]
    titles = {one.key: one.title for one in offered}
    shown = [(run, titles[run.kind]) for run in runs.runs(actor)[:30]]
    context = {
        "importers": offered,
        "runs": shown,
        "trouble": trouble,
        "trouble_key": key,
        "max_rows": limits.MAX_ROWS,
        "max_mib": limits.MAX_BYTES // 1024 // 1024,
    }
    return render(request, "common/imports/overview.html", context, status=status)


@guarded(IMPORT)
@require_POST
def import_open(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a file; the next page asks for its columns."""
    actor = actor_of(request)
    importer = _importer(actor, kind)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Invalid(_("Choose a file."), field="file")
        data = file.read(limits.MAX_BYTES + 1)
        run = runs.open_run(importer, by=actor, data=data, filename=file.name or "")
    except AccessDenied:
        raise
    except DomainError as refusal:
        _give_up(request)
        return _overview(request, refusal.message, kind, UNPROCESSABLE)
    return redirect("common:import", uid=run.uid)


@guarded(IMPORT)
@require_safe
def import_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show an import as far as it is; the part that moves is asked for again by itself."""
    run = _run(request, uid)
    part = request.headers.get("HX-Target") == "import-state"
    return _page(request, run, template="state" if part else "page")


def _page(
    request: HttpRequest, run: ImportRun, *, template: str = "page", status: int = 200, **more: Any
) -> HttpResponse:
    importer = _importer(actor_of(request), run.kind)
    counts = run.result if run.state in (ImportState.RUNNING, ImportState.DONE) else run.plan
    titles = {one.name: one.title for one in importer.fields}
    rows = run.rows.order_by("number")
    only = request.GET.get("only", "")
    column = "outcome" if run.state in (ImportState.RUNNING, ImportState.DONE) else "planned"
    if only in RowOutcome.values:
        rows = rows.filter(**{column: only})
    # Of thousands of rows those that need a person come first.
    shown = rows.order_by(Case(When(**{column: RowOutcome.REFUSED}, then=0), default=1), "number")[:SHOWN_ROWS]
    context = {
        "run": run,
        "importer": importer,
        "columns": [(one, run.mapping.get(one.name)) for one in importer.fields],
        "headers": list(enumerate(run.headers)),
        "sample": rows.first() if run.state == ImportState.MAPPING else None,
        "earlier": runs.earlier(run) if run.state in (ImportState.MAPPING, ImportState.CHECKED) else None,
        "counts": [(one, one.label, counts.get(one.value, 0)) for one in RowOutcome],
        "percent": runs.share(counts, run.total),
        "is_moving": run.state in (ImportState.CHECKING, ImportState.RUNNING),
        "rows": [(row, getattr(row, column), titles.get(row.field, row.field)) for row in shown]
        if run.state in (ImportState.CHECKED, ImportState.DONE)
        else [],
        "shown_rows": SHOWN_ROWS,
        "only": only,
        "to_write": counts.get(RowOutcome.CREATE, 0) + counts.get(RowOutcome.UPDATE, 0),
        **more,
    }
    return render(request, f"common/imports/{template}.html", context, status=status)


@guarded(IMPORT)
@require_POST
def import_check(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the columns and begin the dry run."""
    run = _run(request, uid)
    importer = _importer(actor_of(request), run.kind)
    chosen = {one.name: request.POST.get(f"column_{one.name}", "") for one in importer.fields}
    columns = {name: int(text) for name, text in chosen.items() if text.isascii() and text.isdigit() and len(text) < 5}  # noqa: PLR2004 - far above any column
    try:
        runs.check_run(run, by=actor_of(request), columns=columns)
    except AccessDenied:
        raise
    except DomainError as refusal:
        _give_up(request)
        run.mapping = columns
        return _page(request, run, status=refusal.status, trouble=refusal.message, trouble_field=refusal.field)
    return redirect("common:import", uid=uid)


@guarded(IMPORT)
@require_POST
def import_step(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Start to write (`start`), or give up (`drop`)."""
    run = _run(request, uid)
    steps = {"start": runs.start_run, "drop": runs.drop_run}
    if verb not in steps:
        raise Http404
    try:
        steps[verb](run, by=actor_of(request))
    except AccessDenied:
        raise
    except DomainError as refusal:
        _give_up(request)
        messages.error(request, refusal.message)
    return redirect("common:import", uid=uid)


@guarded(IMPORT)
@require_safe
def import_report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the report of every row as a workbook."""
    run = _run(request, uid)
    return report(run, _importer(actor_of(request), run.kind))


@guarded(EXPORT)
@require_POST
def export_rows(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """Give all rows of a kind as a file that can be imported again; the export is recorded."""
    actor = actor_of(request)
    importer = kinds.named(kind)
    if importer is None or form not in ("csv", "xlsx"):
        raise Http404
    access.require(actor, importer.export_permission)
    rows = list(importer.rows(actor)[: export.MAX_ROWS + 1])
    importer.note(actor, None, "export", {"rows": len(rows), "form": form})
    write = export.as_csv if form == "csv" else export.as_xlsx
    return write(importer.columns(), rows[: export.MAX_ROWS], importer.key, cut=len(rows) > export.MAX_ROWS)


@guarded(IMPORT)
@require_safe
def import_sample(request: HttpRequest, kind: str) -> HttpResponse:
    """Give an empty workbook with the right headers."""
    importer = _importer(actor_of(request), kind)
    return export.as_xlsx(importer.columns(), [], importer.key, cut=False)


def _give_up(request: HttpRequest) -> None:
    """Roll back whatever this request has written."""
    request.scope_failed = True  # type: ignore[attr-defined]  # read by ScopeMiddleware
