"""Templates of documents: what is in use, one kind with its variables, upload, versions, preview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common import access, document_kinds, files
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.common.http.scope import outside_scope
from apps.common.pages.downloads import attachment
from apps.common.scope import scope
from apps.crm.documents import choice, engine, pdf
from apps.crm.documents.errors import TemplateRefused
from apps.crm.enums import DocumentLanguage
from apps.crm.forms.documents import PreviewForm, TemplateForm
from apps.crm.permissions import TEMPLATE_MANAGE
from apps.crm.selectors import documents as selectors
from apps.crm.services import preview_template, upload_template, use_delivered_template, use_template
from apps.crm.services.document_templates import Place
from apps.crm.services.packages import PDF
from apps.crm.views.answers import UNPROCESSABLE, give_up, go, show_refusal, version_of

if TYPE_CHECKING:
    from uuid import UUID

    from apps.common.document_kinds import DocumentKind


def _place(kind: str, language: str) -> DocumentKind:
    """Return the kind of the address; 404 for a kind or language nobody knows."""
    if not document_kinds.is_known(kind) or language not in DocumentLanguage.values:
        raise Http404
    return document_kinds.named(kind)


@guarded(TEMPLATE_MANAGE)
@require_GET
def template_list(request: HttpRequest) -> HttpResponse:
    """Show what each kind is printed with in each language."""
    return render(request, "crm/templates.html", {"rows": selectors.in_use(actor_of(request))})


@guarded(TEMPLATE_MANAGE)
@require_http_methods(["GET", "POST"])
def template_page(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Show one kind: versions, upload, preview, variables; a post uploads a new version."""
    found, actor = _place(kind, language), actor_of(request)
    form = TemplateForm(request.POST or None, request.FILES or None, actor=actor)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        file, entity = form.cleaned_data["file"], form.cleaned_data["legal_entity"]
        place = Place(kind, language, entity)
        try:
            upload_template(
                file.read(), by=actor, place=place, filename=file.name or "", note=form.cleaned_data["note"]
            )
        except TemplateRefused as refusal:
            reasons = refusal.reasons
            form.add_error("file", _("The template is refused; the reasons stand above."))
            give_up(request)
        except DomainError as refusal:
            show_refusal(request, form, refusal)
        else:
            messages.success(request, _("The template is checked and in use from now on."))
            return go(request, reverse("crm:template", args=[kind, language]))
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "crm/template.html", _page(request, found, language, form, reasons), status=status)


def _page(
    request: HttpRequest, kind: DocumentKind, language: str, form: TemplateForm, reasons: list[str]
) -> dict[str, Any]:
    """Return the variables of a kind's page."""
    actor = actor_of(request)
    return {
        "kind": kind,
        "language": language,
        "language_title": DocumentLanguage(language).label,
        "languages": DocumentLanguage.choices,
        "form": form,
        "reasons": reasons,
        "preview_form": PreviewForm(actor=actor),
        "rows": selectors.templates(actor).filter(kind=kind.key, language=language),
        "is_delivered": language in kind.versions,
        "delivered_used": selectors.is_delivered_used(actor, kind.key, language),
        "variables": selectors.variables(kind, language),
        "hint": _(
            "Write a variable in double braces: {{ client.name }}. A list is run over by paragraphs of their own: "
            "{%p for line in lines %} … {%p endfor %}; in a table write tr in place of p."
        ),
        "has_pdf": pdf.is_available(),
    }


@guarded(TEMPLATE_MANAGE)
@require_POST
def template_use(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Use an uploaded version, or (`retire`) go back to the delivered template."""
    actor = actor_of(request)
    template = access.fetch(actor, TEMPLATE_MANAGE, selectors.templates(actor), uid=uid)
    change = use_delivered_template if request.POST.get("retire") else use_template
    try:
        change(template, by=actor, version=version_of(request))
    except DomainError as refusal:
        give_up(request)
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The choice is kept."))
    return go(request, reverse("crm:template", args=[template.kind, template.language]))


@guarded(TEMPLATE_MANAGE)
@require_GET
def template_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give an uploaded template as it was uploaded."""
    actor = actor_of(request)
    template = access.fetch(actor, TEMPLATE_MANAGE, selectors.templates(actor), uid=uid)
    return attachment(files.read(template.file), template.file.filename, engine.DOCX)


@guarded(TEMPLATE_MANAGE)
@require_GET
def template_delivered(_request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Give the delivered template, to begin an own one from."""
    _place(kind, language)
    found = choice.delivered(kind, language)
    return attachment(found.data, f"{found.name}.{found.version}.docx", engine.DOCX)


@outside_scope
@guarded(TEMPLATE_MANAGE)
@require_POST
def template_preview(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Give a document as a template makes it, as .docx or PDF; the PDF is made after the transaction."""
    _place(kind, language)
    actor = actor_of(request)
    try:
        with scope(actor):
            form = PreviewForm(request.POST, actor=actor)
            if not form.is_valid():
                raise Http404
            uid, client = form.cleaned_data["template"], form.cleaned_data["client"]
            template = access.fetch(actor, TEMPLATE_MANAGE, selectors.templates(actor), uid=uid) if uid else None
            data = preview_template(template, by=actor, place=Place(kind, language), client=client)
        if not form.cleaned_data["as_pdf"]:
            return attachment(data, f"{kind}.{language}.docx", engine.DOCX)
        return attachment(pdf.convert([data])[0], f"{kind}.{language}.pdf", PDF, inline=True)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return go(request, reverse("crm:template", args=[kind, language]))
