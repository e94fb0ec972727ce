"""Intake acts, return acts and transfer notes as .pdf, and as .docx with .pdf in a zip; made after the transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.common import access
from apps.common.errors import AccessDenied, DomainError
from apps.common.http import actor_of, guarded
from apps.common.http.scope import outside_scope
from apps.common.pages.downloads import attachment
from apps.common.scope import scope
from apps.logistics.documents import intake_act, papers, return_act, transfer_note
from apps.logistics.models import IntakeAct, Movement, ReturnAct
from apps.logistics.permissions import INTAKE_VIEW, MOVEMENT_VIEW, RETURN_VIEW

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.access import Permission

_TYPES: Final = {"pdf": "application/pdf", "zip": "application/zip"}


@outside_scope
@guarded(INTAKE_VIEW)
@require_safe
def intake_paper(request: HttpRequest, uid: UUID, form: str) -> HttpResponse:
    """Answer an intake act."""
    return _paper(request, uid, form, INTAKE_VIEW, IntakeAct.objects.all(), intake_act.render, "logistics:intake")


@outside_scope
@guarded(RETURN_VIEW)
@require_safe
def return_paper(request: HttpRequest, uid: UUID, form: str) -> HttpResponse:
    """Answer a return act."""
    return _paper(request, uid, form, RETURN_VIEW, ReturnAct.objects.all(), return_act.render, "logistics:return")


@outside_scope
@guarded(MOVEMENT_VIEW)
@require_safe
def movement_paper(request: HttpRequest, uid: UUID, form: str) -> HttpResponse:
    """Answer the transfer note of a movement."""
    rows = Movement.objects.select_related("from_site", "to_site", "driver")
    return _paper(request, uid, form, MOVEMENT_VIEW, rows, transfer_note.render, "logistics:movement")


def _paper(
    request: HttpRequest,
    uid: UUID,
    form: str,
    permission: Permission,
    rows: QuerySet[Any],
    render: Callable[[Any], bytes],
    page: str,
) -> HttpResponse:
    """Make the .docx inside the reader's scope and the rest of it after; a refusal is said on the paper's page."""
    if form not in _TYPES:
        raise Http404
    actor = actor_of(request)
    try:
        with scope(actor):
            row = access.fetch(actor, permission, rows, uid=uid)
            document, number = render(row), row.number
        data = papers.as_pdf(document) if form == "pdf" else papers.as_zip(document, number)
    except AccessDenied:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse(page, args=[uid]))
    return attachment(data, f"{number}.{form}", _TYPES[form])
