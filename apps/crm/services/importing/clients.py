"""Clients from a file: made, or changed where identifier, INN (with KPP) or, without an INN, the name is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from apps.common import clock
from apps.common.errors import Invalid
from apps.common.imports.kinds import Decision
from apps.common.imports.mapping import Field
from apps.common.models import RowOutcome
from apps.common.pages.columns import Column
from apps.crm.enums import ClientStatus, ClientType
from apps.crm.exceptions import ClientArchived
from apps.crm.permissions import CLIENT_CARD, CLIENT_MANAGE
from apps.crm.rules import client_fields, texts
from apps.crm.selectors import clients as selectors
from apps.crm.services.clients import create_clients, update_client
from apps.crm.services.importing import reading

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.accounts.models import User
    from apps.common.actor import Actor
    from apps.common.models import ImportRun
    from apps.crm.models import Client

_ALSO: Final = {
    "юл": ClientType.LEGAL_ENTITY.value, "юрлицо": ClientType.LEGAL_ENTITY.value, "ооо": ClientType.LEGAL_ENTITY.value,
    "ип": ClientType.SOLE_TRADER.value, "фл": ClientType.PERSON.value, "физлицо": ClientType.PERSON.value,
}  # fmt: skip
_COMPANY_INN: Final = 10
_PERSON_INN: Final = 12
_TRADER_OGRN: Final = 15
_CARD: Final = (
    "name", "short_name", "inn", "kpp", "ogrn", "country", "registration_number", "legal_address", "postal_address",
    "phone", "email", "signatory_post", "signatory_name", "signatory_name_genitive", "signatory_basis",
    "registry_entry", "note",
)  # fmt: skip


@dataclass(slots=True)
class _Known:
    """What is known of a batch."""

    clients: reading.Clients
    managers: Mapping[str, User]


class ClientImporter:
    """Clients; passports never come or leave by files."""

    key = "clients"
    title = _("Clients")
    permission = CLIENT_MANAGE
    export_permission = CLIENT_CARD
    fields = (
        Field("type", _("Type"), ("тип клиента", "вид", "kind", "客户类型")),
        Field(
            "name",
            _("Name"),
            ("полное название", "полное наименование", "фио", "контрагент", "full name", "全称"),
            needed=True,
        ),
        Field("short_name", _("Short name"), ("краткое название", "краткое наименование", "简称")),
        Field("inn", _("INN"), ("инн", "tax number", "纳税人识别号")),
        Field("kpp", _("KPP"), ("кпп",)),
        Field("ogrn", _("OGRN / OGRNIP"), ("огрн", "огрнип", "国家注册号")),
        Field("country", _("Country"), ("страна регистрации",)),
        Field("registration_number", _("Registration number abroad"), ("регистрационный номер",)),
        Field("legal_address", _("Legal address"), ("адрес", "юр адрес", "address", "地址")),
        Field("postal_address", _("Postal address"), ("фактический адрес",)),
        Field("phone", _("Phone"), ("тел", "мобильный", "mobile", "手机")),
        Field("email", _("E-mail"), ("email", "электронная почта", "почта", "邮箱")),
        Field("signatory_post", _("Signatory's post"), ("должность руководителя",)),
        Field("signatory_name", _("Signatory"), ("руководитель", "директор", "director")),
        Field("signatory_name_genitive", _("Signatory, genitive")),
        Field("signatory_basis", _("Acts on the basis of"), ("основание",)),
        Field("registry_entry", _("Entry in the register of miners")),
        Field("manager", _("Manager"), ("ответственный", "менеджер", "客户经理")),
        Field("note", _("Note"), ("комментарий", "примечание", "comment", "备注")),
        Field("uid", _("Identifier"), ("id",)),
    )

    def prepare(self, by: Actor, rows: Sequence[reading.Row]) -> _Known:
        """Read the clients and managers that the rows may mean."""
        clients = reading.known_clients(by, rows, inn_column="inn", uid_column="uid", name_column="name")
        return _Known(clients, reading.known_managers(by))

    def decide(self, by: Actor, row: reading.Row, known: _Known) -> Decision:
        """Return whether a client is new, changed or as it was. Raises Invalid, ClientArchived."""
        values = reading.given(row, _CARD)
        if "inn" in values:
            values["inn"] = reading.inn(values["inn"])
        kind = reading.choice(row["type"], ClientType, "type", _ALSO) if row.get("type") else ""
        target = _target(row, values, kind, known.clients)
        kind = kind or (target.type if target else _guess(values))
        needed = {} if target else {"name": "", "inn": ""}
        country = {"country": ""} if not target and kind == ClientType.FOREIGN_COMPANY else {}
        tidy, refusals = client_fields.clean(kind, {**needed, **country, **values}, clock.today())
        if refusals:
            raise refusals[0]
        people = {"manager": reading.manager(row["manager"], known.managers)} if row.get("manager") else {}
        if target is None:
            return Decision(RowOutcome.CREATE, values={**values, **people, "type": kind})
        return _difference(target, kind, values, tidy, people)

    def marks(self, row: reading.Row) -> set[str]:
        """Return INN, name and identifier; without a whole INN the name decides, so that it always counts."""
        given = (reading.inn(row.get("inn", "")), reading.folded(row.get("name", "")), row.get("uid", "").casefold())
        return set(given) - {""}

    def apply(self, by: Actor, decisions: Sequence[Decision], known: _Known) -> list[UUID]:
        """Make the new clients together and change the others one by one."""
        new = iter(create_clients([one.values for one in decisions if one.target is None], by=by))
        written = [
            next(new)
            if one.target is None
            else update_client(one.target, by=by, version=one.target.version, changes=one.values)
            for one in decisions
        ]
        for client in written:
            known.clients.add(client)
        return [client.uid for client in written]

    def note(self, by: Actor, run: ImportRun | None, action: str, facts: Mapping[str, Any]) -> None:
        """Write to the record."""
        reading.note(by, run, action, facts, "clients_file")

    def columns(self) -> list[Column]:
        """Return the columns of the export."""
        special: dict[str, Any] = {
            "type": lambda row: row.get_type_display(),
            "phone": lambda row: texts.shown_phone(row.phone, row.phone_extension),
            "manager": lambda row: row.manager and row.manager.email,
            "uid": lambda row: str(row.uid),
        }
        return [Column(one.name, one.title, special.get(one.name)) for one in self.fields]

    def rows(self, actor: Actor) -> QuerySet[Client]:
        """Return the clients in reach."""
        return selectors.clients(actor).prefetch_related(None).order_by("id")


def _guess(values: Mapping[str, str]) -> str:
    """Return the kind that the requisites speak of. Raises Invalid when they say nothing."""
    inn = values.get("inn", "")
    if values.get("country", "RU").upper() not in {"", "RU"}:
        return ClientType.FOREIGN_COMPANY
    if len(inn) == _COMPANY_INN:
        return ClientType.LEGAL_ENTITY
    if len(inn) == _PERSON_INN:
        is_trader = len("".join(values.get("ogrn", "").split())) == _TRADER_OGRN
        is_trader = is_trader or values.get("name", "").casefold().startswith(("ип ", "индивидуальный"))
        return ClientType.SOLE_TRADER if is_trader else ClientType.PERSON
    raise Invalid(_("Say what kind of client this is, or give a whole INN."), field="type")


def _target(row: reading.Row, values: Mapping[str, str], kind: str, clients: reading.Clients) -> Client | None:
    """Return the stored client that a row means, None for a new one. Raises Invalid."""
    if text := row.get("uid", ""):
        found = clients.by_uid.get(reading.uid(text, "uid"))
        if found is None:
            raise Invalid(_("There is no such client."), field="uid")
        return found
    if inn := values.get("inn", ""):
        same = [one for one in clients.by_inn.get(inn, []) if not kind or one.type == kind]
        fitting = reading.branches(reading.working(same), values.get("kpp", ""))
    else:
        named = clients.by_name.get(reading.folded(values.get("name", "")), [])
        fitting = [one for one in reading.working(named) if not one.inn and (not kind or one.type == kind)]
        fitting = [one for one in fitting if _same_number(one, values)]
    if not fitting:
        return None
    return reading.one_of(fitting, "inn" if values.get("inn") else "name")


def _same_number(client: Client, values: Mapping[str, str]) -> bool:
    """Whether nothing speaks against two clients of one name being the same: another registration number would."""
    number = values.get("registration_number", "")
    return not number or not client.registration_number or number == client.registration_number


def _difference(
    target: Client, kind: str, values: Mapping[str, str], tidy: Mapping[str, Any], people: Mapping[str, User | None]
) -> Decision:
    """Return what a row would change. Raises ClientArchived."""
    changed = {name for name, value in tidy.items() if getattr(target, name) != value}
    if "phone_extension" in changed:
        changed = changed - {"phone_extension"} | {"phone"}
    changes: dict[str, Any] = {name: values[name] for name in changed if name in values}
    if kind != target.type:
        changes["type"] = kind
    changes |= {name: person for name, person in people.items() if getattr(target, name) != person}
    if not changes:
        return Decision(RowOutcome.UNCHANGED, target)
    if target.status == ClientStatus.ARCHIVED:
        raise ClientArchived(field="name")
    return Decision(RowOutcome.UPDATE, target, changes)
