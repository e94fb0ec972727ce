"""What the oracle of places remembers: machines with their past, acts, movements, claims, and the plan of the world."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


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


@dataclass
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
    states: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    custody: list[Link] = field(default_factory=list)


@dataclass
class Act:
    """An intake act or a return act: its units, or what became of each."""

    number: str
    contract: int
    units: list[int]
    lines: dict[int, str] = field(default_factory=dict)
    status: str = "registered"


@dataclass
class Movement:
    """A movement and what became of each unit of it, by the serial number on its list."""

    number: str
    start: int
    end: int
    lines: dict[int, str]
    status: str = "pending"


@dataclass
class Claim:
    """A claim: about which unit, of which movement; open until it is resolved."""

    unit: int | None
    movement: int
    is_open: bool = True


@dataclass(frozen=True)
class Shelf:
    """A shelf of the world: where, under which node, for how many."""

    site: int
    node: int | None
    capacity: int
    label: str


@dataclass(frozen=True)
class Plan:
    """The places of the world: sites (name, data centre, by address), shelves, nodes with what feeds them."""

    sites: tuple[tuple[str, bool, bool], ...]
    shelves: tuple[Shelf, ...]
    parents: tuple[int | None, ...]
    clients: tuple[str, ...]
    driver: str
