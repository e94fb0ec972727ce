"""The company's settings: requisites, brand, number masks, keys of integrations, each saved by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.forms.company import BrandForm, EntityForm, KeyForm, MaskForm
from apps.accounts.models import Brand, LegalEntity, OrganisationSettings
from apps.accounts.permissions import SETTINGS_MANAGE
from apps.accounts.services import company
from apps.accounts.views import refusals
from apps.common import access, masks
from apps.common.clock import now
from apps.common.errors import DomainError, Invalid
from apps.common.http import actor_of, guarded

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.common.actor import Actor

SAMPLE_NUMBER = 17
_PARTS: dict[str, tuple[Any, Any]] = {
    "entity": (EntityForm, company.change_entity),
    "brand": (BrandForm, company.change_brand),
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
    form = form_class(request.POST)
    status = 422
    if form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version")
        try:
            service(by=actor_of(request), values=values, version=version)
        except DomainError as refusal:
            status = refusals.show(request, form, refusal)
        else:
            messages.success(request, _("The settings were saved."))
            return redirect("accounts:settings")
    return _page(request, {part: form}, status=status)


def _page(request: HttpRequest, typed: dict[str, forms.Form], *, status: int) -> HttpResponse:
    """Show the page; the part that was refused keeps what was typed."""
    actor = actor_of(request)
    row = access.narrow(actor, SETTINGS_MANAGE, OrganisationSettings.objects.all()).get()
    context = {
        "entity_form": typed.get("entity") or _filled(EntityForm, _main_entity(actor)),
        "brand_form": typed.get("brand") or _filled(BrandForm, _brand(actor)),
        "mask_form": typed.get("masks") or _filled(MaskForm, row),
        "key_form": typed.get("keys") or KeyForm(initial={"version": row.version}),
        "previews": [_preview(getattr(row, name)) for name in ("contract_mask", "intake_mask", "return_mask")],
        "keys": [(row._meta.get_field(name).verbose_name, bool(getattr(row, name))) for name in company.KEY_FIELDS],
    }
    return render(request, "accounts/settings.html", context, status=status)


def _main_entity(actor: Actor) -> LegalEntity:
    """Return the main legal entity."""
    return access.fetch(actor, SETTINGS_MANAGE, LegalEntity.objects.all(), is_main=True)


def _brand(actor: Actor) -> Brand:
    """Return the brand."""
    return access.fetch(actor, SETTINGS_MANAGE, Brand.objects.all())


def _filled(form_class: Any, row: Any) -> forms.Form:
    """Return a form that shows a row."""
    form: forms.Form = form_class(initial={name: getattr(row, name) for name in form_class.base_fields})
    return form


def _preview(text: str) -> str:
    """Return the number that a mask would give today."""
    try:
        return masks.parse(text).render(SAMPLE_NUMBER, now().date())
    except Invalid as refusal:
        return refusal.message
