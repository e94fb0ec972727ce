"""Contracts from a file: changed where number or identifier is known, else entered as drafts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import LegalEntity
from apps.common import access
from apps.common.errors import Invalid
from apps.common.imports.kinds import Decision
from apps.common.imports.mapping import Field
from apps.common.models import RowOutcome
from apps.common.pages.columns import Column
from apps.crm.enums import ClientStatus, ContractStatus, ContractType, RegisterState, TariffUnit, VatMode
from apps.crm.exceptions import ClientArchived, ClientNotSound, TermsFixed
from apps.crm.models import Contract
from apps.crm.permissions import CONTRACT_MANAGE, CONTRACT_PAGE
from apps.crm.rules import contract_fields
from apps.crm.selectors import contracts as selectors
from apps.crm.services.contracts import create_contract, update_contract
from apps.crm.services.importing import reading

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet, TextChoices

    from apps.accounts.models import User
    from apps.common.actor import Actor
    from apps.common.models import ImportRun
    from apps.crm.models import Client

_DAYS: Final = ("signed_on", "starts_on", "ends_on")
_LISTS: Final[dict[str, type[TextChoices]]] = {"type": ContractType, "tariff_unit": TariffUnit, "vat_mode": VatMode}
_TERMS: Final = (
    "type", *_DAYS, "tariff_rate", "tariff_currency", "tariff_unit", "tariff_text", "vat_mode", "max_power_kw",
    "availability_percent", "note",
)  # fmt: skip


@dataclass(slots=True)
class _Known:
    """What is known of a batch."""

    clients: reading.Clients
    managers: Mapping[str, User]
    entities: Mapping[str, LegalEntity]
    by_uid: dict[UUID, Contract] = field(default_factory=dict)
    by_number: dict[str, list[Contract]] = field(default_factory=lambda: defaultdict(list))
    drafts: dict[int, list[Contract]] = field(default_factory=lambda: defaultdict(list))

    def add(self, contract: Contract) -> None:
        """Take a contract in, in place of what was known of it."""
        self.by_uid[contract.uid] = contract
        if contract.number:
            others = [one for one in self.by_number[contract.number] if one.pk != contract.pk]
            self.by_number[contract.number] = [*others, contract]
        elif contract.status == ContractStatus.DRAFT:
            others = [one for one in self.drafts[contract.client_id] if one.pk != contract.pk]
            self.drafts[contract.client_id] = [*others, contract]


class ContractImporter:
    """Contracts; a number is never given by a file, since numbers have no gap."""

    key = "contracts"
    title = _("Contracts")
    permission = CONTRACT_MANAGE
    export_permission = CONTRACT_PAGE
    fields = (
        *reading.client_fields_of_reference(),
        Field("number", _("Number"), ("номер договора", "договор", "contract", "合同编号")),
        Field("type", _("Type"), ("тип договора", "вид")),
        Field("signed_on", _("Date of the contract"), ("дата", "дата договора", "date", "签订日期")),
        Field("starts_on", _("Starts"), ("дата начала", "действует с", "开始日期")),
        Field("ends_on", _("Ends"), ("дата окончания", "действует до", "结束日期")),
        Field("tariff_rate", _("Tariff"), ("цена", "ставка", "price", "rate", "单价")),
        Field("tariff_currency", _("Currency"), ("валюта",)),
        Field("tariff_unit", _("Tariff unit"), ("единица", "за что", "unit")),
        Field("tariff_text", _("Agreed in words"), ("тариф словами",)),
        Field("vat_mode", _("VAT"), ("ндс",)),
        Field("max_power_kw", _("Declared maximum power, kW"), ("мощность", "power", "功率")),
        Field("availability_percent", _("Agreed availability, %"), ("доступность", "sla")),
        Field("legal_entity", _("INN of the own legal entity"), ("инн оператора", "наша организация")),
        Field("manager", _("Manager"), ("ответственный", "менеджер", "客户经理")),
        Field("note", _("Note"), ("комментарий", "примечание", "comment", "备注")),
        Field("uid", _("Identifier"), ("id",)),
    )

    def prepare(self, by: Actor, rows: Sequence[reading.Row]) -> _Known:
        """Read the clients and contracts that the rows may mean."""
        clients = reading.known_clients(
            by, rows, inn_column="client_inn", uid_column="client_uid", name_column="client"
        )
        entities = {
            one.inn: one for one in LegalEntity.objects.filter(organisation_id=by.tenant_id).order_by("is_main")
        }
        known = _Known(clients, reading.known_managers(by), entities)
        numbers = {row.get("number", "") for row in rows} - {""}
        ids = [one.pk for one in clients.by_uid.values()]
        wanted = Q(number__in=numbers) | Q(uid__in=reading.uids(rows, "uid"))
        wanted |= Q(client_id__in=ids, status=ContractStatus.DRAFT)
        all_ = Contract.objects.select_related("client", "manager", "legal_entity").filter(wanted)
        for contract in access.narrow(by, CONTRACT_MANAGE, all_):
            known.add(contract)
        return known

    def decide(self, by: Actor, row: reading.Row, known: _Known) -> Decision:
        """Return whether a contract is new, changed or as it was. Raises DomainError."""
        terms = _terms(row)
        tidy, refusals = contract_fields.clean(terms)
        if refusals:
            raise refusals[0]
        people = _people(row, known)
        target = _target(row, known)
        if target is None:
            client = known.clients.named(row)
            twin = next((one for one in known.drafts[client.pk] if not _changed(one, tidy | people)), None)
            if twin is not None:
                return Decision(RowOutcome.UNCHANGED, twin)
            _refuse_client(client)
            return Decision(RowOutcome.CREATE, client, terms | people)
        changed = _changed(target, tidy | people)
        if not changed:
            return Decision(RowOutcome.UNCHANGED, target)
        fixed = changed - contract_fields.FREE_FIELDS - {"manager"}
        if target.status != ContractStatus.DRAFT and fixed:
            raise TermsFixed(field=min(fixed))
        return Decision(RowOutcome.UPDATE, target, {name: (terms | people)[name] for name in changed})

    def marks(self, row: reading.Row) -> set[str]:
        """Return one mark for all: the rows are written one after another, as any may mean the one before."""
        return {self.key}

    def apply(self, by: Actor, decisions: Sequence[Decision], known: _Known) -> list[UUID]:
        """Add or change them one by one."""
        return [self._apply(by, decision, known) for decision in decisions]

    def _apply(self, by: Actor, decision: Decision, known: _Known) -> UUID:
        """Make a draft or change a contract."""
        if decision.outcome == RowOutcome.CREATE:
            contract = create_contract(by=by, client=decision.target, **dict[str, Any](decision.values))
        else:
            target: Contract = decision.target
            contract = update_contract(target, by=by, version=target.version, changes=decision.values)
        known.add(contract)
        return contract.uid

    def note(self, by: Actor, run: ImportRun | None, action: str, facts: Mapping[str, Any]) -> None:
        """Write to the record."""
        reading.note(by, run, action, facts, "contracts_file")

    def columns(self) -> list[Column]:
        """Return the columns of the export."""
        special: dict[str, Any] = {
            "client": lambda row: row.client.name,
            "client_inn": lambda row: row.client.inn,
            "client_kpp": lambda row: row.client.kpp,
            "client_uid": lambda row: str(row.client.uid),
            "type": lambda row: row.get_type_display(),
            "tariff_unit": lambda row: row.get_tariff_unit_display(),
            "vat_mode": lambda row: row.get_vat_mode_display(),
            "tariff_rate": lambda row: row.shown_rate,
            "legal_entity": lambda row: row.legal_entity.inn,
            "manager": lambda row: row.manager and row.manager.email,
            "uid": lambda row: str(row.uid),
        }
        return [Column(one.name, one.title, special.get(one.name)) for one in self.fields]

    def rows(self, actor: Actor) -> QuerySet[Contract]:
        """Return the contracts in reach."""
        return selectors.contracts(actor).select_related("legal_entity").order_by("id")


def _terms(row: reading.Row) -> dict[str, Any]:
    """Return the terms a row brings. Raises Invalid."""
    terms: dict[str, Any] = reading.given(row, _TERMS)
    for name, choices in _LISTS.items():
        if name in terms:
            terms[name] = reading.choice(terms[name], choices, name)
    for name in _DAYS:
        if name in terms:
            terms[name] = reading.day(terms[name])
    if "tariff_currency" in terms:
        terms["tariff_currency"] = terms["tariff_currency"].upper()
    return terms


def _people(row: reading.Row, known: _Known) -> dict[str, Any]:
    """Return manager and own legal entity a row names. Raises Invalid."""
    people: dict[str, Any] = {}
    if row.get("manager"):
        people["manager"] = reading.manager(row["manager"], known.managers)
    if text := reading.inn(row.get("legal_entity", "")):
        entity = known.entities.get(text)
        if entity is None:
            raise Invalid(_("No legal entity of ours has this INN."), field="legal_entity")
        people["legal_entity"] = entity
    return people


def _target(row: reading.Row, known: _Known) -> Contract | None:
    """Return the contract that a row means, None for a new draft. Raises Invalid."""
    if text := row.get("uid", ""):
        found = known.by_uid.get(reading.uid(text, "uid"))
        if found is None:
            raise Invalid(_("There is no such contract."), field="uid")
        return found
    number = row.get("number", "")
    if not number:
        return None
    same = known.by_number.get(number, [])
    if len(same) > 1:
        raise Invalid(_("Several contracts have this number. Name the identifier."), field="number")
    if not same:
        raise Invalid(_("There is no contract of this number. Leave it empty to enter a draft."), field="number")
    return same[0]


def _changed(contract: Contract, tidy: Mapping[str, Any]) -> set[str]:
    """Return the names of what differs."""
    return {name for name, value in tidy.items() if getattr(contract, name) != value}


def _refuse_client(client: Client) -> None:
    """Refuse a client with whom no contract is made by a file."""
    if client.status == ClientStatus.ARCHIVED:
        raise ClientArchived(field="client_inn")
    if not client.is_sound:
        raise ClientNotSound(field="client_inn", state=RegisterState(client.register_state).label)
