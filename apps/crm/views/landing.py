"""The landing page of an organisation: open to everybody, in its brand, in three languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.policy import client_ip
from apps.accounts.shell import brand_of_slug
from apps.common.errors import DomainError
from apps.common.http import public
from apps.common.scope import SystemJob, system_scope
from apps.crm.forms.landing import FIELDS, LandingForm
from apps.crm.selectors.landing import main_entity, organisation_by_slug
from apps.crm.services import landing as service
from apps.crm.views.answers import UNPROCESSABLE

if TYPE_CHECKING:
    from apps.accounts.models import LegalEntity

COOKIE: Final = "nh_ref_"
_REMEMBERED_S: Final = 90 * 24 * 3600
_MAX_BODY: Final = 32 * 1024
_SALT: Final = "crm.referral"


@public
@never_cache
@require_http_methods(["GET", "POST"])
def landing(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form, or take what was sent: once, after the checks of `services.landing`."""
    entity = _entity(slug)
    if request.method == "POST":
        return _taken(request, slug, entity)
    code = request.GET.get("ref", "")[:40].replace("\x00", "")
    response = _page(request, slug, entity, LandingForm(initial={"token": service.new_token(slug)}))
    # The first touch stays: a later link of somebody else changes nothing.
    if code and not _remembered(request, slug) and service.note_visit(slug, code):
        kept = {"code": code.lower(), **_campaign(request)}
        response.set_cookie(
            f"{COOKIE}{slug}",
            signing.dumps(kept, salt=_SALT),
            max_age=_REMEMBERED_S,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@public
@require_safe
def landing_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Say thanks; nothing of what was sent is shown again."""
    _entity(slug)
    context = {"slug": slug, **_brand(slug)}
    return render(request, "crm/public/thanks.html", context)


def _taken(request: HttpRequest, slug: str, entity: LegalEntity | None) -> HttpResponse:
    """Make the lead and go on to the thanks; a refusal is shown at its field."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _MAX_BODY:
        return HttpResponse(status=413)
    form = LandingForm(request.POST)
    status = UNPROCESSABLE
    if form.is_valid():
        remembered = _remembered(request, slug)
        visit = service.Visit(
            ip=client_ip(request),
            language=get_language() or "",
            referral_code=remembered.get("code", "") or request.GET.get("ref", "")[:40].replace("\x00", ""),
            utm={name: remembered.get(name, "") for name in service.UTM} | _campaign(request),
        )
        try:
            service.submit_request(
                slug,
                token=form.cleaned_data["token"],
                trap=form.cleaned_data["website"],
                consent=form.cleaned_data["consent"],
                visit=visit,
                values={name: form.cleaned_data[name] for name in FIELDS},
            )
        except DomainError as refusal:
            request.scope_failed = True  # type: ignore[attr-defined]  # read by ScopeMiddleware when somebody is signed in
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, refusal.message)
            status = refusal.status
        else:
            return HttpResponseRedirect(reverse("crm:landing_thanks", args=[slug]))
    return _page(request, slug, entity, form, status)


def _page(
    request: HttpRequest, slug: str, entity: LegalEntity | None, form: LandingForm, status: int = 200
) -> HttpResponse:
    """Show the page with the form."""
    context = {
        "form": form,
        "slug": slug,
        "entity": entity,
        "consent_version": service.CONSENT_VERSION,
        "ref": request.GET.get("ref", "")[:40],
        **_brand(slug),
    }
    return render(request, "crm/public/landing.html", context, status=status)


def _entity(slug: str) -> LegalEntity | None:
    """Return the legal entity that answers for the data; 404 for no working organisation."""
    with system_scope(SystemJob.PUBLIC_FORM):
        organisation = organisation_by_slug(slug)
        if organisation is None:
            raise Http404
        return main_entity(organisation)


def _brand(slug: str) -> dict[str, Any]:
    """Return the brand of the page, whoever looks at it."""
    brand = brand_of_slug(slug)
    return {"brand": brand, "brand_name": brand.name}


def _campaign(request: HttpRequest) -> dict[str, str]:
    """Return the marks of the campaign in the address."""
    given = {name: request.GET.get(name, "")[:100].replace("\x00", "") for name in service.UTM}
    return {name: text for name, text in given.items() if text}


def _remembered(request: HttpRequest, slug: str) -> dict[str, str]:
    """Return what the first touch left in this browser."""
    try:
        kept = signing.loads(request.COOKIES.get(f"{COOKIE}{slug}", ""), salt=_SALT, max_age=_REMEMBERED_S)
    except signing.BadSignature:
        return {}
    return {str(name): str(text) for name, text in kept.items()}
