"""An invented contract: the list of variables with a value for each, and what a template is tried with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from apps.accounts.models import LegalEntity
from apps.crm.documents.values import Subject
from apps.crm.enums import ClientType, ContractStatus
from apps.crm.models import Addendum, BankAccount, Client, Contact, Contract


def subject() -> Subject:
    """Return the invented contract with an addendum; nothing of it is in the database."""
    contract = Contract(
        client=_client(),
        legal_entity=_operator(),
        status=ContractStatus.ACTIVE,
        number="ТКС-ОМИ-12-26Ю",
        signed_on=date(2026, 11, 20),
        starts_on=date(2026, 12, 1),
        ends_on=date(2027, 11, 30),
        tariff_rate=Decimal("5.10"),
        max_power_kw=Decimal(140),
        availability_percent=Decimal("98.5"),
    )
    return Subject(
        contract,
        BankAccount(
            bank_name="АО «Пример Банк»",
            bic="044525974",
            settlement_account="40702810400000000017",
            correspondent_account="30101810145250000974",
        ),
        Contact(name="Климова Анна Сергеевна"),
        Addendum(
            contract=contract,
            number="3",
            signed_on=date(2026, 12, 15),
            effective_on=date(2027, 1, 1),
            title="тариф",
            changes="Пункт 5.1 Договора изложить в новой редакции.",
        ),
    )


def _client() -> Client:
    """Return an invented client."""
    return Client(
        type=ClientType.LEGAL_ENTITY,
        name="Общество с ограниченной ответственностью «Пример»",
        short_name="ООО «Пример»",
        inn="7701000019",
        kpp="770101001",
        ogrn="1257700000128",
        legal_address="105005, Москва, улица Радио, 10",
        phone="+74955105617",
        email="office@example.test",
        signatory_post="Генеральный директор",
        signatory_name="Орлов Пётр Иванович",
        signatory_basis="Устава",
        registry_entry="М-77-000123",
    )


def _operator() -> LegalEntity:
    """Return an invented legal entity of the operator."""
    return LegalEntity(
        name="Общество с ограниченной ответственностью «Хостинг»",
        short_name="ООО «Хостинг»",
        inn="7707083893",
        kpp="770701001",
        ogrn="1027700132195",
        legal_address="г. Владимир, улица Мира, 1",
        signatory_post="Директор",
        signatory_name="Зимина Ольга Павловна",
        signatory_basis="Устава",
        registry_entry="О-33-000007",
        bank_name="АО «Пример Банк»",
        bic="044525974",
        settlement_account="40702810400000000017",
        correspondent_account="30101810145250000974",
    )
