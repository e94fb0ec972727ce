"""Repair or scrap: pay-back days and what is best within a horizon, from figures that a person types.

With C the cost of the repair, A and B the income of a day after it and now, R what the unit sells for as it is, and H
the horizon in days:

- what is earned until day t: repair A · t − C, leave B · t, sell R (once, at the start);
- pay-back against leaving it: C / (A − B) days; against selling it: (C + R) / A days. The repair has paid back when it
  is ahead of both: the greater of the two, rounded up to whole days; never when A ≤ B (or A = 0), and what would take
  more than a hundred years counts as never.
- the advice is what has earned most at the end of the horizon; of equals the one with the smallest outlay.

Income is gross of nothing: the person types it after electricity and fees. The plain pay-back period, not discounted:
horizons of a repair are months.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Final

_HUNDRED_YEARS: Final = 36_525


class Choice(StrEnum):
    """What can be done with a broken unit."""

    REPAIR = "repair"
    LEAVE = "leave"
    SELL = "sell"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was typed, in one currency; incomes are of a day."""

    repair_cost: Decimal
    income_after_day: Decimal
    income_now_day: Decimal
    resale_value: Decimal
    horizon_days: int

    def earned(self, choice: Choice, day: int) -> Decimal:
        """Return what a choice has earned until the end of a day."""
        if choice is Choice.REPAIR:
            return self.income_after_day * day - self.repair_cost
        return self.income_now_day * day if choice is Choice.LEAVE else self.resale_value


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows: `payback_days` is None when the repair never pays back."""

    payback_days: int | None
    advice: Choice
    at_the_end: dict[Choice, Decimal]


def judge(inputs: Inputs) -> Verdict:
    """Return pay-back, advice and what each choice has earned at the end of the horizon."""
    ends = {choice: inputs.earned(choice, inputs.horizon_days) for choice in Choice}
    # Of equals: selling asks nothing, leaving asks nothing more, repairing costs money first.
    order = (Choice.SELL, Choice.LEAVE, Choice.REPAIR)
    best = max(order, key=lambda choice: (ends[choice], -order.index(choice)))
    return Verdict(_payback(inputs), best, ends)


def _payback(inputs: Inputs) -> int | None:
    """Return the whole days after which the repair is ahead of leaving and of selling."""
    gain = inputs.income_after_day - inputs.income_now_day
    if gain <= 0 or inputs.income_after_day <= 0:
        return None
    against_leaving = inputs.repair_cost / gain
    against_selling = (inputs.repair_cost + inputs.resale_value) / inputs.income_after_day
    days = int(max(against_leaving, against_selling).to_integral_value(ROUND_CEILING))
    return days if days <= _HUNDRED_YEARS else None
