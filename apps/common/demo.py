"""Demonstration data: what each app's `demo.load(context)` is given; the command `demo` composes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.common.roles import Role


@dataclass(frozen=True, slots=True)
class DemoMachine:
    """A machine of the simulated site, so that the units of the demonstration are the machines the agent finds."""

    ip: str
    serial: str
    mac: str
    model: str
    hashrate_ths: float
    power_w: float


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """One hosting operator of the demonstration with an actor for each role (bindings come from the apps)."""

    id: int
    slug: str
    is_main: bool
    actors: dict[Role, Actor]


@dataclass(slots=True)
class DemoContext:
    """What the demonstration is made from; the same seed makes the same data.

    `notes` carries facts from a lower app's loader to an upper one's, keyed «app.noun».
    """

    organisations: list[DemoOrganisation]
    machines: list[DemoMachine] = field(default_factory=list)
    random: Random = field(default_factory=lambda: Random(20_261_121))  # noqa: S311 - the same data each time, no secret
    notes: dict[str, object] = field(default_factory=dict)
