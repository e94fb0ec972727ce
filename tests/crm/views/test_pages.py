"""Pages of crm: what a person sees, types and gets."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.audit.models import AuditRecord
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm.enums import ClientType, ContractStatus
from apps.crm.models import BankAccount, Client, Contact, Contract, Document
from tests.crm.factories import company_inn, make_client, make_contract
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.test import Client as Browser

    from apps.accounts.models import Organisation, User

pytestmark = pytest.mark.django_db
BIC = "044525974"
ACCOUNT = "40702810400000000017"
NEW = {
    "type": "legal_entity",
    "inn": "7707083893",
    "name": "ООО «Вектор»",
    "contact_name": "Анна Климова",
    "contact_phone": "8 (495) 510-56-17",
    "account_bank_name": "АО «ТБанк»",
    "account_bic": BIC,
    "account_settlement_account": ACCOUNT,
    "account_correspondent_account": "30101810145250000974",
}


@pytest.fixture
def browser(organisation: Organisation, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(make_user(organisation, Role.MANAGER))


def _post(browser: Browser, url: str, **values: str) -> HttpResponse:
    values.setdefault("_idempotency_key", f"key-{len(values)}-{abs(hash(tuple(sorted(values.items()))))}")
    return browser.post(url, values)  # type: ignore[return-value]  # the test client's own response type


def _text(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_new_client_is_entered_on_one_page_with_contact_and_account(browser: Browser) -> None:
    response = _post(browser, reverse("crm:client_new"), **NEW)
    with system_scope(SystemJob.MAINTENANCE):
        client = Client.objects.get()
        assert (response.status_code, response["Location"]) == (302, reverse("crm:client", args=[client.uid]))
        assert (client.inn, client.manager is not None) == ("7707083893", True)
        assert list(Contact.objects.values_list("phone", "is_main")) == [("+74955105617", True)]
        assert [account.settlement_account for account in BankAccount.objects.all()] == [ACCOUNT]


def test_wrong_requisites_are_told_at_their_fields_and_what_was_typed_stays(browser: Browser) -> None:
    wrong = {"inn": "7707083894", "account_settlement_account": "40702810400000000018", "contact_phone": "12"}
    response = _post(browser, reverse("crm:client_new"), **(NEW | wrong))
    form = response.context["form"]  # type: ignore[attr-defined]  # the test client's own response
    assert (response.status_code, sorted(form.errors)) == (
        422,
        ["account_settlement_account", "contact_phone", "inn"],
    )
    assert 'value="7707083894"' in _text(response)
    with system_scope(SystemJob.MAINTENANCE):
        assert (Client.objects.count(), AuditRecord.objects.filter(action__startswith="crm.").count()) == (0, 0)


def test_a_client_that_is_there_is_refused_at_the_inn(browser: Browser, organisation: Organisation) -> None:
    make_client(organisation, inn="7707083893", name="ООО «Первый»")
    response = _post(browser, reverse("crm:client_new"), **NEW)
    form = response.context["form"]  # type: ignore[attr-defined]  # the test client's own response
    assert (response.status_code, "ООО «Первый»" in form.errors["inn"][0]) == (422, True)


@pytest.mark.parametrize(("inn", "tone"), [("7707083893", "tone-green"), ("7707083894", "tone-red"), ("", "")])
def test_the_inn_is_judged_while_it_is_typed(browser: Browser, inn: str, tone: str) -> None:
    response = browser.get(reverse("crm:client_check"), {"field": "inn", "type": "legal_entity", "inn": inn})
    found = re.search(r"tone-\w+", response.content.decode())
    assert (found[0] if found else "") == tone


def test_a_client_that_is_there_is_named_while_its_inn_is_typed(browser: Browser, organisation: Organisation) -> None:
    make_client(organisation, inn="7707083893", name="ООО «Первый»")
    response = browser.get(reverse("crm:client_check"), {"field": "inn", "type": "legal_entity", "inn": "7707083893"})
    assert "ООО «Первый»" in response.content.decode()


@pytest.mark.parametrize("kind", list(ClientType))
def test_the_card_of_every_kind_of_client_shows(browser: Browser, organisation: Organisation, kind: ClientType) -> None:
    client = make_client(organisation, kind, name="Зимин Олег Павлович")
    make_contract(client)
    response = browser.get(reverse("crm:client", args=[client.uid]))
    text = response.content.decode()
    assert (response.status_code, "Зимин Олег Павлович" in text, "ТКС-ОМИ-1-" in text) == (200, True, True)
    # A passport is never on the page by itself.
    assert "482913" not in text


def test_a_fact_is_edited_in_place_and_a_wrong_one_told_beside_it(browser: Browser, organisation: Organisation) -> None:
    client = make_client(organisation)
    url = reverse("crm:client_field", args=[client.uid, "kpp"])
    assert 'name="value"' in browser.get(url).content.decode()
    wrong = _post(browser, url, value="12", version="1")
    assert (wrong.status_code, 'value="12"' in wrong.content.decode()) == (422, True)
    right = _post(browser, url, value="770201002", version="1")
    assert (right.status_code, "770201002" in right.content.decode()) == (200, True)
    stale = _post(browser, url, value="770301003", version="1")
    assert stale.status_code == 422
    with system_scope(SystemJob.MAINTENANCE):
        assert Client.objects.get(pk=client.pk).kpp == "770201002"


def test_the_genitive_is_suggested_editable_and_forgotten_with_the_signatory(
    browser: Browser, organisation: Organisation
) -> None:
    client = make_client(organisation, signatory_name="Соболев Павел Ильич", signatory_name_genitive="")
    card, url = (reverse("crm:client", args=[client.uid]), reverse("crm:client_field", args=[client.uid, "X"]))
    assert "Соболева Павла Ильича" in browser.get(card).content.decode()
    genitive, name = (url.replace("/X/", f"/{one}/") for one in ("signatory_name_genitive", "signatory_name"))
    assert 'value="Соболева Павла Ильича"' in browser.get(genitive).content.decode()
    _post(browser, genitive, value="Соболева П. И.", version="1")
    assert "Соболева П. И." in browser.get(card).content.decode()
    after = _post(browser, name, value="Климова Анна Сергеевна", version="2").content.decode()
    assert ("Соболева П. И." in after, "Климовой Анны Сергеевны" in after) == (False, True)


def test_the_kind_of_a_client_is_changed_in_place_together_with_its_requisites(
    browser: Browser, organisation: Organisation
) -> None:
    client = make_client(organisation)
    address = f"/clients/{client.uid}/fields/type/"
    assert 'name="ogrn"' in browser.get(address).content.decode()
    typed = {"value": "sole_trader", "inn": client.inn, "kpp": "", "ogrn": "", "country": "RU"}
    refused = browser.post(address, typed | {"version": client.version})
    assert (refused.status_code, 'role="alert"' in refused.content.decode()) == (422, True)
    inn = "500100732259"
    answer = browser.post(address, typed | {"inn": inn, "version": client.version})
    assert (answer.status_code, answer["Location"]) == (302, f"/clients/{client.uid}/")
    with system_scope(SystemJob.MAINTENANCE):
        client.refresh_from_db()
    assert (client.type, client.inn, client.kpp) == ("sole_trader", inn, "")


def test_a_fact_the_kind_of_client_does_not_have_is_not_found(browser: Browser, organisation: Organisation) -> None:
    client = make_client(organisation, ClientType.PERSON)
    assert browser.get(reverse("crm:client_field", args=[client.uid, "kpp"])).status_code == 404


def test_a_contact_is_added_changed_and_removed_in_its_panel(browser: Browser, organisation: Organisation) -> None:
    client = make_client(organisation)
    add = reverse("crm:contact_add", args=[client.uid])
    assert _post(browser, add, name="", phone="1").status_code == 422
    assert "Анна" in _text(_post(browser, add, name="Анна", phone="+7 916 823-34-54"))
    with system_scope(SystemJob.MAINTENANCE):
        contact = Contact.objects.get()
    edit = reverse("crm:contact_edit", args=[contact.uid])
    assert "+7 916 823-34-54" in _text(browser.get(edit))  # type: ignore[arg-type]
    assert "Инженер" in _text(_post(browser, edit, name="Анна", position="Инженер", version="1"))
    assert "Анна" not in _text(_post(browser, reverse("crm:contact_remove", args=[contact.uid])))


def test_an_account_is_added_in_its_panel_and_a_second_time_refused(
    browser: Browser, organisation: Organisation
) -> None:
    client = make_client(organisation)
    add = reverse("crm:account_add", args=[client.uid])
    values = {"bank_name": "Банк", "bic": BIC, "settlement_account": ACCOUNT}
    assert ACCOUNT in _text(_post(browser, add, **values))
    again = _post(browser, add, **values, _idempotency_key="again")
    assert again.status_code == 422


def test_showing_a_passport_is_recorded(browser: Browser, organisation: Organisation) -> None:
    client = make_client(organisation, ClientType.PERSON)
    response = _post(browser, reverse("crm:client_passport_reveal", args=[client.uid]))
    assert ("482913" in response.content.decode(), response["Cache-Control"]) == (True, "no-store")
    with system_scope(SystemJob.MAINTENANCE):
        assert AuditRecord.objects.filter(action="crm.client.read", subject_key=str(client.uid)).count() == 1


def test_a_contract_is_registered_and_its_document_downloaded(browser: Browser, organisation: Organisation) -> None:
    client = make_client(organisation)
    values = {
        "tariff_rate": "5,10", "tariff_currency": "RUB", "tariff_unit": "kwh", "vat_mode": "included",
        "type": "hosting", "max_power_kw": "140", "signed_on": "2026-03-20", "register": "1",
    }  # fmt: skip
    with system_scope(SystemJob.MAINTENANCE):
        entity = organisation_entity(organisation)
    response = _post(browser, reverse("crm:contract_new", args=[client.uid]), **values, legal_entity=entity)
    with system_scope(SystemJob.MAINTENANCE):
        contract, document = Contract.objects.get(), Document.objects.get()
    assert (response.status_code, contract.number) == (302, "ТКС-ОМИ-1-26Ю")
    page = browser.get(response["Location"])
    assert (page.status_code, reverse("crm:document", args=[document.uid]) in page.content.decode()) == (200, True)
    file = browser.get(reverse("crm:document", args=[document.uid]))
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(file.content)).namelist()
    assert "filename*=UTF-8''" in file["Content-Disposition"]


def organisation_entity(organisation: Organisation) -> str:
    from apps.accounts.models import LegalEntity  # noqa: PLC0415 - one use

    return str(LegalEntity.objects.get(organisation=organisation).uid)


def test_a_step_without_its_reason_changes_nothing(browser: Browser, organisation: Organisation) -> None:
    contract = make_contract(make_client(organisation))
    _post(browser, reverse("crm:contract_step", args=[contract.uid, "void"]), version="2")
    with system_scope(SystemJob.MAINTENANCE):
        assert Contract.objects.get().status == ContractStatus.ACTIVE
    _post(browser, reverse("crm:contract_step", args=[contract.uid, "suspend"]), version="2", reason="Debt")
    with system_scope(SystemJob.MAINTENANCE):
        assert Contract.objects.get().status == ContractStatus.SUSPENDED


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("Полюс", 1),
        ("770708", 1),
        ("916 823", 1),
        ("8 916 823-34-54", 1),
        ("Климова", 1),
        ("ТКС-ОМИ-1-", 1),
        ("нет", 0),
    ],
)
def test_clients_are_found_by_name_number_phone_contact_and_contract(
    browser: Browser, organisation: Organisation, text: str, hits: int
) -> None:
    client = make_client(
        organisation,
        name="ООО «Полюс»",
        inn="7707083893",
        contact={"name": "Анна Климова", "phone": "+7 916 823-34-54"},
    )
    make_contract(client)
    make_client(organisation, name="ООО «Другой»", inn=company_inn(77))
    response = browser.get(reverse("crm:clients"), {"q": text})
    assert len(response.context["page_obj"].rows) == hits


def test_the_list_of_clients_asks_the_same_number_of_queries_however_many_there_are(
    browser: Browser, organisation: Organisation
) -> None:
    counts = []
    for more in (1, 11):
        for _ in range(more):
            make_contract(make_client(organisation, contact={"name": "Анна"}))
        browser.get(reverse("crm:clients"))
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("crm:clients"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.ACCOUNTANT, {"clients": 200, "client_new": 403, "contracts": 200}),
        (Role.WAREHOUSE, {"clients": 200, "client_new": 403, "contracts": 200}),
        (Role.DRIVER, {"clients": 403, "client_new": 403, "contracts": 403}),
        (Role.CLIENT_ADMIN, {"clients": 403, "client_new": 403, "contracts": 403}),
        (Role.BROKER, {"clients": 403, "client_new": 403, "contracts": 403}),
    ],
)
def test_the_pages_open_by_the_matrix(
    organisation: Organisation, signed_in: Callable[[User], Browser], role: Role, expected: dict[str, int]
) -> None:
    browser = signed_in(make_user(organisation, role))
    assert {name: browser.get(reverse(f"crm:{name}")).status_code for name in expected} == expected


def test_bank_accounts_are_not_shown_to_site_staff(
    organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    account = {"bank_name": "Банк", "bic": BIC, "settlement_account": ACCOUNT}
    client = make_client(organisation, account=account)
    url = reverse("crm:client", args=[client.uid])
    shown = {
        role: ACCOUNT in signed_in(make_user(organisation, role)).get(url).content.decode()
        for role in (Role.ACCOUNTANT, Role.WAREHOUSE, Role.TECHNICIAN)
    }
    assert shown == {Role.ACCOUNTANT: True, Role.WAREHOUSE: False, Role.TECHNICIAN: False}


def test_a_client_of_another_organisation_is_not_found(browser: Browser, other_organisation: Organisation) -> None:
    client = make_client(other_organisation)
    contract = make_contract(client)
    statuses = [
        browser.get(reverse("crm:client", args=[client.uid])).status_code,
        browser.get(reverse("crm:contract", args=[contract.uid])).status_code,
        _post(browser, reverse("crm:contract_step", args=[contract.uid, "end"]), version="2").status_code,
    ]
    assert statuses == [404, 404, 404]


def test_a_term_of_a_draft_is_edited_in_place_and_of_a_registered_contract_only_what_is_no_term(
    browser: Browser, organisation: Organisation
) -> None:
    draft = make_contract(make_client(organisation), registered=False)
    url = reverse("crm:contract_term", args=[draft.uid, "pools"])
    assert "<textarea" in _text(browser.get(url))  # type: ignore[arg-type]
    wrong = _post(browser, url, pools="no host", version="1")
    assert (wrong.status_code, "no host" in _text(wrong)) == (422, True)
    assert "btc.viabtc.com" in _text(_post(browser, url, pools="stratum+tcp://btc.viabtc.com:3333", version="1"))
    registered = make_contract(make_client(organisation))
    answers = {
        name: browser.get(reverse("crm:contract_term", args=[registered.uid, name])).status_code
        for name in ("tariff_rate", "note", "manager", "status")
    }
    assert answers == {"tariff_rate": 404, "note": 200, "manager": 200, "status": 404}


def test_the_main_contact_is_switched_by_one_press(browser: Browser, organisation: Organisation) -> None:
    client = make_client(organisation, contact={"name": "Анна"})
    _post(browser, reverse("crm:contact_add", args=[client.uid]), name="Олег")
    with system_scope(SystemJob.MAINTENANCE):
        second = Contact.objects.get(name="Олег")
    assert _post(browser, reverse("crm:contact_main", args=[second.uid]), version="1").status_code == 200
    with system_scope(SystemJob.MAINTENANCE):
        assert list(Contact.objects.filter(is_main=True).values_list("name", flat=True)) == ["Олег"]


def test_two_cards_are_compared_merged_and_the_old_address_leads_on(
    browser: Browser, organisation: Organisation
) -> None:
    old = make_client(organisation, name="ООО «Полюс»", phone="+7 495 000-00-07")
    new = make_client(organisation, name="ООО «Полюс»", phone="")
    url = f"{reverse('crm:client_merge', args=[old.uid])}?with={new.uid}"
    page = _text(browser.get(url))  # type: ignore[arg-type]
    assert 'name="take_phone" value="source" checked' in page
    stale = _post(browser, url, version="9", into_version="1", take_phone="source")
    assert stale.status_code == 422
    done = _post(browser, url, version="1", into_version="1", take_phone="source", _idempotency_key="again")
    assert (done.status_code, done["Location"]) == (302, reverse("crm:client", args=[new.uid]))
    moved = browser.get(reverse("crm:client", args=[old.uid]))
    assert (moved.status_code, moved["Location"]) == (302, reverse("crm:client", args=[new.uid]))
    assert "+7 495 000-00-07" in _text(browser.get(moved["Location"]))  # type: ignore[arg-type]
