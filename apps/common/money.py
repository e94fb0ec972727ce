"""Money: an amount with its currency; lines are rounded half up to minor units."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# ISO 4217: digits after the point; two where not listed.
MINOR_DIGITS = {"JPY": 0, "KRW": 0, "KWD": 3}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency; adding two currencies is an error."""

    amount: Decimal
    currency: str

    def rounded(self) -> Money:
        """Return the amount in minor units, rounded half up."""
        step = Decimal(1).scaleb(-MINOR_DIGITS.get(self.currency, 2))
        return Money(self.amount.quantize(step, ROUND_HALF_UP), self.currency)

    def __add__(self, other: Money) -> Money:
        """Add two amounts of the same currency; raises ValueError otherwise."""
        if other.currency != self.currency:
            message = f"cannot add {other.currency} to {self.currency}"
            raise ValueError(message)
        return Money(self.amount + other.amount, self.currency)
