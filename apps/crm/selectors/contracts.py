"""Contracts, documents and own legal entities an actor may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from apps.accounts.models import LegalEntity
from apps.common import access, finding
from apps.crm.enums import ContractStatus
from apps.crm.models import Client, Contract, Document
from apps.crm.permissions import CONTRACT_VIEW, DOCUMENT_VIEW
from apps.crm.selectors.personal import sees_personal

if TYPE_CHECKING:
    from apps.common.actor import Actor


def contracts(actor: Actor) -> QuerySet[Contract]:
    """Return the contracts in reach with client and manager, newest first; client users see no drafts."""
    rows = Contract.objects.select_related("client", "manager").order_by("-id")
    if actor.is_client:
        rows = rows.exclude(status=ContractStatus.DRAFT)
    return access.narrow(actor, CONTRACT_VIEW, rows)


def listed(actor: Actor) -> QuerySet[Contract]:
    """Return the contracts in reach for lists: nothing of the client's passport is read."""
    return contracts(actor).defer(*(f"client__{name}" for name in Client.PASSPORT_FIELDS))


def matching(actor: Actor, rows: QuerySet[Contract], text: str) -> QuerySet[Contract]:
    """Return those of the contracts whose number, client or INN fits the text."""
    return rows.filter(pk__among=finding.keys(actor, "crm.contract", text, personal=sees_personal(actor)))


def documents(actor: Actor) -> QuerySet[Document]:
    """Return the issued documents in reach, newest first."""
    rows = Document.objects.select_related("file", "contract", "client").order_by("-made_at", "-id")
    return access.narrow(actor, DOCUMENT_VIEW, rows)


def legal_entities(actor: Actor) -> QuerySet[LegalEntity]:
    """Return the own legal entities of the actor's organisation, the main one first."""
    rows = LegalEntity.objects.filter(organisation=actor.organisation_id or 0)
    return rows.order_by("-is_main", "short_name")
