"""Contacts of clients and the portal's contacts; one without a company of ours belongs to nobody here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from apps.crm.enums import ClientStatus, ExchangeKind, LinkState
from apps.crm.integrations.bitrix24 import Command, Reply
from apps.crm.models import BitrixLink, Contact
from apps.crm.rules.bitrix import contacts as rules
from apps.crm.rules.bitrix.matching import Card
from apps.crm.rules.bitrix.merge import Values
from apps.crm.services.bitrix.asking import items_command, origin, remote_of
from apps.crm.services.bitrix.companies import CHUNK
from apps.crm.services.bitrix.records import Local, Pair, Remote, need
from apps.crm.services.bitrix.session import Session
from apps.crm.services.contacts import add_contact, update_contact

CONTACT: Final = 3


class Contacts:
    """See `records.Adapter`."""

    kind = ExchangeKind.CONTACT
    groups = rules.GROUPS
    needed = frozenset({"name"})
    link_field = "contact"

    def locals(self, ids: Iterable[int]) -> dict[int, Local]:
        """Return contacts."""
        return {row.pk: self.local(row) for row in Contact.objects.select_related("client").filter(pk__in=list(ids))}

    def local(self, row: Contact) -> Local:
        """Return a contact as a record of the exchange."""
        values = rules.ours(vars(row))
        reach = frozenset(filter(None, (values["phone"], values["email"])))
        card = Card(row.pk, f"contact:{row.uid}", "", "", reach, row.name)
        return Local(row, values, card, row.client_id, row.client.status == ClientStatus.ARCHIVED)

    def remotes(self, session: Session, ids: Iterable[int]) -> dict[int, Remote]:
        """Return contacts of the portal."""
        wanted = sorted(set(ids))
        chunks = [wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK)]
        found = session.portal.lists([items_command(CONTACT, {"@id": chunk}) for chunk in chunks])
        return {int(item["id"]): self.remote(item) for part in found for item in part}

    def remote(self, item: dict[str, Any]) -> Remote:
        """Return an item as a record of the exchange."""
        return remote_of(item, item, str(rules.theirs(item)["name"]), int(item.get("companyId") or 0))

    def theirs(self, session: Session, remote: Remote, *, natural: bool) -> dict[str, str | None]:
        """Return the fields of a contact of the portal."""
        return rules.theirs(remote.raw)

    def kept(self, session: Session, local: Local) -> Values:
        """Return our fields: the portal keeps all of them."""
        return local.values

    def card(self, session: Session, remote: Remote) -> Card:
        """Return what a contact is recognised by."""
        values = rules.theirs(remote.raw)
        reach = frozenset(filter(None, (values["phone"], values["email"])))
        return Card(remote.id, remote.origin, "", "", reach, remote.label)

    def local_candidates(self, session: Session, remotes: list[Remote]) -> dict[int, list[Local]]:
        """Return the contacts without a link at the client of each contact's company."""
        clients = linked_clients([remote.parent for remote in remotes if remote.parent])
        linked = BitrixLink.objects.filter(kind=ExchangeKind.CONTACT, contact__isnull=False).values("contact_id")
        rows = Contact.objects.select_related("client").filter(client_id__in=clients.values()).exclude(pk__in=linked)
        by_client: dict[int, list[Local]] = {}
        for row in rows:
            by_client.setdefault(row.client_id, []).append(self.local(row))
        return {remote.id: by_client.get(clients[remote.parent], []) for remote in remotes if remote.parent in clients}

    def parents(self, locals_: list[Local]) -> dict[int, int]:
        """Return the company of each contact's client."""
        companies = linked_companies({local.parent for local in locals_})
        return {local.id: companies[local.parent] for local in locals_ if local.parent in companies}

    def remote_candidates(self, session: Session, locals_: list[Local]) -> dict[int, list[Remote]]:
        """Ask the portal for the contacts of each client's company."""
        with session.writing():
            parents = self.parents(locals_)
        wanted = sorted(set(parents.values()))
        chunks = [wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK)]
        found = session.portal.lists([items_command(CONTACT, {"@companyId": chunk}) for chunk in chunks])
        by_company: dict[int, list[Remote]] = {}
        for item in (item for part in found for item in part):
            remote = self.remote(item)
            by_company.setdefault(remote.parent, []).append(remote)
        return {number: by_company.get(company, []) for number, company in parents.items()}

    def create_here(self, session: Session, remote: Remote) -> Local | None:
        """Add a contact to the client of its company; None when that company is not linked."""
        link = BitrixLink.objects.filter(
            kind=ExchangeKind.COMPANY, remote_id=remote.parent, state=LinkState.LINKED
        ).first()
        if link is None or link.client is None:
            return None
        values: dict[str, Any] = {name: value for name, value in rules.theirs(remote.raw).items() if value}
        return self.local(add_contact(link.client, by=session.actor, **values))

    def update_here(self, session: Session, pair: Pair) -> Local:
        """Write what the portal says into the contact."""
        row = need(pair.local).row
        return self.local(update_contact(row, by=session.actor, version=row.version, changes=pair.merge.pull))

    def reads(self, pair: Pair) -> list[Command]:
        """Read the contact as it is."""
        return [Command("crm.item.get", {"entityTypeId": CONTACT, "id": need(pair.remote).id})]

    def seen(self, session: Session, pair: Pair, replies: list[Reply]) -> dict[str, str | None]:
        """Return its fields just before they were written."""
        return rules.theirs(replies[0].need()["item"])

    def creation(self, session: Session, pair: Pair, offset: int) -> list[Command]:
        """Make the contact at its company."""
        local = need(pair.local)
        values = {name: value for name, value in pair.theirs.items() if value}
        fields = rules.item_fields(None, values) | origin(local)
        fields |= {"companyId": need(pair.remote_parent), "assignedById": session.settings.owner_user_id}
        return [Command("crm.item.add", {"entityTypeId": CONTACT, "fields": fields})]

    def writing(self, session: Session, pair: Pair, offset: int) -> list[Command]:
        """Write into the contact."""
        local, remote = need(pair.local), need(pair.remote)
        fields = rules.item_fields(remote.raw, pair.merge.push)
        if remote.is_free and remote.origin != local.card.origin:
            fields |= origin(local)
        if not fields:
            return []
        return [Command("crm.item.update", {"entityTypeId": CONTACT, "id": remote.id, "fields": fields})]

    def made(self, pair: Pair, replies: list[Reply]) -> int:
        """Return its id."""
        return int(replies[0].need()["item"]["id"])


def linked_clients(companies: Iterable[int]) -> dict[int, int]:
    """Return the client of each company of the portal that is there on both sides; in a scope."""
    rows = BitrixLink.objects.filter(
        kind=ExchangeKind.COMPANY, remote_id__in=list(companies), state=LinkState.LINKED, client__isnull=False
    )
    return {number: client for number, client in rows.values_list("remote_id", "client_id") if client}


def linked_companies(clients: Iterable[int]) -> dict[int, int]:
    """Return the portal's company of each client that is there on both sides; in a scope."""
    rows = BitrixLink.objects.filter(kind=ExchangeKind.COMPANY, client_id__in=list(clients), state=LinkState.LINKED)
    return {client: number for client, number in rows.values_list("client_id", "remote_id") if client}
