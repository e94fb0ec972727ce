"""How readings are shown: the key of a state's look, the telling temperature, rows of boards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from apps.common.clock import now
from apps.telemetry.enums import NO_DATA, STALE, STATE_KEYS, MachineState

if TYPE_CHECKING:
    from apps.telemetry.models import Device, LiveReading


def state_key(device: Device) -> str:
    """Return the status key of a device; «no_data» when it was never read, «stale» when its agent went silent."""
    live = getattr(device, "live", None)
    if live is None:
        return NO_DATA
    if live.fresh_until <= now():
        return STALE
    return STATE_KEYS[MachineState(live.state)]


def temperature(device: Device) -> float | None:
    """Return the hottest figure a device reports, °C."""
    live = getattr(device, "live", None)
    if live is None:
        return None
    known = [value for value in (live.chip_temp_max_c, live.board_temp_max_c) if value is not None]
    return max(known, default=None)


def duration(seconds: int) -> str:
    """Return a span as people read it: days and hours, hours and minutes, or minutes."""
    minutes = seconds // 60
    hours, days = minutes // 60, minutes // 1440
    if days:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours % 24}
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes % 60}
    return _("%(minutes)d min") % {"minutes": minutes}


def board_rows(live: LiveReading | None) -> list[dict[str, Any]]:
    """Return the boards of a reading that was given its details, each with whether it is dead."""
    if live is None:
        return []
    boards = live.details.boards
    return [board | {"is_dead": board.get("chips_ok") == 0 or board.get("hashrate_ths") == 0} for board in boards]
