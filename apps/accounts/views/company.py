"""The company's settings: organisation, brand, number masks, keys of integrations, letters, each saved by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from apps.accounts.forms.company import BrandForm, KeyForm, LogoForm, MaskForm, OrganisationForm
from apps.accounts.models import Brand, Organisation, OrganisationSettings
from apps.accounts.permissions import SETTINGS_MANAGE
from apps.accounts.selectors import company as selectors
from apps.accounts.services import branding, company
from apps.accounts.views import refusals
from apps.common import access
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.common.http.scope import outside_scope
from apps.common.pages import mask_preview

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.common.actor import Actor


def _change_logo(*, by: Actor, values: dict[str, Any], version: int) -> Brand:
    """Hand the uploaded bytes to the service."""
    return branding.change_logo(by=by, data=values["logo"].read(branding.LOGO_MAX_BYTES + 1), version=version)


_PARTS: dict[str, tuple[Any, Any]] = {
    "organisation": (OrganisationForm, company.change_organisation),
    "brand": (BrandForm, branding.change_brand),
    "logo": (LogoForm, _change_logo),
    "masks": (MaskForm, company.change_masks),
    "keys": (KeyForm, company.change_keys),
}


@guarded(SETTINGS_MANAGE)
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """Show all settings."""
    return _page(request, {}, status=200)


@guarded(SETTINGS_MANAGE)
@require_POST
def change(request: HttpRequest, part: str) -> HttpResponse:
    """Save one part."""
    if part not in _PARTS:
        raise Http404
    form_class, service = _PARTS[part]
    form = form_class(request.POST, request.FILES)
    status = 422
    if form.is_valid():
        values = dict(form.cleaned_data)
        versions = {"version": values.pop("version")} if "version" in values else {}
        try:
            service(by=actor_of(request), values=values, **versions)
        except DomainError as refusal:
            status = refusals.show(request, form, refusal)
        else:
            messages.success(request, _("The settings were saved."))
            return redirect("accounts:settings")
    return _page(request, {part: form}, status=status)


@guarded(SETTINGS_MANAGE)
@require_safe
def mask_sample(request: HttpRequest) -> HttpResponse:
    """Show the number that a mask would give as it is typed (fragment)."""
    return mask_preview.answer(request)


@guarded(SETTINGS_MANAGE)
@require_POST
def logo_remove(request: HttpRequest) -> HttpResponse:
    """Show the name alone again."""
    actor = actor_of(request)
    branding.remove_logo(by=actor, version=_brand(actor).version)
    messages.success(request, _("The logo was removed."))
    return redirect("accounts:settings")


@outside_scope
@guarded(SETTINGS_MANAGE)
@require_POST
def test_letter(request: HttpRequest) -> HttpResponse:
    """Send a test letter to the own address, and say in words what came of it."""
    try:
        address = company.send_test_letter(by=actor_of(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The server accepted a letter to %(address)s.") % {"address": address})
    return redirect("accounts:settings")


def _page(request: HttpRequest, typed: dict[str, forms.Form], *, status: int) -> HttpResponse:
    """Show the page; the part that was refused keeps what was typed."""
    actor = actor_of(request)
    row = access.narrow(actor, SETTINGS_MANAGE, OrganisationSettings.objects.all()).get()
    brand = _brand(actor)
    mask_form = typed.get("masks") or _filled(MaskForm, row)
    context = {
        "organisation_form": typed.get("organisation") or _filled(OrganisationForm, _organisation(actor)),
        "entities": selectors.entities(actor),
        "brand_form": typed.get("brand") or _filled(BrandForm, brand),
        "logo_form": typed.get("logo") or LogoForm(initial={"version": brand.version}),
        "has_logo": brand.logo_id is not None,
        "mask_form": mask_form,
        "keys": [(KeyForm.base_fields[name].label, bool(getattr(row, name))) for name in company.KEY_FIELDS],
    }
    for name, value in context.items():
        if isinstance(value, forms.Form):
            # Several forms stand on one page and share names of fields.
            value.auto_id = f"id_{name}_%s"
    context["mask_rows"] = mask_preview.rows(mask_form, company.MASK_FIELDS)
    return render(request, "accounts/settings.html", context, status=status)


def _organisation(actor: Actor) -> Organisation:
    """Return the own organisation."""
    return Organisation.objects.get(pk=actor.tenant_id)


def _brand(actor: Actor) -> Brand:
    """Return the brand."""
    return access.fetch(actor, SETTINGS_MANAGE, Brand.objects.all())


def _filled(form_class: Any, row: Any) -> forms.Form:
    """Return a form that shows a row."""
    form: forms.Form = form_class(initial={name: getattr(row, name) for name in form_class.base_fields})
    return form
