"""Power: the load of places as exact sums of what stands there, and the figures people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from apps.inventory.rules.phases import ALL_LEGS, LEGS, NO_LEGS, Legs, imbalance_percent, imbalance_tone

_TENTH = Decimal("0.1")
_PERCENT_WARN = 80
_PERCENT_FULL = 95


def kw(watts: int) -> str:
    """Return watts as kilowatts to the watt without needless zeros, at least one decimal: 140000 → 140.0."""
    text = f"{Decimal(watts) / 1000:.3f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def kw_tenths(watts: int) -> Decimal:
    """Return watts as kilowatts with one decimal, rounded half up."""
    return (Decimal(watts) / 1000).quantize(_TENTH, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class LegLoad:
    """One leg of a supply. Powers in watts, rounded up; `limit_w` None: no breaker."""

    leg: str
    used_w: int
    limit_w: int | None = None
    reserved_w: int = 0

    @property
    def name(self) -> str:
        """The leg's letter as people write it."""
        return self.leg.upper()

    @property
    def percent(self) -> int | None:
        """Load in whole percent of what the leg may carry, rounded down; None without a breaker."""
        return None if not self.limit_w else self.used_w * 100 // self.limit_w

    @property
    def tone(self) -> str:
        """Tone of the bar, as of any load."""
        return _tone(self.percent)


@dataclass(frozen=True, slots=True)
class Total:
    """What a place draws by nameplate, and its limit (None: no limit). Powers in watts.

    `reserved_w` is held for units to come and is no part of `used_w`.
    """

    used_w: int = 0
    limit_w: int | None = None
    unit_count: int = 0
    reserved_w: int = 0

    @property
    def free_w(self) -> int | None:
        """What may still be placed by its own limit, None without one; never negative."""
        return None if self.limit_w is None else max(0, self.limit_w - self.used_w - self.reserved_w)

    @property
    def percent(self) -> int | None:
        """Load in whole percent, rounded down so that 100 means full; None without a limit."""
        return None if not self.limit_w else self.used_w * 100 // self.limit_w

    @property
    def used_kw(self) -> Decimal:
        """Used, kW with one decimal."""
        return kw_tenths(self.used_w)

    @property
    def limit_kw(self) -> Decimal | None:
        """Limit, kW with one decimal, None without a limit."""
        return None if self.limit_w is None else kw_tenths(self.limit_w)

    @property
    def text(self) -> str:
        """The figures as the dashboards show them: `0.0 / 140.0`, without a limit `12.3 / —`."""
        return f"{self.used_kw} / {'—' if self.limit_kw is None else self.limit_kw}"

    def __str__(self) -> str:
        """Return the figures: an exported list shows them."""
        return self.text

    @property
    def tone(self) -> str:
        """Tone of the bar: green, amber from 80 %, red from 95 %, grey without a limit."""
        return _tone(self.percent)


@dataclass(frozen=True, slots=True)
class Load(Total):
    """A total with the three phases.

    `legs` is the same load on the three phases, `leg_limit_w` what its breaker allows on each. `even_count`
    single-phase units hang on a shelf whose phase nobody named: they are counted evenly, so that the legs are an
    estimate then.
    """

    legs: Legs = NO_LEGS
    leg_limit_w: int | None = None
    phases: str = ALL_LEGS
    reserved_legs: Legs = NO_LEGS
    even_count: int = 0

    def takes(self, power_w: int, phases: str) -> bool:
        """Whether that much more on these legs stays within the limit and within the breaker on each leg."""
        if self.free_w is not None and power_w > self.free_w:
            return False
        if self.leg_limit_w is None:
            return True
        held = self.legs + self.reserved_legs
        wanted = Legs.of(phases, power_w)
        return all(not wanted.on(leg) or held.on(leg) + wanted.on(leg) <= 3 * self.leg_limit_w for leg in LEGS)

    @property
    def is_over(self) -> bool:
        """Whether what is drawn and held is more than the limit, or on a leg more than the breaker allows."""
        if self.limit_w is not None and self.used_w + self.reserved_w > self.limit_w:
            return True
        held = self.legs + self.reserved_legs
        return self.leg_limit_w is not None and any(held.on(leg) > 3 * self.leg_limit_w for leg in LEGS)

    @property
    def leg_loads(self) -> tuple[LegLoad, ...]:
        """The legs that the place has, in order."""
        return tuple(
            LegLoad(leg, self.legs.watts(leg), self.leg_limit_w, self.reserved_legs.watts(leg))
            for leg in (LEGS if self.phases == ALL_LEGS else self.phases)
        )

    @property
    def imbalance(self) -> Decimal | None:
        """How uneven the legs are in percent; None for a single-phase supply."""
        return imbalance_percent(self.legs) if self.phases == ALL_LEGS else None

    @property
    def imbalance_tone(self) -> str:
        """Tone of the unevenness."""
        return imbalance_tone(self.imbalance)


def _tone(percent: int | None) -> str:
    """Return the tone of a load in percent."""
    if percent is None:
        return "grey"
    if percent >= _PERCENT_FULL:
        return "red"
    return "amber" if percent >= _PERCENT_WARN else "green"


@dataclass(frozen=True, slots=True)
class Direct:
    """What stands directly under one power node, with the same power on the three legs."""

    power_w: int = 0
    unit_count: int = 0
    legs: Legs = NO_LEGS
    even_count: int = 0

    def __add__(self, other: Direct) -> Direct:
        """Add part by part."""
        return Direct(
            self.power_w + other.power_w,
            self.unit_count + other.unit_count,
            self.legs + other.legs,
            self.even_count + other.even_count,
        )


def chain(node_id: int, parents: Mapping[int, int | None]) -> list[int]:
    """Return the node and everything that feeds it, from below upwards; a circle ends where it closes."""
    found: list[int] = []
    here: int | None = node_id
    while here is not None and here not in found:
        found.append(here)
        here = parents.get(here)
    return found


def rolled_up(parents: Mapping[int, int | None], direct: Mapping[int, Direct]) -> dict[int, Direct]:
    """Return what each node feeds in all, nested nodes included."""
    sums = dict.fromkeys(parents, Direct())
    for node_id, own in direct.items():
        for above in chain(node_id, parents):
            sums[above] += own
    return sums


def takes_up_the_chain(
    node_id: int, parents: Mapping[int, int | None], loads: Mapping[int, Load], power_w: int, phases: str
) -> bool:
    """Whether every node on the way up takes that much more on these legs."""
    return all(loads[above].takes(power_w, phases) for above in chain(node_id, parents))


def total(loads: Iterable[Load]) -> Load:
    """Return the sum of loads; its limit is None unless every part has one."""
    parts = list(loads)
    limits = [part.limit_w for part in parts]
    known = [limit for limit in limits if limit is not None]
    return Load(
        used_w=sum(part.used_w for part in parts),
        limit_w=sum(known) if parts and len(known) == len(limits) else None,
        unit_count=sum(part.unit_count for part in parts),
        legs=sum((part.legs for part in parts), NO_LEGS),
        reserved_w=sum(part.reserved_w for part in parts),
        reserved_legs=sum((part.reserved_legs for part in parts), NO_LEGS),
        even_count=sum(part.even_count for part in parts),
    )
