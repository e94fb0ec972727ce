"""Who pays for a repair unless a person says otherwise, and sums by payer."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from apps.inventory.service_centre.enums import Payer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def usual_payer(day: date, *, repair_warranty_until: date | None, unit_warranty_until: date | None) -> Payer:
    """Return who pays on `day`: our own warranty of an earlier repair first, then the manufacturer's, else the client.

    A warranty holds through its last day.
    """
    if repair_warranty_until is not None and day <= repair_warranty_until:
        return Payer.WARRANTY
    if unit_warranty_until is not None and day <= unit_warranty_until:
        return Payer.MANUFACTURER
    return Payer.CLIENT


def split(lines: Iterable[tuple[str, Decimal]]) -> dict[Payer, Decimal]:
    """Return the sum of (payer, total) lines for each payer, noughts included."""
    sums = dict.fromkeys(Payer, Decimal(0))
    for payer, total in lines:
        sums[Payer(payer)] += total
    return sums
