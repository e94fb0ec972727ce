"""Phases: what each leg of a three-phase supply carries, what its breaker allows, how uneven the legs are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

LEGS: Final = ("a", "b", "c")
ALL_LEGS: Final = "abc"
# From these deviations on, in percent, a supply counts as uneven and as strongly uneven. The house's own bounds.
UNEVEN_PERCENT: Final = 15
STRONGLY_UNEVEN_PERCENT: Final = 30
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Legs:
    """Power on the three legs in thirds of a watt: a load on all three is a whole number of thirds on each, exactly."""

    a: int = 0
    b: int = 0
    c: int = 0

    @classmethod
    def of(cls, phases: str, power_w: int) -> Legs:
        """Return a load on one leg («a», «b», «c») or spread evenly over all three («abc»)."""
        if phases == ALL_LEGS:
            return cls(power_w, power_w, power_w)
        thirds = 3 * power_w
        return cls(**{phases: thirds})

    def __add__(self, other: Legs) -> Legs:
        """Add leg by leg."""
        return Legs(self.a + other.a, self.b + other.b, self.c + other.c)

    def __sub__(self, other: Legs) -> Legs:
        """Subtract leg by leg."""
        return Legs(self.a - other.a, self.b - other.b, self.c - other.c)

    def on(self, leg: str) -> int:
        """Return the thirds of a watt on one leg."""
        return {"a": self.a, "b": self.b, "c": self.c}[leg]

    def watts(self, leg: str) -> int:
        """Return the watts on one leg, rounded up: what is shown is never less than what is there."""
        return -(-self.on(leg) // 3)


NO_LEGS: Final = Legs()


def leg_limit_w(breaker_a: int | None, voltage_v: int, derating_percent: int) -> int | None:
    """Return what one leg may carry in watts, rounded down; None without a breaker.

    P = I_n · U_LN · d / 100 with the breaker's rated current I_n in A, the voltage between phase and neutral U_LN in V
    and the derating factor d in percent; the power factor is taken as 1. The design current of a circuit must not be
    above the rated current of what protects it (IEC 60364-4-43, 433.1); the factor keeps the margin for loads that
    never rest (80 % is the custom, NEC 210.20(A)). A power feed of NetBox is counted the same way: voltage × amperage
    × maximum utilisation, with √3 where its voltage is that between phases (3 · U_LN = √3 · U_LL).
    """
    return None if breaker_a is None else breaker_a * voltage_v * derating_percent // 100


def imbalance_percent(legs: Legs) -> Decimal:
    """Return how uneven the legs are in percent with one decimal, rounded half up; 0 when nothing is drawn.

    The greatest deviation of a leg from the mean of the three, over the mean (the definition of NEMA MG 1, 14.36, and
    IEEE 1159 for voltages, applied to the loads): 0 when all are alike, 200 when everything hangs on one leg.
    """
    whole = legs.a + legs.b + legs.c
    if not whole:
        return Decimal(0)
    worst = max(abs(3 * legs.on(leg) - whole) for leg in LEGS)
    return (Decimal(100 * worst) / whole).quantize(_TENTH, ROUND_HALF_UP)


def imbalance_tone(percent: Decimal | None) -> str:
    """Return the tone of a deviation: green, amber from 15 %, red from 30 %, grey without one."""
    if percent is None:
        return "grey"
    if percent >= STRONGLY_UNEVEN_PERCENT:
        return "red"
    return "amber" if percent >= UNEVEN_PERCENT else "green"


def narrowed(node: str, rack: str | None, shelf: str) -> str:
    """Return the legs that feed a shelf: each step down from node over rack to shelf may take one leg of three.

    The uppermost that names one leg decides; a shelf without a phase of its own («») is fed as its rack or node.
    """
    for phases in (node, rack or ALL_LEGS):
        if phases != ALL_LEGS:
            return phases
    return shelf or ALL_LEGS


def feeds(above: str, below: str) -> bool:
    """Whether something on the legs `below` can be fed from something on the legs `above`."""
    return above in (ALL_LEGS, below)
