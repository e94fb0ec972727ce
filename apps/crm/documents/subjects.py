"""What a document of a contract is about, gathered from the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.accounts.models import LegalEntity
from apps.crm.documents.values import Subject
from apps.crm.enums import ContractStatus
from apps.crm.models import Contract

if TYPE_CHECKING:
    from apps.crm.models import Addendum, Client

# A client's documents are made for the contract in force, else for the draft, else for what was last.
_CHOICE = (ContractStatus.ACTIVE, ContractStatus.SUSPENDED, ContractStatus.DRAFT, ContractStatus.ENDED)


def of_contract(contract: Contract, addendum: Addendum | None = None) -> Subject:
    """Return a contract with the client's main account and contact."""
    client = contract.client
    account = client.bank_accounts.filter(is_main=True).first()
    return Subject(contract, account, client.contacts.filter(is_main=True).first(), addendum)


def newest_contract(client: Client) -> Contract | None:
    """Return the newest contract in force, else the newest draft, None without any that is not voided."""
    rows = client.contracts.select_related("client", "legal_entity").exclude(status=ContractStatus.VOIDED)
    found = sorted(rows, key=lambda row: (_CHOICE.index(ContractStatus(row.status)), -row.pk))
    return found[0] if found else None


def of_client(client: Client) -> Subject | None:
    """Return what a preview with this client is filled with: its contract with the newest addendum, or a draft.

    None when the organisation has no legal entity of its own.
    """
    contract = newest_contract(client)
    if contract is None:
        entities = LegalEntity.objects.filter(organisation_id=client.organisation_id).order_by("-is_main", "id")
        entity = entities.first()
        if entity is None:
            return None
        return of_contract(Contract(client=client, legal_entity=entity, organisation_id=client.organisation_id))
    return of_contract(contract, contract.addenda.order_by("-id").first())
