"""Pages of the figures and the settings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.common import access, clock
from apps.common.http import actor_of, guarded
from apps.common.pages.forms import form_page
from apps.inventory.service_centre import services
from apps.inventory.service_centre.enums import Finding
from apps.inventory.service_centre.forms.stock import SettingsForm
from apps.inventory.service_centre.permissions import PART_MANAGE, REPAIR_COST, REPAIR_FIGURES
from apps.inventory.service_centre.selectors.figures import figures as figures_of
from apps.inventory.service_centre.selectors.settings import service_settings
from apps.inventory.service_centre.views.pages import work_sites

_PERIODS = (30, 90, 365)


@guarded(REPAIR_FIGURES)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show turnaround, repeats, spending on parts, by technician and month."""
    actor = actor_of(request)
    raw = request.GET.get("days", "")
    days = int(raw) if raw in {str(one) for one in _PERIODS} else _PERIODS[1]
    sites = work_sites(actor) if not actor.is_client else []
    site = next((one for one in sites if str(one.uid) == request.GET.get("site", "")), None)
    found = figures_of(actor, clock.now(), days, site.pk if site else None)
    most = max((month.done + month.scrapped for month in found.months), default=0)
    return TemplateResponse(
        request,
        "service/figures.html",
        {
            "figures": found,
            "findings": [(Finding(code).label, number) for code, number in found.findings],
            "most_findings": max((number for _code, number in found.findings), default=0),
            "most": most,
            "periods": _PERIODS,
            "days": days,
            "sites": sites,
            "site": site,
            "sees_cost": access.holds(actor, REPAIR_COST),
            "currency": service_settings(actor.tenant_id).currency,
            "may_manage": access.holds(actor, PART_MANAGE),
        },
    )


@guarded(PART_MANAGE)
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Change masks, days and currency of the service centre."""
    by = actor_of(request)
    row = service_settings(by.tenant_id)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = data.pop("version")
        services.change_settings(by=by, version=version, **data)
        return reverse("service:settings"), _("The settings were changed.")

    form = SettingsForm(request.POST or None, initial={name: getattr(row, name) for name in SettingsForm.base_fields})
    return form_page(
        request,
        form,
        title=_("Settings of the service centre"),
        lead=_("{N} is the number, {ГГ} or {ГГГГ} the year, {ММ} the month."),
        run=run,
        cancel_url=reverse("service:figures"),
    )
