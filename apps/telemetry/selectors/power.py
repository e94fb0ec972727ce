"""Power that machines draw now by their own word, for the loads of places."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from apps.common.clock import now
from apps.telemetry.models import LiveReading

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

FRESH = timedelta(minutes=5)


def measured_power(site_ids: Collection[int]) -> Mapping[int, float]:
    """Return the watts of each unit at these sites whose machine reported power in the last five minutes."""
    rows = LiveReading.objects.filter(
        device__unit__site_id__in=list(site_ids), at__gte=now() - FRESH, power_w__isnull=False
    )
    return {
        unit_id: power_w
        for unit_id, power_w in rows.values_list("device__unit_id", "power_w")
        if unit_id and power_w is not None
    }
