"""Power: the load of places as exact sums of what stands there, and the figures people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

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
class Load:
    """What a place draws by nameplate, and its limit (None: no limit). Powers in watts."""

    used_w: int = 0
    limit_w: int | None = None
    unit_count: int = 0

    @property
    def free_w(self) -> int | None:
        """What may still be placed, None without a limit; never negative."""
        return None if self.limit_w is None else max(0, self.limit_w - self.used_w)

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
        if self.percent is None:
            return "grey"
        if self.percent >= _PERCENT_FULL:
            return "red"
        return "amber" if self.percent >= _PERCENT_WARN else "green"


@dataclass(frozen=True, slots=True)
class Direct:
    """What stands directly under one power node."""

    power_w: int
    unit_count: int


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
    powers = dict.fromkeys(parents, 0)
    counts = dict.fromkeys(parents, 0)
    for node_id, own in direct.items():
        for above in chain(node_id, parents):
            powers[above] += own.power_w
            counts[above] += own.unit_count
    return {node_id: Direct(powers[node_id], counts[node_id]) for node_id in parents}


def free_up_the_chain(node_id: int, parents: Mapping[int, int | None], loads: Mapping[int, Load]) -> int | None:
    """Return the least that is free on the way up, in watts; None when no node up the chain has a limit."""
    free = [loads[above].free_w for above in chain(node_id, parents)]
    limited = [one for one in free if one is not None]
    return min(limited) if limited else None


def total(loads: Iterable[Load]) -> Load:
    """Return the sum of loads; its limit is None unless every part has one."""
    parts = list(loads)
    limits = [part.limit_w for part in parts]
    known = [limit for limit in limits if limit is not None]
    return Load(
        used_w=sum(part.used_w for part in parts),
        limit_w=sum(known) if parts and len(known) == len(limits) else None,
        unit_count=sum(part.unit_count for part in parts),
    )
