"""The admin of crm: each write is one service with one record; a missing right is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from apps.audit.models import AuditRecord
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm.enums import ClientType
from apps.crm.models import BankAccount, Client, ClientUserBinding, Contact, Contract
from tests.browser import Browser
from tests.crm.factories import make_client, make_contract
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(organisation: Organisation) -> Browser:
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.ADMIN))
    return browser


def _form(response: Any) -> dict[str, Any]:
    """Return the values that an admin page's form would send."""
    form = response.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def test_a_client_is_added_and_changed_with_one_record_each(browser: Browser, actions: Callable[[], list[str]]) -> None:
    add = reverse("admin:crm_client_add")
    values = {"type": "legal_entity", "name": "ООО «Вектор»", "inn": "7707083893", "country": "RU"}
    assert browser.post(add, values).status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        client = Client.objects.get()
    change = reverse("admin:crm_client_change", args=[client.pk])
    sent = _form(browser.get(change)) | {"kpp": "773601001"}
    assert browser.post(change, sent).status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        assert Client.objects.get().kpp == "773601001"
    assert [one for one in actions() if one.startswith("crm.")] == ["crm.client.create", "crm.client.update"]


def test_a_wrong_number_is_refused_at_its_field(browser: Browser) -> None:
    values = {"type": "legal_entity", "name": "ООО «Вектор»", "inn": "7707083894", "country": "RU"}
    response = browser.post(reverse("admin:crm_client_add"), values)
    assert (response.status_code, list(response.context["adminform"].form.errors)) == (200, ["inn"])
    with system_scope(SystemJob.MAINTENANCE):
        assert Client.objects.count() == 0


def test_a_passport_is_not_in_the_admin(browser: Browser, organisation: Organisation) -> None:
    client = make_client(organisation, ClientType.PERSON)
    page = browser.get(reverse("admin:crm_client_change", args=[client.pk]))
    assert (page.status_code, "482913" in page.content.decode()) == (200, False)


def test_contacts_and_accounts_are_added_changed_and_removed(
    browser: Browser, organisation: Organisation, actions: Callable[[], list[str]]
) -> None:
    client = make_client(organisation)
    before = len(actions())
    browser.post(reverse("admin:crm_contact_add"), {"client": client.pk, "name": "Анна"})
    account = {"bank_name": "Банк", "bic": "044525974", "settlement_account": "40702810400000000017"}
    browser.post(reverse("admin:crm_bankaccount_add"), {"client": client.pk, **account})
    with system_scope(SystemJob.MAINTENANCE):
        contact, kept = Contact.objects.get(), BankAccount.objects.get()
    edit = reverse("admin:crm_contact_change", args=[contact.pk])
    assert browser.post(edit, _form(browser.get(edit)) | {"position": "Инженер"}).status_code == 302
    for name, row in (("contact", contact), ("bankaccount", kept)):
        assert browser.post(reverse(f"admin:crm_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 302
    assert actions()[before:] == [
        "crm.contact.create",
        "crm.bank_account.create",
        "crm.contact.update",
        "crm.contact.delete",
        "crm.bank_account.delete",
    ]


def test_a_contract_is_drafted_and_a_document_only_read(browser: Browser, organisation: Organisation) -> None:
    contract = make_contract(make_client(organisation), registered=False)
    change = reverse("admin:crm_contract_change", args=[contract.pk])
    sent = _form(browser.get(change)) | {"tariff_rate": "6.25"}
    assert browser.post(change, sent).status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        assert str(Contract.objects.get().shown_rate) == "6.25"
    assert browser.get(reverse("admin:crm_document_add")).status_code == 403


def test_a_client_user_is_bound_and_unbound(
    browser: Browser, organisation: Organisation, actions: Callable[[], list[str]]
) -> None:
    client, user = make_client(organisation), make_user(organisation, Role.CLIENT_ADMIN)
    add = reverse("admin:crm_clientuserbinding_add")
    assert browser.post(add, {"user": user.pk, "content_object": client.pk}).status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        binding = ClientUserBinding.objects.get()
    browser.post(reverse("admin:crm_clientuserbinding_delete", args=[binding.pk]), {"post": "yes"})
    assert actions()[-2:] == ["crm.client_user.bind", "crm.client_user.unbind"]


@pytest.mark.parametrize("name", ["client", "contact", "bankaccount", "contract"])
def test_who_only_reads_cannot_write_in_the_admin(organisation: Organisation, name: str) -> None:
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.ACCOUNTANT))
    assert browser.get(reverse(f"admin:crm_{name}_add")).status_code in (302, 403)
    with system_scope(SystemJob.MAINTENANCE):
        assert AuditRecord.objects.filter(action__startswith="crm.").count() == 0
