"""Bank accounts of clients and the portal's bank details, which hang on the requisites of a company."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from apps.crm.enums import ClientStatus, ExchangeKind, LinkState
from apps.crm.integrations.bitrix24 import Command, Reply
from apps.crm.models import BankAccount, BitrixLink
from apps.crm.rules.bitrix import banks as rules
from apps.crm.rules.bitrix import texts
from apps.crm.rules.bitrix.matching import Card
from apps.crm.rules.bitrix.merge import Values
from apps.crm.services.bank_accounts import add_bank_account, update_bank_account
from apps.crm.services.bitrix.companies import CHUNK, linked_requisites
from apps.crm.services.bitrix.records import Local, Pair, Remote, need
from apps.crm.services.bitrix.session import Session


class Banks:
    """See `records.Adapter`."""

    kind = ExchangeKind.BANK
    groups = rules.GROUPS
    needed = frozenset({"bank_name", "settlement_account"})
    link_field = "account"

    def locals(self, ids: Iterable[int]) -> dict[int, Local]:
        """Return bank accounts."""
        rows = BankAccount.objects.select_related("client").filter(pk__in=list(ids))
        return {row.pk: self.local(row) for row in rows}

    def local(self, row: BankAccount) -> Local:
        """Return an account as a record of the exchange."""
        card = Card(row.pk, "", row.settlement_account, "", frozenset(), str(row))
        archived = row.client.status == ClientStatus.ARCHIVED
        return Local(row, rules.ours(vars(row)), card, row.client_id, archived)

    def remotes(self, session: Session, ids: Iterable[int]) -> dict[int, Remote]:
        """Return bank details of the portal."""
        return self._listed(session, "@ID", ids)

    def remote(self, row: dict[str, Any]) -> Remote:
        """Return bank details as a record of the exchange."""
        label = texts.plain(row.get("NAME") or row.get("RQ_BANK_NAME"))
        return Remote(int(row["ID"]), row, "", is_free=False, stamp="", label=label, parent=int(row["ENTITY_ID"]))

    def theirs(self, session: Session, remote: Remote, *, natural: bool) -> dict[str, str | None]:
        """Return the fields of bank details."""
        return rules.theirs(remote.raw)

    def kept(self, session: Session, local: Local) -> Values:
        """Return our fields: the portal keeps all of them."""
        return local.values

    def card(self, session: Session, remote: Remote) -> Card:
        """Bank details are recognised by the number of the account."""
        return Card(remote.id, "", rules.theirs(remote.raw)["settlement_account"] or "", label=remote.label)

    def local_candidates(self, session: Session, remotes: list[Remote]) -> dict[int, list[Local]]:
        """Return the accounts without a link at the client of the requisites."""
        links = linked_requisites({remote.parent for remote in remotes})
        linked = BitrixLink.objects.filter(kind=ExchangeKind.BANK, account__isnull=False).values("account_id")
        clients = [link.client_id for link in links.values() if link.client_id]
        by_client: dict[int, list[Local]] = {}
        rows = BankAccount.objects.select_related("client").filter(client_id__in=clients).exclude(pk__in=linked)
        for row in rows:
            by_client.setdefault(row.client_id, []).append(self.local(row))
        return {
            remote.id: by_client.get(links[remote.parent].client_id or 0, [])
            for remote in remotes
            if remote.parent in links
        }

    def parents(self, locals_: list[Local]) -> dict[int, int]:
        """Return the requisites of each account's client."""
        requisites = requisites_of({local.parent for local in locals_})
        return {local.id: requisites[local.parent] for local in locals_ if local.parent in requisites}

    def remote_candidates(self, session: Session, locals_: list[Local]) -> dict[int, list[Remote]]:
        """Ask the portal for the bank details of each client's requisites."""
        with session.writing():
            parents = self.parents(locals_)
        by_requisite: dict[int, list[Remote]] = {}
        for remote in self._listed(session, "@ENTITY_ID", parents.values()).values():
            by_requisite.setdefault(remote.parent, []).append(remote)
        return {number: by_requisite.get(requisite, []) for number, requisite in parents.items()}

    def create_here(self, session: Session, remote: Remote) -> Local | None:
        """Add an account to the client of the requisites; None when they are not linked."""
        link = linked_requisites([remote.parent]).get(remote.parent)
        if link is None or link.client is None:
            return None
        values: dict[str, Any] = {name: value for name, value in rules.theirs(remote.raw).items() if value}
        return self.local(add_bank_account(link.client, by=session.actor, **values))

    def update_here(self, session: Session, pair: Pair) -> Local:
        """Write what the portal says into the account."""
        row = need(pair.local).row
        return self.local(update_bank_account(row, by=session.actor, version=row.version, changes=pair.merge.pull))

    def reads(self, pair: Pair) -> list[Command]:
        """Read the bank details as they are."""
        return [Command("crm.requisite.bankdetail.get", {"id": need(pair.remote).id})]

    def seen(self, session: Session, pair: Pair, replies: list[Reply]) -> dict[str, str | None]:
        """Return their fields just before they were written."""
        return rules.theirs(replies[0].need())

    def creation(self, session: Session, pair: Pair, offset: int) -> list[Command]:
        """Make bank details at the requisites."""
        values = {name: value for name, value in pair.theirs.items() if value}
        fields = rules.fields(values) | {"ENTITY_ID": need(pair.remote_parent)}
        return [Command("crm.requisite.bankdetail.add", {"fields": fields})]

    def writing(self, session: Session, pair: Pair, offset: int) -> list[Command]:
        """Write into the bank details."""
        fields = rules.fields(pair.merge.push)
        if not fields:
            return []
        return [Command("crm.requisite.bankdetail.update", {"id": need(pair.remote).id, "fields": fields})]

    def made(self, pair: Pair, replies: list[Reply]) -> int:
        """Return their id."""
        return int(replies[0].need())

    def _listed(self, session: Session, key: str, ids: Iterable[int]) -> dict[int, Remote]:
        """Return bank details by one condition."""
        wanted = sorted(set(ids))
        asked = [
            Command(
                "crm.requisite.bankdetail.list",
                {"order": {"ID": "ASC"}, "filter": {key: wanted[start : start + CHUNK]}},
            )
            for start in range(0, len(wanted), CHUNK)
        ]
        found = session.portal.lists(asked)
        return {int(row["ID"]): self.remote(row) for part in found for row in part}


def requisites_of(clients: Iterable[int]) -> dict[int, int]:
    """Return the requisites of each client's company that is there on both sides; in a scope."""
    rows = BitrixLink.objects.filter(
        kind=ExchangeKind.COMPANY, client_id__in=list(clients), state=LinkState.LINKED, requisite_id__isnull=False
    )
    return {client: number for client, number in rows.values_list("client_id", "requisite_id") if client and number}
