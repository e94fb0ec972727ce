"""How a commission is counted: plain figures in, one exact line out; each line is rounded half up by its caller."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from apps.common.money import MINOR_DIGITS
from apps.crm.enums import CommissionBasis, CommissionOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ZERO = Decimal(0)
_HUNDRED = Decimal(100)
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Terms:
    """What a version of a plan pays; `tiers` are (from, percent) with rising `from`, the first from nought."""

    basis: CommissionBasis
    currency: str
    percent: Decimal | None = None
    rate_per_kw: Decimal | None = None
    tiers: tuple[tuple[Decimal, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """A payment among what is known.

    `months` are those not yet counted per kW, `volume_before` is of the same month, `room` is what the cap leaves
    (None: no cap).
    """

    amount: Decimal
    currency: str
    is_first: bool = True
    months: tuple[date, ...] = ()
    power_kw: Decimal | None = None
    volume_before: Decimal = ZERO
    room: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A commission in minor units with the figures it was counted from; `month` for a plan per kW."""

    amount: Decimal
    month: date | None = None
    basis: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a payment: its lines, and why there are none."""

    outcome: CommissionOutcome
    lines: tuple[Line, ...] = ()


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Return an amount in minor units of its currency, half up."""
    return amount.quantize(Decimal(1).scaleb(-MINOR_DIGITS.get(currency, 2)), ROUND_HALF_UP)


def commission(terms: Terms, given: Situation) -> Result:
    """Return the lines that a payment earns by these terms."""
    if terms.currency != given.currency:
        return Result(CommissionOutcome.OTHER_CURRENCY)
    if terms.basis is CommissionBasis.FIRST_PAYMENT and not given.is_first:
        return Result(CommissionOutcome.NOT_FIRST)
    if terms.basis is CommissionBasis.KW_MONTH:
        if given.power_kw is None:
            return Result(CommissionOutcome.NO_POWER)
        if not given.months:
            return Result(CommissionOutcome.MONTH_COUNTED)
    return _within_cap(_lines(terms, given), given)


def _lines(terms: Terms, given: Situation) -> list[Line]:
    """Return the lines before the cap, rounded."""
    if terms.basis is CommissionBasis.KW_MONTH:
        rate, power = terms.rate_per_kw or ZERO, given.power_kw or ZERO
        whole = rounded(rate * power, given.currency)
        basis = {"rate_per_kw": str(rate.normalize()), "power_kw": str(power.normalize())}
        return [Line(whole, month, basis | {"month": month.isoformat()}) for month in given.months]
    if terms.basis is CommissionBasis.TIERED:
        parts = tranches(given.volume_before, given.amount, terms.tiers)
        exact = sum((part * percent / _HUNDRED for part, percent in parts), ZERO)
        told = [[str(part), str(percent)] for part, percent in parts]
        basis = {"amount": str(given.amount), "volume_before": str(given.volume_before)}
        return [Line(rounded(exact, given.currency), None, basis | {"tranches": told})]
    percent = terms.percent or ZERO
    exact = given.amount * percent / _HUNDRED
    basis = {"amount": str(given.amount), "percent": str(percent.normalize())}
    return [Line(rounded(exact, given.currency), None, basis)]


def tranches(
    before: Decimal, amount: Decimal, tiers: Sequence[tuple[Decimal, Decimal]]
) -> list[tuple[Decimal, Decimal]]:
    """Return the parts of `amount` with the percent of each: what lies above a tier's start earns that tier's percent.

    `before` is the volume of the month that came first.
    """
    found = []
    ends = [start for start, _percent in tiers[1:]]
    for (start, percent), end in zip(tiers, [*ends, None], strict=True):
        low = max(start, before)
        high = before + amount if end is None else min(end, before + amount)
        if high > low:
            found.append((high - low, percent))
    return found


def _within_cap(lines: Iterable[Line], given: Situation) -> Result:
    """Cut the lines to what the cap leaves."""
    room, kept, was_cut = given.room, [], False
    for line in lines:
        amount = line.amount
        basis = line.basis
        if room is not None and amount > room:
            amount, was_cut = max(room, ZERO), True
            basis = basis | {"before_cap": str(line.amount)}
        if amount > 0:
            kept.append(Line(amount, line.month, basis))
            room = None if room is None else room - amount
    if kept:
        return Result(CommissionOutcome.ACCRUED, tuple(kept))
    return Result(CommissionOutcome.CAPPED if was_cut else CommissionOutcome.TOO_SMALL)


def shared(amount: Decimal, share_percent: Decimal, currency: str) -> tuple[Decimal, Decimal]:
    """Return the broker's own part, rounded, and what is left of it for the partner; the two are the whole."""
    own = rounded(amount * share_percent / _HUNDRED, currency)
    return own, amount - own


def reversal(accrued: Decimal, reversed_before: Decimal, credited: Decimal, paid: Decimal, currency: str) -> Decimal:
    """Return what is to be taken back now that `credited` of `paid` is credited in all; never more than is left.

    Counted from the whole, so that many small credits end exactly where one large would.
    """
    due = accrued if credited >= paid else rounded(accrued * credited / paid, currency)
    return max(ZERO, min(due, accrued) - reversed_before)


def months_of(first: date, last: date) -> tuple[date, ...]:
    """Return the first day of every month that the days touch."""
    found = []
    day = first.replace(day=1)
    while day <= last:
        found.append(day)
        day = next_month(day)
    return tuple(found)


def next_month(day: date) -> date:
    """Return the first day of the month after the day's."""
    return date(day.year + 1, 1, 1) if day.month == _DECEMBER else date(day.year, day.month + 1, 1)
