"""What waits for a manager: own clients, contracts that end, the latest intake acts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from apps.common.clock import now
from apps.crm.enums import ClientStatus, ContractStatus
from apps.crm.selectors.clients import clients
from apps.crm.selectors.contracts import contracts
from apps.hosting.selectors.company import counted
from apps.logistics.selectors.acts import intake_acts

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.models import Client, Contract
    from apps.logistics.models import IntakeAct

SHOWN = 10
ENDS_WITHIN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything of the manager's first screen."""

    my_clients: list[Client]
    my_client_count: int
    clients_by_type: Counter[str]
    contracts_by_status: Counter[str]
    ending: list[Contract]
    acts: list[IntakeAct]


def desk(actor: Actor) -> Desk:
    """Return what waits for the actor (eight queries)."""
    active = clients(actor).filter(status=ClientStatus.ACTIVE)
    mine = active.filter(manager_id=actor.id).order_by("-updated_at")
    last_day = (now() + ENDS_WITHIN).date()
    ending = contracts(actor).filter(status=ContractStatus.ACTIVE, ends_on__lte=last_day).order_by("ends_on", "pk")
    return Desk(
        my_clients=list(mine[:SHOWN]),
        my_client_count=mine.count(),
        clients_by_type=counted(active, "type"),
        contracts_by_status=counted(contracts(actor), "status"),
        ending=list(ending[:SHOWN]),
        acts=list(intake_acts(actor).order_by("-pk")[:SHOWN]),
    )
