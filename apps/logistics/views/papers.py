"""Intake acts, return acts and transfer notes as .docx, .pdf and .zip; made after the transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.common.errors import AccessDenied, DomainError
from apps.common.http import actor_of, guarded
from apps.common.http.scope import outside_scope
from apps.common.pages.downloads import attachment
from apps.crm.enums import DocumentLanguage
from apps.crm.selectors.documents import paper_language
from apps.logistics.documents import papers
from apps.logistics.permissions import INTAKE_VIEW, MOVEMENT_VIEW, RETURN_VIEW

if TYPE_CHECKING:
    from uuid import UUID

    from apps.crm.models import Contract


def languages(contract: Contract | None = None) -> dict[str, Any]:
    """Return what the buttons of a paper show: the language it is given in, and the others."""
    spoken = DocumentLanguage(paper_language(None, contract))
    others = [one for one in DocumentLanguage.choices if one[0] != spoken]
    return {"paper_language": spoken.label, "paper_languages": others}


@outside_scope
@guarded(INTAKE_VIEW)
@require_safe
def intake_paper(request: HttpRequest, uid: UUID, form: str) -> HttpResponse:
    """Answer an intake act."""
    return _paper(request, papers.INTAKE, uid, form, "logistics:intake")


@outside_scope
@guarded(RETURN_VIEW)
@require_safe
def return_paper(request: HttpRequest, uid: UUID, form: str) -> HttpResponse:
    """Answer a return act."""
    return _paper(request, papers.RETURN, uid, form, "logistics:return")


@outside_scope
@guarded(MOVEMENT_VIEW)
@require_safe
def movement_paper(request: HttpRequest, uid: UUID, form: str) -> HttpResponse:
    """Answer the transfer note of a movement."""
    return _paper(request, papers.TRANSFER, uid, form, "logistics:movement")


def _paper(request: HttpRequest, paper: papers.Paper, uid: UUID, form: str, page: str) -> HttpResponse:
    """Give the file in the language of the address; a refusal is said on the paper's page."""
    language = request.GET.get("language")
    if language is not None and language not in DocumentLanguage.values:
        raise Http404
    try:
        made = papers.make(actor_of(request), paper, uid, form, language)
    except AccessDenied:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse(page, args=[uid]))
    return attachment(made.data, made.name, made.content_type)
