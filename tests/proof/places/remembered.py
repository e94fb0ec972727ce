"""What the oracle of places remembers: machines with their past, acts, movements, claims, reservations, people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.proof.places.layout import Draw


class Place(NamedTuple):
    """Where a unit is: at a site, maybe in a slot of a shelf; or with the driver (no site)."""

    site: int | None
    shelf: int | None = None
    slot: int | None = None


class Link(NamedTuple):
    """One link of the chain of custody."""

    kind: str
    keeper: str
    place: str
    document: str


@dataclass(eq=False)
class Unit:
    """One machine with its past."""

    number: int
    serial: str
    model: int
    contract: int
    own_w: int | None = None
    state: str = ""
    place: Place | None = None
    place_document: str = ""
    holds_link: bool = False  # the last link of custody is open
    draw: Draw | None = None
    states: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    custody: list[Link] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)


@dataclass(eq=False)
class Act:
    """An intake act or a return act: its units, or what became of each."""

    number: str
    contract: int
    units: list[int]
    lines: dict[int, str] = field(default_factory=dict)
    status: str = "registered"


@dataclass(eq=False)
class Movement:
    """A movement and what became of each unit of it, by the serial number on its list."""

    number: str
    start: int
    end: int
    lines: dict[int, str]
    status: str = "pending"


@dataclass(eq=False)
class Claim:
    """A claim: about which unit, of which movement; open until it is resolved."""

    unit: int | None
    movement: int
    is_open: bool = True


@dataclass(eq=False)
class Reservation:
    """Power held on a node until a day: for a client's units, or for named ones (their power, while they wait)."""

    node: int
    phases: str
    held_w: int
    until: int
    client: int | None = None
    lines: dict[int, int] = field(default_factory=dict)
    state: str = "active"
    is_over: bool = False  # its time is over, whatever its state says

    @property
    def holds(self) -> bool:
        """Whether it holds anything now."""
        return self.state == "active" and not self.is_over

    def end(self, state: str) -> None:
        """End it; nobody waits for it any more."""
        self.state, self.lines = state, {}
        self.held_w = 0 if state == "used" else self.held_w


@dataclass(frozen=True)
class People:
    """Whom the world knows: clients by their contract, and the driver."""

    clients: tuple[str, ...]
    driver: str
