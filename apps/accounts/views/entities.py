"""Own legal entities: add, change, choose the main one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.forms.company import EntityForm, NewEntityForm
from apps.accounts.models import LegalEntity
from apps.accounts.permissions import SETTINGS_MANAGE
from apps.accounts.services import entities as services
from apps.accounts.views import refusals
from apps.common import access
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


@guarded(SETTINGS_MANAGE)
@require_http_methods(["GET", "POST"])
def entity_new(request: HttpRequest) -> HttpResponse:
    """Add a legal entity."""
    form = NewEntityForm(request.POST or None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.add_entity(by=actor_of(request), values=form.cleaned_data)
        except DomainError as refusal:
            status = refusals.show(request, form, refusal)
        else:
            messages.success(request, _("The legal entity was added."))
            return redirect("accounts:settings")
    return render(request, "accounts/entity_form.html", {"form": form, "entity": None}, status=status)


@guarded(SETTINGS_MANAGE)
@require_http_methods(["GET", "POST"])
def entity(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show and change one legal entity."""
    row = access.fetch(actor_of(request), SETTINGS_MANAGE, LegalEntity.objects.all(), uid=uid)
    shown = {name: getattr(row, name) for name in (*services.ENTITY_FIELDS, "version")}
    form = EntityForm(request.POST or None, initial=shown)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version")
        try:
            services.change_entity(by=actor_of(request), uid=uid, values=values, version=version)
        except DomainError as refusal:
            status = refusals.show(request, form, refusal)
        else:
            messages.success(request, _("The settings were saved."))
            return redirect("accounts:settings")
    return render(request, "accounts/entity_form.html", {"form": form, "entity": row}, status=status)


@guarded(SETTINGS_MANAGE)
@require_POST
def entity_make_main(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make an entity the main one."""
    services.make_main(by=actor_of(request), uid=uid)
    messages.success(request, _("The main legal entity was changed."))
    return redirect("accounts:settings")
