"""Stock at moving average cost: quantities and the value that goes in and out with them.

A bin holds a quantity Q that cost V in all; the average cost of one is V / Q.

- A receipt of q at the price p: V' = V + q · p, Q' = Q + q, so that the average becomes (V + q · p) / (Q + q).
- Taking q out at the average: out = V · q / Q, rounded half up to the kopeck; the last piece takes the rest of V, so
  that an empty bin is worth nothing and no kopeck is lost (V is the exact sum of its movements at any time).

This is the moving weighted average of IAS 2 § 25 and ФСБУ 5/2019, п. 36.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """Return an amount to the kopeck, half up."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def worth(quantity: Decimal, price: Decimal) -> Decimal:
    """Return the value of a receipt, in the currency of the price."""
    return cents(quantity * price)


def taken(held: Decimal, value: Decimal, quantity: Decimal) -> Decimal:
    """Return the value that leaves with `quantity` of the `held`; the caller has seen that there is enough."""
    return value if quantity == held else cents(value * quantity / held)
