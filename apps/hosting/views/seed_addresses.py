"""Addresses of the earlier product lead to the pages that took their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from apps.common.http import guarded
from apps.hosting.links import link
from apps.hosting.permissions import HOME

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGES: Mapping[str, str] = {
    "": "home",
    "dashboard": "home",
    "kpi": "home",
    "global-status": "home",
    "power": "home",
    "miners": "telemetry:miners",
    "miner-setup": "telemetry:agents",
    "events": "telemetry:problems",
    "sites": "inventory:sites",
    "client": "home",
    "client/miners": "telemetry:miners",
    "client/alerts": "telemetry:problems",
    "client/usage": "home",
}


@guarded(HOME)
@require_safe
def seed_address(_request: HttpRequest, page: str = "") -> HttpResponse:
    """Redirect to the page's present address; 404 for one that has none."""
    name = PAGES.get(page.strip("/"))
    address = link(name) if name else ""
    if not address:
        raise Http404
    return HttpResponseRedirect(address)
