"""Documents: complete, kept as issued, made again with the same bytes."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction

from apps.common import files
from apps.common.errors import AccessDenied
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.documents.engine import text_of
from apps.crm.enums import ClientType
from apps.crm.exceptions import RequisitesMissing, TransitionRefused
from apps.crm.models import Document
from apps.crm.services import add_bank_account, make_again, make_contract_document, read_document, void_contract
from tests.crm.factories import account_number, make_client, make_contract

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from apps.crm.models import Client

pytestmark = pytest.mark.django_db
_TERMS: dict[str, Any] = {"signed_on": date(2026, 11, 20), "max_power_kw": "140", "availability_percent": "98.5"}


@pytest.mark.parametrize(
    ("kind", "name", "sentences"),
    [
        (
            ClientType.LEGAL_ENTITY,
            "ООО «Полюс & Ко»",
            (
                (
                    "ООО «Полюс & Ко», именуемое в дальнейшем «Заказчик», в лице генерального директора Орлова Петра "
                    "Ивановича, действующего на основании Устава, с другой стороны"
                ),
                "запись",
            ),
        ),
        (
            ClientType.SOLE_TRADER,
            "Климова Анна Сергеевна",
            ("индивидуальный предприниматель Климова Анна Сергеевна, именуемая в дальнейшем «Заказчик», действующая",),
        ),
        (
            ClientType.PERSON,
            "Зимин Олег Павлович",
            (
                (
                    "Зимин Олег Павлович, паспорт 1709 482913, выдан ТП № 1 ОУФМС России по Владимирской области "
                    "17.05.2012, код подразделения 330-012, место жительства: Кольчугино, улица Победы, 7, именуемый"
                ),
                "по правилам подсудности",
            ),
        ),
        (
            ClientType.FOREIGN_COMPANY,
            "Shenzhen Blue Ltd",
            (
                "компания Shenzhen Blue Ltd",
                "регистрационный номер 91440300MA5EXAMPLE",
                "представителя: Director Li Wei",
            ),
        ),
    ],
)
def test_the_contract_names_the_client_as_its_kind_demands(
    organisation: Organisation, manager: Actor, kind: ClientType, name: str, sentences: tuple[str, ...]
) -> None:
    values = {"registry_entry": "77-000123"} if kind is ClientType.LEGAL_ENTITY else {}
    contract = make_contract(make_client(organisation, kind, name=name, **values), **_TERMS)
    with scope(manager):
        text = text_of(read_document(make_contract_document(contract, by=manager), by=manager))
    missing = [sentence for sentence in sentences if sentence not in text]
    assert missing == []
    assert [mark for mark in ("{{", "{%", "None", "undefined") if mark in text] == []


def test_the_contract_shows_number_date_tariff_and_limits(manager: Actor, customer: Client) -> None:
    bic = "044525974"
    account = account_number(bic)
    with scope(manager):
        add_bank_account(
            customer,
            by=manager,
            bank_name="АО «Пример Банк»",
            bic=bic,
            settlement_account=account,
            correspondent_account="30101810145250000974",
        )
        contract = make_contract(customer, **_TERMS, ends_on=date(2027, 11, 19), tariff_rate="1234.5")
        text = text_of(read_document(make_contract_document(contract, by=manager), by=manager))
    wanted = (
        "№ ТКС-ОМИ-1-26Ю",
        "«20»\u00a0ноября 2026\u00a0г.",
        "1\u00a0234,50 руб. (Одна тысяча двести тридцать четыре рубля 50 копеек) за один киловатт-час",
        "Заявленная мощность составляет 140 кВт",
        "не менее 98,5 процента",
        "действует по «19»\u00a0ноября 2027\u00a0г. включительно",
        f"Р/с {account}",
        "К/с 30101810145250000974",
    )
    assert [piece for piece in wanted if piece not in text] == []


def test_an_issued_document_is_made_again_with_the_same_bytes(manager: Actor, customer: Client) -> None:
    contract = make_contract(customer, **_TERMS)
    with scope(manager):
        document = make_contract_document(contract, by=manager)
        issued = read_document(document, by=manager)
        assert (hashlib.sha256(issued).hexdigest(), make_again(document, by=manager)) == (document.sha256, issued)


def test_what_a_client_types_cannot_become_a_tag_or_markup(organisation: Organisation, manager: Actor) -> None:
    name = "ООО «{{ operator.inn }} <w:p/> {% if %}»"
    contract = make_contract(make_client(organisation, name=name), **_TERMS)
    with scope(manager):
        text = text_of(read_document(make_contract_document(contract, by=manager), by=manager))
    assert name in text


def test_a_draft_is_marked_as_a_project(manager: Actor, customer: Client) -> None:
    contract = make_contract(customer, registered=False)
    with scope(manager):
        text = text_of(read_document(make_contract_document(contract, by=manager), by=manager))
    assert text.startswith("ПРОЕКТ ДОГОВОРА ХОСТИНГА\n№ ____")


def test_missing_requisites_and_a_voided_contract_are_refused(organisation: Organisation, manager: Actor) -> None:
    bare = make_contract(make_client(organisation, kpp=""), registered=False)
    voided = make_contract(make_client(organisation))
    with scope(manager):
        with pytest.raises(RequisitesMissing):
            make_contract_document(bare, by=manager)
        void_contract(voided, by=manager, version=2, reason="Mistake")
        with pytest.raises(TransitionRefused):
            make_contract_document(voided, by=manager)
        assert Document.objects.count() == 0


def test_an_issued_document_never_changes_in_the_database(manager: Actor, customer: Client) -> None:
    contract = make_contract(customer)
    with scope(manager):
        document = make_contract_document(contract, by=manager)
    with system_scope(SystemJob.MAINTENANCE):
        with pytest.raises(DatabaseError), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(sha256="0" * 64)
        with pytest.raises(DatabaseError), transaction.atomic():
            Document.objects.filter(pk=document.pk).delete()


def test_its_values_lie_encrypted(organisation: Organisation, manager: Actor) -> None:
    contract = make_contract(make_client(organisation, ClientType.PERSON, name="Зимин Олег Павлович"))
    with scope(manager):
        document = make_contract_document(contract, by=manager)
        raw = Document.objects.extra(select={"raw": "input_data"}).values_list("raw", flat=True).get(pk=document.pk)
        assert (b"482913" in bytes(raw), "482913" in document.input_data) == (False, True)


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.WAREHOUSE, Role.CLIENT_ADMIN])
def test_who_may_not_read_documents_is_refused(
    actors: Mapping[Role, Actor], manager: Actor, customer: Client, role: Role
) -> None:
    contract = make_contract(customer)
    with scope(manager):
        document = make_contract_document(contract, by=manager)
    with scope(actors[role]), pytest.raises(AccessDenied):
        read_document(document, by=actors[role])
    assert files.read(document.file)[:2] == b"PK"
