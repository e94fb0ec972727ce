"""What telemetry colours a plan by: the temperature of machines and their efficiency."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common import access, layers
from apps.common.clock import now
from apps.common.layers import STEPS, UNKNOWN, Layer, Mark, Painting
from apps.common.templatetags.ui import number_text
from apps.telemetry.models import LiveReading
from apps.telemetry.permissions import TELEMETRY_VIEW

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.selectors.plan import PlanUnit

PLACE = "inventory.plan"
FRESH = timedelta(minutes=5)
# Where a step ends: the hottest chip in °C, and watts for a terahash per second.
TEMPERATURES_C = (60.0, 70.0, 80.0, 90.0)
EFFICIENCIES_J_TH = (18.0, 22.0, 28.0, 36.0)


def _fresh(actor: Actor, units: Sequence[PlanUnit]) -> QuerySet[LiveReading]:
    """Return the fresh readings of the machines of these units that the actor may see."""
    rows = LiveReading.objects.filter(device__unit_id__in=[unit.pk for unit in units], at__gte=now() - FRESH)
    return access.narrow(actor, TELEMETRY_VIEW, rows)


def _stepped(
    units: Sequence[PlanUnit],
    values: dict[int, float | None],
    ends: Sequence[float],
    text: Callable[[float], str],
    unit: str,
) -> Painting:
    """Return a painting in steps; a machine that is silent and one that does not report the value are told apart."""
    legend = [Mark(STEPS[0], _("below %(end)g %(unit)s") % {"end": ends[0], "unit": unit})]
    legend += [
        Mark(css, _("%(begin)g to %(end)g %(unit)s") % {"begin": begin, "end": end, "unit": unit})
        for css, begin, end in zip(STEPS[1:], ends, ends[1:], strict=False)
    ]
    legend.append(Mark(STEPS[-1], _("%(begin)g %(unit)s and more") % {"begin": ends[-1], "unit": unit}))
    untold, unknown = Mark("tone-grey", _("not reported by the machine")), Mark(UNKNOWN, _("no fresh reading"))
    marks = {}
    for one in units:
        value = values.get(one.pk)
        if value is not None:
            marks[one.pk] = Mark(STEPS[sum(value >= end for end in ends)], text(value))
        else:
            marks[one.pk] = untold if one.pk in values else unknown
    return Painting(marks, [*legend, untold, unknown])


def by_temperature(actor: Actor, units: Sequence[PlanUnit]) -> Painting:
    """Colour by the hottest chip, or the hottest board where chips are not reported (one query)."""
    rows = _fresh(actor, units).values_list("device__unit_id", "chip_temp_max_c", "board_temp_max_c")
    values = {unit_id: board if chip is None else chip for unit_id, chip, board in rows if unit_id is not None}
    return _stepped(units, values, TEMPERATURES_C, lambda value: f"{value:.0f} °C", "°C")


def by_efficiency(actor: Actor, units: Sequence[PlanUnit]) -> Painting:
    """Colour by efficiency in J/TH: the power drawn over the hashrate, both of the same reading (one query)."""
    rows = _fresh(actor, units).values_list("device__unit_id", "power_w", "hashrate_ths")
    values = {
        unit_id: power_w / hashrate if power_w and hashrate else None
        for unit_id, power_w, hashrate in rows
        if unit_id is not None
    }
    return _stepped(units, values, EFFICIENCIES_J_TH, lambda value: f"{number_text(value, 1)} J/TH", "J/TH")


def register() -> None:
    """Offer the layers; called once when the app is ready."""
    layers.register(PLACE, Layer("temperature", gettext_lazy("Temperature"), TELEMETRY_VIEW, by_temperature, 20))
    layers.register(PLACE, Layer("efficiency", gettext_lazy("Efficiency"), TELEMETRY_VIEW, by_efficiency, 30))
