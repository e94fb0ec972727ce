"""The parties of the golden texts: each kind of client with a contract and an addendum, none of it in a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from apps.crm.documents import examples
from apps.crm.documents.values import Subject
from apps.crm.enums import AddendumKind, ClientType, ContractStatus, DocumentKind, TariffUnit, VatMode
from apps.crm.models import Addendum, Client, Contact, Contract

_CLIENTS = {
    ClientType.LEGAL_ENTITY: Client(
        type=ClientType.LEGAL_ENTITY,
        name="Общество с ограниченной ответственностью «Полюс»",
        short_name="ООО «Полюс»",
        inn="7701000019",
        kpp="770101001",
        ogrn="1257700000128",
        legal_address="105005, Москва, улица Радио, 10",
        phone="+74955105617",
        email="office@example.test",
        signatory_post="Генеральный директор",
        signatory_name="Климова Анна Сергеевна",
        signatory_basis="Устава",
    ),
    ClientType.SOLE_TRADER: Client(
        type=ClientType.SOLE_TRADER,
        name="Зимина Ольга Павловна",
        inn="330612345619",
        ogrn="326330000012349",
        legal_address="Владимир, улица Мира, 3",
        phone="+79168233454",
        registry_entry="М-33-000456",
    ),
    ClientType.PERSON: Client(
        type=ClientType.PERSON,
        name="Орлов Пётр Иванович",
        legal_address="Кольчугино, улица Победы, 7",
        passport_series="1709",
        passport_number="482913",
        passport_issued_by="ТП № 1 ОУФМС России по Владимирской области",
        passport_issued_on="2012-05-17",
        passport_department="330-012",
        birth_date="1986-03-02",
    ),
    ClientType.FOREIGN_COMPANY: Client(
        type=ClientType.FOREIGN_COMPANY,
        name="Shenzhen Blue Ltd",
        country="CN",
        registration_number="91440300MA5EXAMPLE",
        legal_address="Shenzhen, Nanshan District, Keyuan Road 15",
        signatory_post="Director",
        signatory_name="Li Wei",
        signatory_basis="Articles of Association",
    ),
}
# Each kind of client shows other conditions, so that every branch of the wording stands in a golden text.
_TERMS = {
    ClientType.LEGAL_ENTITY: {
        "tariff_rate": Decimal("5.1"),
        "max_power_kw": Decimal(140),
        "availability_percent": Decimal("98.5"),
        "ends_on": date(2027, 11, 30),
    },
    ClientType.SOLE_TRADER: {
        "tariff_rate": Decimal("4.8725"),
        "vat_mode": VatMode.NONE,
        "tariff_text": "Скидка десять процентов с января по март.",
    },
    ClientType.PERSON: {
        "tariff_rate": Decimal("1234.5"),
        "tariff_unit": TariffUnit.UNIT_MONTH,
        "vat_mode": VatMode.ON_TOP,
    },
    ClientType.FOREIGN_COMPANY: {
        "tariff_rate": Decimal(21),
        "tariff_currency": "CNY",
        "tariff_unit": TariffUnit.KW_MONTH,
        "max_power_kw": Decimal("2500.25"),
    },
}


def subject(kind: ClientType, document: DocumentKind) -> Subject:
    """Return the subject of a golden text."""
    example = examples.subject()
    contract = Contract(
        client=_CLIENTS[kind],
        legal_entity=example.contract.legal_entity,
        status=ContractStatus.ACTIVE,
        number="ТКС-ОМИ-12-26Ю",
        signed_on=date(2026, 11, 20),
        starts_on=date(2026, 12, 1),
        **_TERMS[kind],
    )
    is_registration = document == DocumentKind.REGISTRATION_ADDENDUM
    addendum = Addendum(
        contract=contract,
        kind=AddendumKind.REGISTRATION if is_registration else AddendumKind.CHANGE,
        number="2",
        signed_on=date(2026, 12, 15),
        effective_on=None if is_registration else date(2027, 1, 1),
        title="" if is_registration else "тариф и мощность",
        changes="" if is_registration else "Пункт 5.1: тариф 5,30 руб.\n\nПункт 2.3: 160 кВт.",
    )
    has_contact = kind in (ClientType.LEGAL_ENTITY, ClientType.FOREIGN_COMPANY)
    contact = Contact(name="Данилов Олег Игоревич") if has_contact and kind == ClientType.LEGAL_ENTITY else None
    account = example.account if kind in (ClientType.LEGAL_ENTITY, ClientType.SOLE_TRADER) else None
    return Subject(contract, account, contact, addendum)
