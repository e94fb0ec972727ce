"""Changes on our side: told by crm's signals through the outbox, and found by their versions whatever was not told."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.common import outbox
from apps.common.actor import Actor
from apps.common.models import OutboxMessage
from apps.common.scope import scope
from apps.crm.enums import ClientStatus, ExchangeKind, LinkState, Side
from apps.crm.models import BankAccount, BitrixConnection, BitrixLink, Client, Contact
from apps.crm.services.bitrix import queue
from apps.crm.services.bitrix.session import ACTOR, Session, actor_of

TOPIC: Final = "crm.bitrix"


def note_change(*, by: Actor, client_id: int) -> bool:
    """Let a client with everything under it be compared soon; False when there is no exchange, or it wrote itself."""
    if by.organisation_id is None or (by.label == ACTOR and by.id is None):
        return False
    if by.is_client or not BitrixConnection.objects.filter(is_active=True).exists():
        return False
    outbox.put(TOPIC, {"client_id": client_id}, organisation_id=by.organisation_id)
    return True


def deliver(message: OutboxMessage) -> None:
    """Mark the client of a message of the outbox."""
    organisation_id = message.organisation_id or 0
    with scope(actor_of(organisation_id)):
        mark_changed(organisation_id, client_id=int(message.payload["client_id"]))


def notice(session: Session) -> int:
    """Mark every record of ours that is new or has another version than at the last agreement; in a scope."""
    return mark_changed(session.settings.organisation_id)


def mark_changed(organisation_id: int, client_id: int | None = None) -> int:
    """Mark what changed at one client or at all of them; in a scope. Returns how many."""
    count = 0
    for kind, rows in _changed(client_id):
        ids = list(rows.values_list("pk", flat=True))
        if ids:
            count += queue.mark(organisation_id, kind, Side.LOCAL, ids, again=client_id is not None)
    return count


def _changed(client_id: int | None) -> list[tuple[ExchangeKind, QuerySet[Any]]]:
    """Return by kind the records without a link or with a changed version, of working clients."""
    clients = Client.objects.filter(status=ClientStatus.ACTIVE, merged_into=None)
    if client_id is not None:
        clients = clients.filter(pk=client_id)
    company = BitrixLink.objects.filter(
        kind=ExchangeKind.COMPANY, client_id=OuterRef("client_id"), state=LinkState.LINKED
    )
    of_linked = Q(Exists(company), client__in=clients)
    with_requisites = Q(Exists(company.filter(requisite_id__isnull=False)), client__in=clients)
    return [
        (ExchangeKind.COMPANY, _differing(clients, ExchangeKind.COMPANY, "client_id")),
        (ExchangeKind.CONTACT, _differing(Contact.objects.filter(of_linked), ExchangeKind.CONTACT, "contact_id")),
        (ExchangeKind.BANK, _differing(BankAccount.objects.filter(with_requisites), ExchangeKind.BANK, "account_id")),
    ]


def _differing(rows: QuerySet[Any], kind: ExchangeKind, column: str) -> QuerySet[Any]:
    """Return those without a link, or whose link is of another version; links that lost a side are left alone."""
    link = BitrixLink.objects.filter(kind=kind, **{column: OuterRef("pk")})
    is_changed = Q(Exists(link.filter(state=LinkState.LINKED).exclude(local_version=OuterRef("version"))))
    found: QuerySet[Any] = rows.alias(is_linked=Exists(link)).filter(Q(is_linked=False) | is_changed)
    return found
