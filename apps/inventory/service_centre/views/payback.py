"""The small chart of repair or scrap: three lines over the horizon, as coordinates of an SVG drawn in the page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from apps.inventory.service_centre.enums import Advice
from apps.inventory.service_centre.rules.payback import Choice, judge

if TYPE_CHECKING:
    from apps.inventory.service_centre.rules.payback import Inputs

WIDTH: Final = 600
HEIGHT: Final = 220
_LEFT: Final = 10
_TOP: Final = 14


@dataclass(frozen=True, slots=True)
class Line:
    """One choice: its word, its line, and what it has earned at the end."""

    key: str
    word: str
    points: str
    end_y: int
    earned: Decimal


@dataclass(frozen=True, slots=True)
class Chart:
    """The lines, the line of nought, and where the repair has paid back (None: not within the horizon)."""

    width: int
    height: int
    lines: list[Line]
    zero_y: int
    payback_x: int | None
    payback_days: int | None
    horizon_days: int


def chart(inputs: Inputs) -> Chart:
    """Return the chart; every choice is a straight line from its first to its last day."""
    days = inputs.horizon_days
    ends = {choice: (inputs.earned(choice, 0), inputs.earned(choice, days)) for choice in Choice}
    amounts = [amount for pair in ends.values() for amount in pair] + [Decimal(0)]
    low, high = min(amounts), max(amounts)
    spread = high - low or Decimal(1)

    def x(day: int) -> int:
        return _LEFT + round((WIDTH - 2 * _LEFT) * day / days)

    def y(amount: Decimal) -> int:
        return _TOP + round((HEIGHT - 2 * _TOP) * (high - amount) / spread)

    verdict = judge(inputs)
    lines = [
        Line(
            choice.value,
            str(Advice(choice.value).label),
            f"{x(0)},{y(start)} {x(days)},{y(end)}",
            y(end),
            end,
        )
        for choice, (start, end) in ends.items()
    ]
    payback = verdict.payback_days
    inside = payback is not None and payback <= days
    return Chart(
        WIDTH, HEIGHT, lines, y(Decimal(0)), x(payback) if inside and payback is not None else None, payback, days
    )
