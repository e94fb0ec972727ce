"""Clients and the portal's companies with requisites and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Q

from apps.crm.enums import ClientStatus, ExchangeKind, LinkState
from apps.crm.exceptions import NoRequisites
from apps.crm.integrations.bitrix24 import Command, Reply
from apps.crm.models import BitrixLink, Client
from apps.crm.rules.bitrix import companies as rules
from apps.crm.rules.bitrix import texts
from apps.crm.rules.bitrix.companies import Company
from apps.crm.rules.bitrix.matching import Card
from apps.crm.rules.bitrix.merge import Values
from apps.crm.services.bitrix.asking import by_origin, by_reach, items_command, origin, remote_of, uuids
from apps.crm.services.bitrix.records import Local, Pair, Remote, need
from apps.crm.services.bitrix.session import Session
from apps.crm.services.clients import create_client, update_client

COMPANY: Final = 4
REQUISITE: Final = 8
# Companies a command asks for at once: fewer than a page, since each may have several requisites.
CHUNK: Final = 40


class Companies:
    """See `records.Adapter`."""

    kind = ExchangeKind.COMPANY
    groups = rules.GROUPS
    needed = frozenset({"title", "full_name", "inn"})
    link_field = "client"

    def locals(self, ids: Iterable[int]) -> dict[int, Local]:
        """Return clients, merged ones left out."""
        return {row.pk: self.local(row) for row in Client.objects.filter(pk__in=list(ids), merged_into=None)}

    def local(self, row: Client) -> Local:
        """Return a client as a record of the exchange."""
        values = rules.ours(vars(row))
        reach = frozenset(filter(None, (values["phone"], values["email"])))
        card = Card(row.pk, f"client:{row.uid}", row.inn, row.kpp, reach, str(row))
        return Local(row, values, card, row.pk, row.status == ClientStatus.ARCHIVED, rules.is_natural(row.type))

    def remotes(self, session: Session, ids: Iterable[int]) -> dict[int, Remote]:
        """Return companies with requisites and addresses."""
        wanted = sorted(set(ids))
        chunks = [wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK)]
        items = [items_command(COMPANY, {"@id": chunk}) for chunk in chunks]
        requisites = [
            Command(
                "crm.requisite.list",
                {"order": {"ID": "ASC"}, "filter": {"ENTITY_TYPE_ID": COMPANY, "@ENTITY_ID": chunk}},
            )
            for chunk in chunks
        ]
        found = session.portal.lists([*items, *requisites])
        rows = [row for part in found[len(items) :] for row in part]
        places = addresses(session, [int(row["ID"]) for row in rows])
        return self.assembled([row for part in found[: len(items)] for row in part], rows, places)

    def assembled(
        self, items: Iterable[Mapping[str, Any]], requisites: Iterable[Mapping[str, Any]],
        places: Mapping[int, dict[int, Any]],
    ) -> dict[int, Remote]:  # fmt: skip
        """Put companies together; of several requisites the one whose INN is written stands first, then the oldest."""
        by_company: dict[int, list[Mapping[str, Any]]] = {}
        for row in requisites:
            by_company.setdefault(int(row["ENTITY_ID"]), []).append(row)
        found = {}
        for item in items:
            own = sorted(by_company.get(int(item["id"]), []), key=lambda row: (not row.get("RQ_INN"), int(row["ID"])))
            requisite = own[0] if own else None
            company = Company(item, requisite, places.get(int(requisite["ID"]), {}) if requisite else {})
            found[int(item["id"])] = remote_of(item, company, texts.plain(item.get("title")))
        return found

    def theirs(self, session: Session, remote: Remote, *, natural: bool) -> dict[str, str | None]:
        """Return the fields of a company."""
        requisite = remote.raw.requisite
        if requisite is not None:
            return rules.theirs(remote.raw, preset_fields(session, requisite), natural=natural)
        return rules.theirs(remote.raw, None, natural=natural)

    def kept(self, session: Session, local: Local) -> Values:
        """Return our fields as a new company with its requisites keeps them."""
        preset = session.presets.by_kind.get(local.row.type)
        if preset is None:
            empty: dict[str, str | None] = dict.fromkeys(local.values)
            return empty | {name: local.values[name] for name in ("title", "phone", "email")}
        known = rules.theirs(Company({}), session.presets.fields_of(preset), natural=local.natural)
        return {name: None if known[name] is None else value for name, value in local.values.items()}

    def card(self, session: Session, remote: Remote) -> Card:
        """Return what a company is recognised by."""
        values = rules.theirs(remote.raw, None, natural=False)
        reach = frozenset(filter(None, (values["phone"], values["email"])))
        return Card(remote.id, remote.origin, values["inn"] or "", values["kpp"] or "", reach, remote.label)

    def local_candidates(self, session: Session, remotes: list[Remote]) -> dict[int, list[Local]]:
        """Return clients without a link that have our key, the INN, the phone or the e-mail of a company."""
        cards = {remote.id: self.card(session, remote) for remote in remotes}
        uids = [card.origin.removeprefix("client:") for card in cards.values() if card.origin.startswith("client:")]
        reach = [one for card in cards.values() for one in card.reach]
        phones = [one.partition(" ext. ")[0] for one in reach if one.startswith("+")]
        fits = Q(uid__in=uuids(uids)) | Q(inn__in=[card.inn for card in cards.values() if card.inn])
        fits |= Q(phone__in=phones) | Q(email__in=[one for one in reach if "@" in one])
        linked = BitrixLink.objects.filter(kind=ExchangeKind.COMPANY).values("client_id")
        rows = Client.objects.filter(fits, merged_into=None, status=ClientStatus.ACTIVE).exclude(pk__in=linked)
        found = [self.local(row) for row in rows]
        return {remote.id: found for remote in remotes}

    def parents(self, locals_: list[Local]) -> dict[int, int]:
        """A company hangs on nothing."""
        return {local.id: 0 for local in locals_}

    def remote_candidates(self, session: Session, locals_: list[Local]) -> dict[int, list[Remote]]:
        """Ask the portal for companies with our key, the INN, the phone or the e-mail of a client."""
        ids = set(by_origin(session, COMPANY, [local.card.origin for local in locals_]))
        inns = sorted({local.card.inn for local in locals_ if local.card.inn})
        if inns:
            asked = Command(
                "crm.requisite.list",
                {"order": {"ID": "ASC"}, "filter": {"ENTITY_TYPE_ID": COMPANY, "@RQ_INN": inns},
                 "select": ["ID", "ENTITY_ID"]},
            )  # fmt: skip
            ids |= {int(row["ENTITY_ID"]) for row in session.portal.lists([asked])[0]}
        ids |= by_reach(session, "COMPANY", [one for local in locals_ for one in local.card.reach])
        found = list(self.remotes(session, ids).values())
        return {local.id: found for local in locals_}

    def create_here(self, session: Session, remote: Remote) -> Local:
        """Make a client of a company. Raises NoRequisites and what `create_client` raises."""
        kind = rules.kind_of(remote.raw, session.presets.by_id)
        if kind is None:
            raise NoRequisites(field="inn")
        values = self.theirs(session, remote, natural=rules.is_natural(kind))
        fields: dict[str, Any] = rules.changes(None, values)
        return self.local(create_client(by=session.actor, type=kind, **fields))

    def update_here(self, session: Session, pair: Pair) -> Local:
        """Write what the company says into the client."""
        local = need(pair.local)
        changes = rules.changes(vars(local.row), {**local.values, **pair.merge.pull})
        row = update_client(local.row, by=session.actor, version=local.row.version, changes=changes)
        return self.local(row)

    def reads(self, pair: Pair) -> list[Command]:
        """Read company, requisites and addresses as they are."""
        remote = need(pair.remote)
        reads = [Command("crm.item.get", {"entityTypeId": COMPANY, "id": remote.id})]
        if remote.raw.requisite:
            number = int(remote.raw.requisite["ID"])
            reads.append(Command("crm.requisite.get", {"id": number}))
            if any(name in pair.merge.push for name in rules.ADDRESSES):
                reads.append(_addresses_command([number]))
        return reads

    def seen(self, session: Session, pair: Pair, replies: list[Reply]) -> dict[str, str | None]:
        """Return the company's fields just before they were written."""
        old: Company = need(pair.remote).raw
        item = replies[0].need()["item"]
        requisite = replies[1].need() if len(replies) > 1 else old.requisite
        places = old.addresses
        if len(replies) > 2:  # noqa: PLR2004 - the third read
            places = {int(row["TYPE_ID"]): row for row in replies[2].need()}
        kept = preset_fields(session, requisite) if requisite else None
        return rules.theirs(Company(item, requisite, places), kept, natural=need(pair.local).natural)

    def creation(self, session: Session, pair: Pair, offset: int) -> list[Command]:
        """Make the company, then its requisites and addresses."""
        local = need(pair.local)
        values = {name: value for name, value in pair.theirs.items() if value}
        fields = rules.item_fields(None, values) | origin(local) | {"assignedById": session.settings.owner_user_id}
        made = [Command("crm.item.add", {"entityTypeId": COMPANY, "fields": fields})]
        return made + self._requisites(session, local, values, f"$result[c{offset}][item][id]", offset + 1)

    def writing(self, session: Session, pair: Pair, offset: int) -> list[Command]:
        """Write into company, requisites and addresses; requisites that are missing are made."""
        local, remote, push = need(pair.local), need(pair.remote), pair.merge.push
        company: Company = remote.raw
        fields = rules.item_fields(company, push)
        if remote.is_free and remote.origin != local.card.origin:
            fields |= origin(local)
        commands = []
        if fields:
            commands.append(Command("crm.item.update", {"entityTypeId": COMPANY, "id": remote.id, "fields": fields}))
        if company.requisite is None:
            return commands + self._requisites(session, local, push, str(remote.id), offset + len(commands))
        number = int(company.requisite["ID"])
        wanted = rules.requisite_fields(push, natural=local.natural)
        if wanted:
            commands.append(Command("crm.requisite.update", {"id": number, "fields": wanted}))
        for name, type_id in rules.address_types(natural=local.natural).items():
            if name in push:
                commands.append(_address(push[name], type_id, str(number), known=type_id in company.addresses))
        return commands

    def made(self, pair: Pair, replies: list[Reply]) -> int:
        """Return the company's id."""
        number = int(replies[0].need()["item"]["id"])
        for reply in replies[1:]:
            reply.need()
        return number

    def _requisites(
        self, session: Session, local: Local, values: Mapping[str, str], company: str, offset: int
    ) -> list[Command]:
        """Return commands that make requisites and addresses; none when there is nothing to write into them."""
        wanted = rules.requisite_fields(values, natural=local.natural)
        places = {name: values[name] for name in rules.ADDRESSES if values.get(name)}
        preset = session.presets.by_kind.get(local.row.type)
        if preset is None or not (wanted or places):
            return []
        fields = {
            "ENTITY_TYPE_ID": COMPANY, "ENTITY_ID": company, "PRESET_ID": preset,
            "NAME": local.values["title"] or local.row.name, **wanted,
        }  # fmt: skip
        types = rules.address_types(natural=local.natural)
        return [
            Command("crm.requisite.add", {"fields": fields}),
            *(_address(text, types[name], f"$result[c{offset}]", known=False) for name, text in places.items()),
        ]


