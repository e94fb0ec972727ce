"""Locks: the client's row is taken first, so that everything under one client changes in turn."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Invalid
from apps.crm.enums import ClientStatus, ContractStatus
from apps.crm.exceptions import ClientArchived
from apps.crm.models import Client, Contract


def lock_client(client: Client) -> Client:
    """Return the client as it stands now, locked until the transaction ends."""
    return Client.objects.select_for_update().get(pk=client.pk)


def lock_working_client(client: Client) -> Client:
    """Lock the client. Raises ClientArchived when it is in the archive."""
    locked = lock_client(client)
    if locked.status == ClientStatus.ARCHIVED:
        raise ClientArchived
    return locked


def lock_contract(contract: Contract) -> Contract:
    """Return the contract as it stands now, locked until the transaction ends."""
    return Contract.objects.select_for_update().get(pk=contract.pk)


def lock_contract_in_force(contract: Contract, *, client: Client) -> Contract:
    """Return the client's contract as it stands now, locked: it stays in force until the transaction ends.

    The door for upper apps whose work stands on a contract (an intake, for example): whoever suspends, ends or voids
    it at the same moment waits. Raises Invalid (another client's contract), Conflict (not in force).
    """
    locked = lock_contract(contract)
    if locked.client_id != client.pk:
        raise Invalid(_("The contract belongs to another client."), field="contract")
    if locked.status != ContractStatus.ACTIVE:
        raise Conflict(_("The contract is not in force."), field="contract")
    return locked
