"""The verdict over many chains, gathered from the checks of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from apps.audit.rules.roots import Sealed
from apps.audit.rules.verification import Fault


@dataclass(slots=True)
class Verdict:
    """What a verification found: the first fault of the roots and of each chain, and how much was read."""

    faults: list[Fault] = field(default_factory=list)
    chains: int = 0
    records: int = 0
    record_bytes: int = 0
    roots: int = 0
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.faults

    @property
    def first(self) -> Fault | None:
        """The first fault, None when there is none."""
        return self.faults[0] if self.faults else None


def missing_chains(sealed: Sealed, present: Collection[UUID]) -> list[Fault]:
    """Chains that signed roots know and that are gone."""
    return [
        Fault("root", chain, 0, f"a signed root saw {max(records)} records, the chain is missing")
        for chain, records in sorted(sealed.chains.items())
        if chain not in present
    ]
