"""Charts of the first screens as JSON: hashrate over the day, machines by state."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.common.http import actor_of, guarded
from apps.common.statuses import status
from apps.hosting.permissions import FIGURES
from apps.telemetry.selectors.fleet import fleet_summary, site_figures

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = timedelta(hours=24)
WINDOW_MS = 300_000


def _with_gaps(points: Sequence[tuple[int, float]]) -> list[tuple[int, float | None]]:
    """Return the points with a null where a window is missing, so that the line breaks there."""
    shown: list[tuple[int, float | None]] = []
    for at_ms, value in points:
        if shown and at_ms - shown[-1][0] > WINDOW_MS:
            shown.append((shown[-1][0] + WINDOW_MS, None))
        shown.append((at_ms, value))
    return shown


@guarded(FIGURES)
@require_safe
def hashrate(request: HttpRequest) -> JsonResponse:
    """Return the hashrate of each site in reach over the last day."""
    by_site: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for moment in site_figures(actor_of(request), DAY):
        by_site[moment.site].append((int(moment.at.timestamp() * 1000), round(moment.hashrate_ths, 1)))
    series = [{"name": site, "values": _with_gaps(points)} for site, points in sorted(by_site.items())]
    return JsonResponse({"kind": "stack", "time": True, "unit": "TH/s", "series": series})


@guarded(FIGURES)
@require_safe
def states(request: HttpRequest) -> JsonResponse:
    """Return how many machines in reach are in each state now."""
    counts = fleet_summary(actor_of(request)).by_state.most_common()
    return JsonResponse(
        {
            "kind": "bar",
            "unit": "",
            "categories": [str(status(state).word) for state, _count in counts],
            "series": [{"name": _("Machines"), "values": [count for _state, count in counts]}] if counts else [],
        }
    )
