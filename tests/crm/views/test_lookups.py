"""Suggestions as fragments: what is offered, told, filled; the contract form that asks for a word."""
# ruff: noqa: F811 - pytest gives fixtures by the names they are imported under

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from apps.accounts.models import LegalEntity
from apps.audit.models import AuditRecord
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm.models import Client, Contract
from local_servers import dadata_register as register
from tests.crm.factories import make_client
from tests.crm.registry import dadata, give_key  # noqa: F401 - a fixture
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation, User
    from local_servers.dadata import Dadata
    from tests.browser import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(organisation: Organisation, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(make_user(organisation, Role.MANAGER, language="en"))


def _fills(answer: Any) -> list[dict[str, str]]:
    return [json.loads(html.unescape(raw)) for raw in re.findall(r'data-fill="([^"]*)"', answer.content.decode())]


def _entity() -> str:
    with system_scope(SystemJob.MAINTENANCE):
        return str(LegalEntity.objects.get().uid)


def _party(browser: Browser, text: str, field: str = "inn") -> Any:
    return browser.get(reverse("crm:lookup_party"), {"field": field, field: text, "type": "legal_entity"})


def test_an_inn_offers_the_company_and_fills_the_whole_card(browser: Browser, dadata: Dadata) -> None:
    answer = _party(browser, "7701000019")
    (fill,) = _fills(answer)
    assert (answer.status_code, fill["type"], fill["kpp"], fill["signatory_name"]) == (
        200,
        "legal_entity",
        "770101001",
        "Тестова Анна Петровна",
    )
    assert "The check digit is right." in answer.content.decode()


def test_the_form_filled_from_the_register_makes_a_client_that_lacks_nothing_for_a_contract(
    browser: Browser, dadata: Dadata
) -> None:
    (fill,) = _fills(_party(browser, "пример майн", "name"))
    assert browser.post(reverse("crm:client_new"), fill).status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        client = Client.objects.get()
    assert (client.inn, client.register_state, client.signatory_basis) == ("7701000019", "active", "Устава")
    page = browser.get(reverse("crm:client", args=[client.uid])).content.decode()
    assert ("A contract still needs" in page, "In the register" in page) == (False, True)


def test_an_own_client_of_the_same_inn_and_a_liquidated_company_are_told(
    browser: Browser, dadata: Dadata, organisation: Organisation
) -> None:
    inn = register.company_inn(8)
    twin = make_client(organisation, name="Twin", inn=inn)
    text = _party(browser, inn).content.decode()
    assert (reverse("crm:client", args=[twin.uid]) in text, "Liquidated" in text) == (True, True)


@pytest.mark.parametrize(
    ("key", "fault", "sentence"),
    [
        ("", 0, "DaData is not connected: an administrator enters its key in the settings."),
        ("wrong", 0, "DaData refuses our key. Ask an administrator to check it; fill the card by hand meanwhile."),
        (None, 500, "DaData does not answer now. Fill the card by hand or try again later."),
        (None, 429, "Too many requests to DaData at once. Wait a few seconds and type on."),
    ],
)
def test_what_goes_wrong_is_told_in_words_and_the_page_stays(
    browser: Browser, dadata: Dadata, organisation: Organisation, key: str | None, fault: int, sentence: str
) -> None:
    if key is not None:
        give_key(organisation, key)
    dadata.fault = fault
    answer = _party(browser, "7701000019")
    assert (answer.status_code, sentence in answer.content.decode(), _fills(answer)) == (200, True, [])


def test_what_the_register_does_not_know_is_told(browser: Browser, dadata: Dadata) -> None:
    assert "The register does not know this INN." in _party(browser, "7707083893").content.decode()


def test_a_bic_fills_bank_and_correspondent_account(browser: Browser, dadata: Dadata) -> None:
    answer = browser.get(reverse("crm:lookup_bank"), {"field": "account_bic", "account_bic": "044525901"})
    account = register.banks()[0]["data"]["correspondent_account"]
    assert _fills(answer) == [
        {
            "account_bank_name": "ПАО УЧЕБНЫЙ БАНК",
            "account_bic": "044525901",
            "account_correspondent_account": account,
        }
    ]
    wrong = browser.get(reverse("crm:lookup_bank"), {"field": "bic", "bic": "12"}).content.decode()
    assert ('id="check-bic"' in wrong, "tone-red" in wrong) == (True, True)


def test_addresses_and_passport_offices_are_offered(browser: Browser, dadata: Dadata) -> None:
    address = browser.get(reverse("crm:lookup_address"), {"field": "value", "value": "казань декабристов"})
    assert all(list(fill) == ["value"] for fill in _fills(address))
    assert len(_fills(address)) == 10
    asked = {"field": "passport_department", "passport_department": "330-012"}
    (office,) = _fills(browser.get(reverse("crm:lookup_issuer"), asked))
    assert office["passport_issued_by"] == "ТП № 1 ОУФМС РОССИИ ПО ВЛАДИМИРСКОЙ ОБЛАСТИ"


def test_a_checked_client_that_is_liquidated_is_shown_and_needs_a_word_before_a_contract(
    browser: Browser, dadata: Dadata, organisation: Organisation
) -> None:
    client = make_client(organisation, inn=register.company_inn(8), kpp="")
    browser.post(reverse("crm:client_register", args=[client.uid]))
    page = browser.get(reverse("crm:client", args=[client.uid])).content.decode()
    assert "The register says of this client: «Liquidated»." in page
    url = reverse("crm:contract_new", args=[client.uid])
    terms = {
        "tariff_rate": "5,1", "tariff_currency": "RUB", "tariff_unit": "kwh", "vat_mode": "included",
        "type": "hosting",
        "legal_entity": _entity(),
    }  # fmt: skip
    refused = browser.post(url, terms)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["register_accepted"])
    with system_scope(SystemJob.MAINTENANCE):
        assert Contract.objects.count() == 0
    assert browser.post(url, terms | {"register_accepted": "liquidated"}).status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        assert Contract.objects.get().register_accepted == "liquidated"
        record = AuditRecord.objects.get(action="crm.contract.create")
        assert "liquidated" in record.changes


def test_a_draft_of_a_client_that_was_liquidated_since_is_registered_only_with_a_word(
    browser: Browser, dadata: Dadata, organisation: Organisation
) -> None:
    client = make_client(organisation)
    url = reverse("crm:contract_new", args=[client.uid])
    browser.post(
        url,
        {"tariff_rate": "5", "tariff_currency": "RUB", "tariff_unit": "kwh", "vat_mode": "none", "type": "hosting",
         "legal_entity": _entity()},
    )  # fmt: skip
    with system_scope(SystemJob.MAINTENANCE):
        Client.objects.update(register_state="bankrupt")
        contract = Contract.objects.get()
    step = reverse("crm:contract_step", args=[contract.uid, "register"])
    assert 'value="bankrupt"' in browser.get(reverse("crm:contract", args=[contract.uid])).content.decode()
    for accepted, status in (("", "draft"), ("bankrupt", "active")):
        browser.post(step, {"version": "1", "register_accepted": accepted})
        with system_scope(SystemJob.MAINTENANCE):
            assert Contract.objects.get().status == status
