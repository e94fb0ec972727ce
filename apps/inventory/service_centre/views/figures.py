"""The page of the figures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from apps.common import access, clock
from apps.common.http import actor_of, guarded
from apps.inventory.service_centre.enums import Finding
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
