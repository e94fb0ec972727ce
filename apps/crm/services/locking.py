"""Locks: the client's row is taken first, so that everything under one client changes in turn."""

from __future__ import annotations

from apps.crm.enums import ClientStatus
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
