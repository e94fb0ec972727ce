"""What upper apps know and sales shows: the capacity of sites, what was billed, what a client's machines draw.

Pages work while nobody has told: capacity and hints are then left out, income is an estimate from the contracts.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from apps.common.actor import Actor
    from apps.crm.models import Client


@dataclass(frozen=True, slots=True)
class SiteCapacity:
    """A site that hosts machines: what it may draw (None: no limit known), what its machines draw, their hashrate."""

    name: str
    url: str
    limit_kw: Decimal | None
    used_kw: Decimal
    hashrate_phs: Decimal

    @property
    def free_kw(self) -> Decimal | None:
        """What is left, never below nought; None without a limit."""
        return None if self.limit_kw is None else max(Decimal(0), self.limit_kw - self.used_kw)


@dataclass(frozen=True, slots=True)
class ClientUse:
    """What a client's machines draw by nameplate now, and what they drew three months ago, kW."""

    now_kw: Decimal
    before_kw: Decimal


class TellUse(Protocol):
    """Tells what the machines of a client draw."""

    def __call__(self, actor: Actor, client: Client) -> ClientUse:
        """Return both figures of the machines that the actor may see."""


class TellCapacity(Protocol):
    """Tells the capacity of the sites an actor may see."""

    def __call__(self, actor: Actor) -> Sequence[SiteCapacity]:
        """Return the sites."""


class TellIncome(Protocol):
    """Tells what was billed, by the first day of the month, in roubles."""

    def __call__(self, actor: Actor, months: Sequence[date]) -> Mapping[date, Decimal]:
        """Return the sums."""


_capacity: list[TellCapacity] = []
_income: list[TellIncome] = []
_use: list[TellUse] = []


def install_capacity(tell: TellCapacity) -> None:
    """Let an upper app tell the capacity of sites; called once when it is ready."""
    _capacity[:] = [tell]


def install_income(tell: TellIncome) -> None:
    """Let an upper app tell what was billed; called once when it is ready."""
    _income[:] = [tell]


def install_use(tell: TellUse) -> None:
    """Let an upper app tell what the machines of a client draw; called once when it is ready."""
    _use[:] = [tell]


def use(actor: Actor, client: Client) -> ClientUse | None:
    """Return what the machines of a client draw, None while nobody tells."""
    return _use[0](actor, client) if _use else None


def capacity(actor: Actor) -> Sequence[SiteCapacity]:
    """Return the sites with their capacity, none while nobody tells."""
    return _capacity[0](actor) if _capacity else ()


def billed(actor: Actor, months: Sequence[date]) -> Mapping[date, Decimal] | None:
    """Return what was billed by month, None while nobody tells."""
    return _income[0](actor, months) if _income else None
