"""The API of crm: the same services, problems with code and field, own rows only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm.enums import ClientType
from apps.crm.models import Client
from tests.browser import Browser
from tests.crm.factories import bind_user, make_client, make_contract
from tests.factories import make_user

if TYPE_CHECKING:
    from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/crm"


def _browser(organisation: Organisation, role: Role, client: Client | None = None) -> Browser:
    browser = Browser()
    user = make_user(organisation, role)
    if client is not None:
        bind_user(user, client)
    browser.sign_in_as(user)
    return browser


@pytest.fixture
def browser(organisation: Organisation) -> Browser:
    return _browser(organisation, Role.MANAGER)


def _patch(browser: Browser, path: str, body: dict[str, Any]) -> Any:
    headers = {"Idempotency-Key": f"patch-{sorted(body)}-{body.get('version')}"[:80]}
    return browser.patch(path, body, content_type="application/json", headers=headers)


def test_a_client_is_made_changed_and_read(browser: Browser) -> None:
    made = browser.post(f"{ROOT}/clients/", {"type": "legal_entity", "name": "ООО «Вектор»", "inn": "7707083893"})
    assert (made.status_code, made.json()["inn"], made.json()["version"]) == (201, "7707083893", 1)
    path = f"{ROOT}/clients/{made.json()['uid']}/"
    changed = _patch(browser, path, {"kpp": "773601001", "version": 1})
    assert (changed.status_code, changed.json()["kpp"], changed.json()["version"]) == (200, "773601001", 2)
    stale = _patch(browser, path, {"ogrn": "1027700132195", "version": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    listed = browser.get(f"{ROOT}/clients/").json()["results"]
    assert [row["kpp"] for row in listed] == ["773601001"]


def test_a_wrong_number_is_a_problem_at_its_field(browser: Browser) -> None:
    answer = browser.post(f"{ROOT}/clients/", {"type": "legal_entity", "name": "X", "inn": "7707083894"})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert (answer.json()["code"], answer.json()["field"]) == ("invalid", "inn")
    with system_scope(SystemJob.MAINTENANCE):
        assert Client.objects.count() == 0


def test_a_contract_goes_from_draft_to_document(browser: Browser, organisation: Organisation) -> None:
    client = make_client(organisation)
    draft = browser.post(
        f"{ROOT}/contracts/", {"client": str(client.uid), "tariff_rate": "5.10", "signed_on": "2026-03-20"}
    )
    assert (draft.status_code, draft.json()["number"]) == (201, None)
    path = f"{ROOT}/contracts/{draft.json()['uid']}"
    registered = browser.post(f"{path}/register/", {"version": 1})
    assert (registered.status_code, registered.json()["number"]) == (200, "ТКС-ОМИ-1-26Ю")
    document = browser.post(f"{path}/document/", {})
    assert (document.status_code, len(document.json()["sha256"])) == (201, 64)
    paused = browser.post(f"{path}/state/", {"version": 2, "verb": "suspend", "reason": "Debt"})
    assert (paused.status_code, paused.json()["status"]) == (200, "suspended")
    nameless = browser.post(f"{path}/void/", {"version": 3})
    assert (nameless.status_code, nameless.json()["field"]) == (422, "reason")
    voided = browser.post(f"{path}/void/", {"version": 3, "reason": "Mistake"})
    assert (voided.status_code, voided.json()["status"]) == (200, "voided")


def test_contacts_and_accounts_belong_to_the_named_client(browser: Browser, organisation: Organisation) -> None:
    client = make_client(organisation)
    contact = browser.post(f"{ROOT}/contacts/", {"client": str(client.uid), "name": "Анна", "phone": "9168233454"})
    assert (contact.status_code, contact.json()["phone"], contact.json()["is_main"]) == (201, "+79168233454", True)
    account = browser.post(
        f"{ROOT}/bank-accounts/",
        {
            "client": str(client.uid),
            "bank_name": "Банк",
            "bic": "044525974",
            "settlement_account": "40702810400000000017",
        },
    )
    assert (account.status_code, account.json()["settlement_account"]) == (201, "40702810400000000017")
    gone = browser.delete(f"{ROOT}/contacts/{contact.json()['uid']}/", headers={"Idempotency-Key": "gone"})
    assert gone.status_code == 204


def test_a_client_user_reads_the_own_client_and_no_other(organisation: Organisation) -> None:
    own = make_client(organisation, note="pays late")
    other = make_client(organisation)
    contract, draft = make_contract(own), make_contract(own, registered=False)
    foreign = make_contract(other)
    browser = _browser(organisation, Role.CLIENT_VIEWER, own)
    clients = browser.get(f"{ROOT}/clients/").json()["results"]
    assert [row["uid"] for row in clients] == [str(own.uid)]
    assert {"note", "manager"} & set(clients[0]) == set()
    contracts = browser.get(f"{ROOT}/contracts/").json()["results"]
    assert [row["uid"] for row in contracts] == [str(contract.uid)]
    statuses = [
        browser.get(f"{ROOT}/clients/{other.uid}/").status_code,
        browser.get(f"{ROOT}/contracts/{foreign.uid}/").status_code,
        browser.get(f"{ROOT}/contracts/{draft.uid}/").status_code,
        browser.post(f"{ROOT}/contacts/", {"client": str(own.uid), "name": "A"}).status_code,
    ]
    assert statuses == [404, 404, 404, 403]


def test_a_passport_never_leaves_by_the_api(organisation: Organisation, browser: Browser) -> None:
    client = make_client(organisation, ClientType.PERSON)
    answer = browser.get(f"{ROOT}/clients/{client.uid}/")
    assert (answer.json()["has_passport"], "482913" in answer.content.decode()) == (True, False)


def test_site_staff_see_clients_without_their_accounts(organisation: Organisation) -> None:
    make_client(organisation)
    browser = _browser(organisation, Role.WAREHOUSE)
    assert browser.get(f"{ROOT}/clients/").status_code == 200
    assert browser.get(f"{ROOT}/bank-accounts/").status_code == 403