def preset_fields(session: Session, requisite: Mapping[str, Any]) -> frozenset[str] | None:
    """Return the names that the preset of these requisites keeps."""
    return session.presets.fields_of(int(requisite.get("PRESET_ID") or 0))


def linked_requisites(ids: Iterable[int]) -> dict[int, BitrixLink]:
    """Return by id of the requisites the links of companies that are there on both sides; in a scope."""
    rows = BitrixLink.objects.filter(
        kind=ExchangeKind.COMPANY, requisite_id__in=list(ids), state=LinkState.LINKED
    ).select_related("client")
    return {row.requisite_id: row for row in rows if row.requisite_id}


def addresses(session: Session, requisites: list[int]) -> dict[int, dict[int, Any]]:
    """Return the addresses of these requisites by their type."""
    chunks = [requisites[start : start + CHUNK] for start in range(0, len(requisites), CHUNK)]
    found: dict[int, dict[int, Any]] = {}
    for part in session.portal.lists([_addresses_command(chunk) for chunk in chunks]):
        for row in part:
            found.setdefault(int(row["ENTITY_ID"]), {})[int(row["TYPE_ID"])] = row
    return found


def _addresses_command(requisites: list[int]) -> Command:
    return Command("crm.address.list", {"filter": {"ENTITY_TYPE_ID": REQUISITE, "@ENTITY_ID": requisites}})


def _address(text: str, type_id: int, requisite: str, *, known: bool) -> Command:
    """Return the command that writes one address as one line; an empty one is taken away."""
    key: dict[str, Any] = {"TYPE_ID": type_id, "ENTITY_TYPE_ID": REQUISITE, "ENTITY_ID": requisite}
    if not text:
        return Command("crm.address.delete", {"fields": key})
    parts = dict.fromkeys(("ADDRESS_2", "CITY", "POSTAL_CODE", "REGION", "PROVINCE", "COUNTRY"), "") if known else {}
    return Command("crm.address.update" if known else "crm.address.add", {"fields": key | {"ADDRESS_1": text} | parts})
