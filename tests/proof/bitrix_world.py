"""Two sides full of records, random edits of both, and an oracle outside of them that says what must have survived."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from apps.common.errors import StaleVersion
from apps.common.scope import scope
from apps.crm import services
from apps.crm.enums import Choice, ExchangeKind
from apps.crm.models import BitrixConflict, BitrixLink, Client, Contact
from apps.crm.rules.bitrix import companies as company_rules
from apps.crm.rules.bitrix import contacts as contact_rules
from apps.crm.rules.bitrix.companies import Company
from local_servers.bitrix24.store import COMPANY, CONTACT, REQUISITE
from tests.crm.factories import account_number, company_inn, ogrn

if TYPE_CHECKING:
    from tests.crm.bitrix import Exchange

BIC = "044525974"
_SURNAMES = ("Ветров", "Егоров", "Нестеров", "Соколов", "Данилов", "Гусев")
_NAMES = ("Олег", "Степан", "Глеб", "Илья", "Роман", "Тимур")
_POSTS = ("Директор", "Бухгалтер", "Инженер", "Закупки", "Юрист")
# Fields that the edits touch: of the company itself, of its requisites, its phone, and of contacts.
COMPANY_FIELDS = ("title", "phone", "signatory_name", "legal_address")
CONTACT_FIELDS = ("position", "phone", "email")


@dataclass
class World:
    """Both sides and what was done to them."""

    exchange: Exchange
    chance: random.Random
    edits: dict[tuple[int, int, str], dict[str, str]] = field(default_factory=dict)
    count: int = 0

    # --- the beginning ---
    def fill(self, companies: int, contacts: int) -> None:
        """Fill the portal; a tenth of its companies are ours already, and a tenth more are ours alone."""
        made = []
        for number in range(companies):
            extra = {"RQ_KPP": "770101001", "RQ_OGRN": ogrn(number), "RQ_DIRECTOR": self._person(number)}
            item = self.exchange.company(
                f"ООО «Проба {number}»", company_inn(number), phone=f"8 495 1{number:06}",
                RQ_COMPANY_FULL_NAME=f"Общество с ограниченной ответственностью «Проба {number}»", **extra,
            )  # fmt: skip
            self._address(item, f"Москва, улица Пробная, {number}")
            made.append(item)
        for number in range(contacts):
            item = made[number % len(made)]
            surname, name = self._person(number).split()
            self.exchange.contact(item, surname, name, email=f"person{number}@portal.example")
        with scope(self.exchange.by):
            for number in [*range(0, companies, 10), *range(companies, companies + companies // 10)]:
                self._client(number)

    def _client(self, number: int) -> None:
        services.create_client(
            by=self.exchange.by,
            type="legal_entity",
            name=f"Общество с ограниченной ответственностью «Проба {number}»",
            short_name=f"ООО «Проба {number}»",
            inn=company_inn(number),
            kpp="770101001",
            ogrn=ogrn(number),
            contact={"name": f"Наш Человек {number}", "email": f"ours{number}@example.test"},
            account={"bank_name": "Банк", "bic": BIC, "settlement_account": account_number(BIC, seed=number)},
        )

    def _person(self, number: int) -> str:
        return f"{_SURNAMES[number % len(_SURNAMES)]} {_NAMES[number // 7 % len(_NAMES)]}"

    def _address(self, item: dict[str, Any], text: str) -> None:
        store = self.exchange.portal.store
        number = int(self.exchange.requisite_of(item)["ID"])
        key = (company_rules.LEGAL, REQUISITE, number)
        row = store.addresses.setdefault(key, {"TYPE_ID": "6", "ENTITY_TYPE_ID": "8", "ENTITY_ID": str(number)})
        store.set_row(row, {"ADDRESS_1": text})

    # --- edits ---
    def edit(self) -> None:
        """Change one field of one linked record on one side."""
        self.count += 1
        links = self._links()
        kind, remote_id, local_id = links[self.chance.randrange(len(links))]
        names = COMPANY_FIELDS if kind == COMPANY else CONTACT_FIELDS
        name = names[self.chance.randrange(len(names))]
        value = self._value(name)
        there = self.chance.random() < 0.5
        if there:
            self._edit_there(kind, remote_id, name, value)
        else:
            self._edit_here(kind, local_id, name, value)
        self.edits.setdefault((kind, remote_id, name), {})["there" if there else "here"] = value

    def _value(self, name: str) -> str:
        number = self.count
        return {
            "title": f"ООО «Новое имя {number}»",
            "phone": f"+7916{number:07}",
            "signatory_name": f"{self._person(number)} {number}",
            "legal_address": f"Казань, улица Новая, {number}",
            "position": f"{_POSTS[number % len(_POSTS)]} {number}",
            "email": f"new{number}@example.test",
        }[name]

    def _edit_there(self, kind: int, remote_id: int, name: str, value: str) -> None:
        store = self.exchange.portal.store
        with store.lock:
            item = store.items[kind][remote_id]
            if name in ("phone", "email"):
                wanted = name.upper()
                known = next((one for one in item["fm"] if one["typeId"] == wanted), None)
                key = str(known["id"]) if known else "n0"
                store.update_item(kind, remote_id, {"fm": {key: {"typeId": wanted, "value": value}}}, user=7)
            elif name in ("title", "position"):
                store.update_item(kind, remote_id, {"post" if name == "position" else name: value}, user=7)
            elif name == "signatory_name":
                store.set_requisite(self.exchange.requisite_of(item), {"RQ_DIRECTOR": value})
            else:
                self._address(item, value)

    def _edit_here(self, kind: int, local_id: int, name: str, value: str) -> None:
        while True:
            try:
                with scope(self.exchange.by):
                    if kind == COMPANY:
                        client = Client.objects.get(pk=local_id)
                        column = "short_name" if name == "title" else name
                        services.update_client(
                            client, by=self.exchange.by, version=client.version, changes={column: value}
                        )
                    else:
                        contact = Contact.objects.select_related("client").get(pk=local_id)
                        services.update_contact(
                            contact, by=self.exchange.by, version=contact.version, changes={name: value}
                        )
                return
            except StaleVersion:
                continue

    def _links(self) -> list[tuple[int, int, int]]:
        with scope(self.exchange.by):
            rows = BitrixLink.objects.exclude(kind=ExchangeKind.BANK).order_by("id")
            # Asked for before every edit, so columns and not objects.
            links = list(rows.values_list("kind", "remote_id", "client_id", "contact_id"))
        return [
            (COMPANY, remote, client or 0) if kind == ExchangeKind.COMPANY else (CONTACT, remote, contact or 0)
            for kind, remote, client, contact in links
        ]

    # --- what both sides say ---
    def sides(self) -> dict[tuple[int, int], tuple[dict[str, str | None], dict[str, str | None]]]:
        """Return by kind and id on the portal what we say and what the portal says."""
        store = self.exchange.portal.store
        requisites: dict[str, dict[str, Any]] = {row["ENTITY_ID"]: row for row in store.requisites.values()}
        by_requisite: dict[int, dict[int, dict[str, Any]]] = {}
        for (type_id, _entity, number), row in store.addresses.items():
            by_requisite.setdefault(number, {})[type_id] = row
        found = {}
        with scope(self.exchange.by):
            clients = {row.pk: row for row in Client.objects.all()}
            contacts = {row.pk: row for row in Contact.objects.all()}
        for kind, remote_id, local_id in self._links():
            item = store.items[kind][remote_id]
            if kind == CONTACT:
                found[kind, remote_id] = (contact_rules.ours(vars(contacts[local_id])), contact_rules.theirs(item))
                continue
            requisite = requisites.get(str(remote_id))
            places = by_requisite.get(int(requisite["ID"]), {}) if requisite else {}
            theirs = company_rules.theirs(Company(item, requisite, places), None, natural=False)
            found[kind, remote_id] = (company_rules.ours(vars(clients[local_id])), theirs)
        return found

    def faults(self) -> tuple[list[str], list[str]]:
        """Return what differs between the sides, and which edits are in neither side nor a conflict."""
        with scope(self.exchange.by):
            rows = BitrixConflict.objects.filter(choice=Choice.OPEN).select_related("link")
            open_ones = {(row.link.remote_id, row.field): {row.ours, row.theirs} for row in rows}
        differing, lost = [], []
        sides = self.sides()
        for (kind, remote_id), (ours, theirs) in sides.items():
            differing += [
                f"{kind}:{remote_id} {name}: ours {ours[name]!r}, theirs {theirs[name]!r}"
                for name in ours
                if theirs[name] is not None and ours[name] != theirs[name] and (remote_id, name) not in open_ones
            ]
        for (kind, remote_id, name), edited in self.edits.items():
            ours, theirs = sides[kind, remote_id]
            now = {ours[name], theirs[name], *open_ones.get((remote_id, name), set())}
            last = set(edited.values())
            # A field that one side edited must hold that edit; of two edits one stands by the rules of the settings.
            if not (last & now) or (len(edited) == 1 and not last <= now):
                lost.append(f"{kind}:{remote_id} {name}: edited to {sorted(last)}, now {now}")
        return differing, lost
