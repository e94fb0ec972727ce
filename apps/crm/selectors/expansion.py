"""Whether a client is worth asking for more power."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum

from apps.crm import outlook
from apps.crm.enums import ClientStatus, ContractStatus
from apps.crm.rules.expansion import Expansion, expansion
from apps.crm.selectors.contracts import contracts

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.models import Client


def expansion_of(actor: Actor, client: Client) -> Expansion | None:
    """Return why to ask this client, None for an archived one and while nobody tells what the machines draw."""
    told = outlook.use(actor, client) if client.status == ClientStatus.ACTIVE else None
    if told is None:
        return None
    in_force = contracts(actor).filter(client=client, status=ContractStatus.ACTIVE).order_by()
    declared = in_force.aggregate(all=Sum("max_power_kw"))["all"] or Decimal(0)
    return expansion(told.now_kw, told.before_kw, declared)
