"""Pages of the settings: days and currency, and the number masks, which also stand among those of the company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.permissions import SETTINGS_MANAGE
from apps.common import access
from apps.common.http import actor_of, guarded
from apps.common.pages import mask_preview
from apps.common.pages.forms import form_page
from apps.inventory.service_centre import services
from apps.inventory.service_centre.forms.stock import MasksForm, SettingsForm
from apps.inventory.service_centre.permissions import PART_MANAGE
from apps.inventory.service_centre.selectors.settings import service_settings

if TYPE_CHECKING:
    from apps.common.actor import Actor

_MASKS: Final = ("order_mask", "count_mask")


def _masks_form(request: HttpRequest | None, by: Actor) -> MasksForm:
    """Return the form of the masks, filled with those that hold."""
    row = service_settings(by.tenant_id)
    initial = {name: getattr(row, name) for name in MasksForm.base_fields}
    # Its own ids: it stands on one page with the other masks.
    return MasksForm((request.POST or None) if request else None, initial=initial, auto_id="id_service_%s")


def masks_panel(actor: Actor, _subject: object) -> dict[str, Any]:
    """Return the masks for the page of the company's settings."""
    form = _masks_form(None, actor)
    return {"form": form, "rows": mask_preview.rows(form, _MASKS)}


@guarded(PART_MANAGE)
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Change days and currency of the service centre."""
    by = actor_of(request)
    row = service_settings(by.tenant_id)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = data.pop("version")
        services.change_settings(by=by, version=version, **data)
        return reverse("service:settings"), _("The settings were changed.")

    return form_page(
        request,
        SettingsForm(request.POST or None, initial={name: getattr(row, name) for name in SettingsForm.base_fields}),
        title=_("Settings of the service centre"),
        template="service/settings.html",
        run=run,
        cancel_url=reverse("service:figures"),
    )


@guarded(PART_MANAGE)
@require_http_methods(["GET", "POST"])
def masks(request: HttpRequest) -> HttpResponse:
    """Change the number masks; who keeps the company's settings goes on there."""
    by = actor_of(request)
    form = _masks_form(request, by)
    back = reverse("accounts:settings" if access.holds(by, SETTINGS_MANAGE) else "service:settings")

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = data.pop("version")
        services.change_settings(by=by, version=version, **data)
        return back, _("The settings were changed.")

    return form_page(
        request,
        form,
        title=_("Numbers of the service centre"),
        template="service/masks.html",
        run=run,
        # Read when the page is shown: a refusal stands at its field by then.
        rows=lambda: mask_preview.rows(form, _MASKS),
        cancel_url=back,
    )


@guarded(PART_MANAGE)
@require_safe
def mask_sample(request: HttpRequest) -> HttpResponse:
    """Show the number that a mask would give as it is typed (fragment)."""
    return mask_preview.answer(request)
