"""Factories of clients and contracts for tests of every app, made by crm's own services."""

from __future__ import annotations

import random
from itertools import count
from typing import TYPE_CHECKING, Any

from apps.common.actor import Actor
from apps.common.scope import SystemJob, system_scope
from apps.crm import services
from apps.crm.enums import ClientType

if TYPE_CHECKING:
    from apps.accounts.models import Organisation, User
    from apps.crm.models import Client, Contract

_numbers = count(1)

COMPANY = {
    "kpp": "770101001",
    "legal_address": "105005, Москва, улица Радио, 10",
    "signatory_post": "Генеральный директор",
    "signatory_name": "Орлов Пётр Иванович",
    "signatory_name_genitive": "Орлова Петра Ивановича",
    "signatory_basis": "Устава",
    "phone": "+7 495 510-56-17",
    "email": "office@example.test",
}
SOLE_TRADER = {"legal_address": "Владимир, улица Мира, 3", "phone": "+7 916 823-34-54"}
PERSON = {
    "legal_address": "Кольчугино, улица Победы, 7",
    "passport_series": "1709",
    "passport_number": "482913",
    "passport_issued_by": "ТП № 1 ОУФМС России по Владимирской области",
    "passport_issued_on": "2012-05-17",
    "passport_department": "330-012",
}
FOREIGN = {
    "country": "CN",
    "registration_number": "91440300MA5EXAMPLE",
    "legal_address": "Shenzhen, Nanshan District, Keyuan Road 15",
    "signatory_post": "Director",
    "signatory_name": "Li Wei",
    "signatory_basis": "Articles of Association",
}


def company_inn(number: int) -> str:
    """Return a valid INN of a legal entity."""
    body = f"77{number:07}"
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    return body + str(sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11 % 10)


def person_inn(number: int) -> str:
    """Return a valid INN of a person."""
    body = f"33{number:08}"
    for weights in ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)):
        body += str(sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11 % 10)
    return body


def ogrn(number: int) -> str:
    """Return a valid OGRN."""
    body = f"12577{number:07}"
    return body + str(int(body) % 11 % 10)


def ogrnip(number: int) -> str:
    """Return a valid OGRNIP."""
    body = f"32633{number:09}"
    return body + str(int(body) % 13 % 10)


def account_number(bic: str, start: str = "407028100", seed: int = 1) -> str:
    """Return a valid settlement account in the bank of this BIC."""
    body = f"{start}{random.Random(seed).randrange(10**11):011}"
    for digit in "0123456789":
        number = body[:8] + digit + body[9:]
        total = sum(int(d) * (7, 1, 3)[i % 3] % 10 for i, d in enumerate(bic[6:] + number))
        if total % 10 == 0:
            return number
    raise AssertionError


def make_client(organisation: Organisation, kind: ClientType = ClientType.LEGAL_ENTITY, **values: Any) -> Client:
    """Make a client with every requisite a contract needs."""
    number = next(_numbers)
    fitting: dict[ClientType, dict[str, str]] = {
        ClientType.LEGAL_ENTITY: COMPANY | {"inn": company_inn(number), "ogrn": ogrn(number)},
        ClientType.SOLE_TRADER: SOLE_TRADER | {"inn": person_inn(number), "ogrn": ogrnip(number)},
        ClientType.PERSON: PERSON,
        ClientType.FOREIGN_COMPANY: FOREIGN,
    }
    with system_scope(SystemJob.MAINTENANCE):
        return services.create_client(
            by=Actor.job("factory", organisation.pk),
            type=kind,
            **({"name": f"Client {number}"} | fitting[kind] | values),
        )


def make_contract(client: Client, *, registered: bool = True, **terms: Any) -> Contract:
    """Make a contract with the organisation's main legal entity, registered unless asked otherwise."""
    by = Actor.job("factory", client.organisation_id)
    with system_scope(SystemJob.MAINTENANCE):
        contract = services.create_contract(by=by, client=client, **({"tariff_rate": "5.1"} | terms))
        return services.register_contract(contract, by=by, version=1) if registered else contract


def bind_user(user: User, client: Client) -> None:
    """Bind a client user to a client."""
    with system_scope(SystemJob.MAINTENANCE):
        services.bind_client_user(user, by=Actor.job("factory", client.organisation_id), client=client)
