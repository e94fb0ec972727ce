"""What a client sees first: own machines, their problems, own contracts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.crm.enums import ContractStatus
from apps.crm.selectors.contracts import contracts
from apps.hosting.selectors.company import counted
from apps.inventory.selectors import units
from apps.telemetry.selectors.fleet import FleetSummary, fleet_summary, open_problems, problems_by_severity

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.models import Contract
    from apps.telemetry.models import Problem

SHOWN = 10
_SHOWN_CONTRACTS = (ContractStatus.ACTIVE, ContractStatus.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Portal:
    """Everything of the client's first screen."""

    units_by_state: Counter[str]
    fleet: FleetSummary
    severities: dict[str, int]
    problems: list[Problem]
    contracts: list[Contract]

    @property
    def open_problems(self) -> int:
        """All open problems."""
        return sum(self.severities.values())


def portal(actor: Actor) -> Portal:
    """Return what the actor's own client has here (five queries)."""
    return Portal(
        units_by_state=counted(units(actor), "state"),
        fleet=fleet_summary(actor),
        severities=problems_by_severity(actor),
        problems=list(open_problems(actor)[:SHOWN]),
        # A client's user does not read our staff: the contract comes without its manager.
        contracts=list(
            contracts(actor).select_related(None).select_related("client").filter(status__in=_SHOWN_CONTRACTS)[:SHOWN]
        ),
    )
