"""When a client is worth asking whether more power is wanted: near what was declared, or growing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

# From this share of the declared power on a few more machines would not fit the contract.
NEAR_SHARE: Final = Decimal("0.9")
# So much more within three months is growth that goes on, not a replaced machine.
GROWN_SHARE: Final = Decimal("0.2")
_PERCENT: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Expansion:
    """Why to ask: what the machines draw and what is declared, both kW; percents are None where they say nothing."""

    used_kw: Decimal
    declared_kw: Decimal
    used_percent: Decimal | None
    grown_percent: Decimal | None


def expansion(used_kw: Decimal, before_kw: Decimal, declared_kw: Decimal) -> Expansion | None:
    """Return why to ask, None when there is no reason.

    `used_kw` and `before_kw` are the nameplate power of the client's machines now and three months ago, `declared_kw`
    the maximum power of all contracts in force. A client who had no machines is new, not growing.
    """
    share = used_kw / declared_kw if declared_kw else Decimal(0)
    growth = (used_kw - before_kw) / before_kw if before_kw else Decimal(0)
    if share < NEAR_SHARE and growth < GROWN_SHARE:
        return None
    return Expansion(
        used_kw,
        declared_kw,
        share * _PERCENT if share >= NEAR_SHARE else None,
        growth * _PERCENT if growth >= GROWN_SHARE else None,
    )
