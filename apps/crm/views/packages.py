"""Packages of documents: the order in one click, how far it is, the zip; and the PDF of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from apps.common import access
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.common.pages.downloads import attachment
from apps.crm.forms.documents import PackageForm
from apps.crm.permissions import CONTRACT_MANAGE, DOCUMENT_VIEW
from apps.crm.selectors.contracts import contracts, documents
from apps.crm.selectors.documents import packages
from apps.crm.services import order_package, read_package, read_pdf
from apps.crm.services.packages import PDF, ZIP
from apps.crm.views.answers import UNPROCESSABLE, give_up

if TYPE_CHECKING:
    from uuid import UUID

_STATUS = "crm/partials/package_status.html"


@guarded(CONTRACT_MANAGE)
@require_POST
def package_order(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Order a package; answers with its state, which asks for itself until it is ready."""
    actor = actor_of(request)
    contract = access.fetch(actor, CONTRACT_MANAGE, contracts(actor).select_related("legal_entity"), uid=uid)
    form = PackageForm(request.POST)
    if not form.is_valid():
        sentence = next(iter(form.errors.values()))[0]
        return render(request, _STATUS, {"refusal": sentence}, status=UNPROCESSABLE)
    try:
        package = order_package(contract, by=actor, **form.cleaned_data)
    except DomainError as refusal:
        give_up(request)
        return render(request, _STATUS, {"refusal": refusal.message}, status=UNPROCESSABLE)
    return render(request, _STATUS, {"package": package})


@guarded(DOCUMENT_VIEW)
@require_safe
def package_status(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Tell how far a package is."""
    actor = actor_of(request)
    package = access.fetch(actor, DOCUMENT_VIEW, packages(actor), uid=uid)
    return render(request, _STATUS, {"package": package})


@guarded(DOCUMENT_VIEW)
@require_safe
def package_download(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the zip."""
    actor = actor_of(request)
    package = access.fetch(actor, DOCUMENT_VIEW, packages(actor), uid=uid)
    data = read_package(package, by=actor)
    return attachment(data, package.file.filename if package.file else "documents.zip", ZIP)


@guarded(DOCUMENT_VIEW)
@require_safe
def document_pdf(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the issued PDF of a document."""
    actor = actor_of(request)
    document = access.fetch(actor, DOCUMENT_VIEW, documents(actor), uid=uid)
    name = f"{document.file.filename.removesuffix('.docx')}.pdf"
    return attachment(read_pdf(document, by=actor), name, PDF)
