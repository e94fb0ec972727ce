"""Pages of addenda, packages and templates: what a person sees, types and gets."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.documents.engine import text_of
from apps.crm.models import Addendum, Document, DocumentPackage, DocumentTemplate
from apps.crm.services import create_addendum, register_addendum
from apps.crm.services.packages import assemble
from tests.crm.factories import make_contract
from tests.factories import make_user
from tests.proof.hostile.templates import written

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation, User
    from apps.common.actor import Actor
    from apps.crm.models import Client, Contract
    from tests.browser import Browser

pytestmark = pytest.mark.django_db
CONSENT = ("consent", "ru")


@pytest.fixture
def browser(organisation: Organisation, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(make_user(organisation, Role.MANAGER))


@pytest.fixture
def contract(customer: Client) -> Contract:
    return make_contract(customer)


def _text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def _file(*paragraphs: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("own.docx", written(*paragraphs))


def _upload(browser: Browser, *paragraphs: str) -> Any:
    return browser.post(reverse("crm:template", args=CONSENT), {"file": _file(*paragraphs), "note": "by the lawyer"})


def test_an_addendum_is_written_and_registered_in_one_step(browser: Browser, contract: Contract) -> None:
    typed = {"title": "тариф", "changes": "Пункт 5.1 изменить.", "register": "1"}
    response = browser.post(reverse("crm:addendum_new", args=[contract.uid]), typed)
    assert (response.status_code, response["Location"]) == (302, reverse("crm:contract", args=[contract.uid]))
    with system_scope(SystemJob.MAINTENANCE):
        assert list(Addendum.objects.values_list("number", "status", "title")) == [("1", "active", "тариф")]
    assert "тариф" in _text(browser.get(response["Location"]))


def test_an_addendum_that_says_nothing_is_not_registered_and_keeps_what_was_typed(
    browser: Browser, contract: Contract, actions: Callable[[], list[str]]
) -> None:
    before = actions()
    typed = {"title": "тариф", "changes": " ", "register": "1"}
    response = browser.post(reverse("crm:addendum_new", args=[contract.uid]), typed)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["changes"])
    assert 'value="тариф"' in _text(response)
    with system_scope(SystemJob.MAINTENANCE):
        assert (Addendum.objects.count(), actions()) == (0, before)


def test_a_draft_is_changed_on_its_page_and_one_that_is_registered_has_none(
    browser: Browser, contract: Contract, manager: Actor
) -> None:
    with scope(manager):
        draft = create_addendum(contract, by=manager, changes="Пункт 5.1 изменить.")
    page = reverse("crm:addendum", args=[draft.uid])
    stale = browser.post(page, {"changes": "Иначе.", "version": "9"})
    assert stale.status_code == 422
    assert browser.post(page, {"changes": "Иначе.", "version": "1"}).status_code == 302
    with scope(manager):
        draft.refresh_from_db()
        assert (draft.changes, draft.version) == ("Иначе.", 2)
        register_addendum(draft, by=manager, version=2)
    assert browser.get(page).status_code == 404


def test_voiding_an_addendum_needs_a_reason(browser: Browser, contract: Contract, manager: Actor) -> None:
    with scope(manager):
        draft = create_addendum(contract, by=manager, changes="Пункт 5.1 изменить.")
    step = reverse("crm:addendum_step", args=[draft.uid, "void"])
    browser.post(step, {"version": "1", "reason": ""})
    with scope(manager):
        assert Addendum.objects.get().status == "draft"
    browser.post(step, {"version": "1", "reason": "a mistake"})
    with scope(manager):
        assert Addendum.objects.get().status == "voided"
    assert browser.post(reverse("crm:addendum_step", args=[draft.uid, "frame"])).status_code == 404


def test_a_package_is_ordered_watched_and_downloaded(browser: Browser, contract: Contract) -> None:
    order = reverse("crm:package_order", args=[contract.uid])
    waiting = browser.post(order, {"kinds": ["hosting_contract", "consent"], "language": "ru"})
    with system_scope(SystemJob.MAINTENANCE):
        package = DocumentPackage.objects.get()
    status, file = reverse("crm:package", args=[package.uid]), reverse("crm:package_download", args=[package.uid])
    # A page whose package is not ready asks for it again by itself.
    assert f'hx-get="{status}"' in _text(waiting)
    assert browser.get(file).status_code == 409
    assemble(package.pk)
    ready = _text(browser.get(status))
    assert ('hx-trigger="load' in ready, file in ready) == (False, True)
    given = browser.get(file)
    names = zipfile.ZipFile(io.BytesIO(given.content)).namelist()
    assert names == [f"Договор {contract.number}.docx", f"Согласие на обработку ПДн {contract.number}.docx"]
    assert (given["Content-Type"], given["Cache-Control"]) == ("application/zip", "no-store")


@pytest.mark.parametrize(
    "sent", [{"language": "ru"}, {"kinds": ["invoice"], "language": "ru"}, {"kinds": ["consent"], "language": "fr"}]
)
def test_a_package_of_nothing_or_of_something_unknown_is_refused_in_its_place(
    browser: Browser, contract: Contract, sent: dict[str, Any]
) -> None:
    response = browser.post(reverse("crm:package_order", args=[contract.uid]), sent)
    assert (response.status_code, 'role="alert"' in _text(response)) == (422, True)
    with system_scope(SystemJob.MAINTENANCE):
        assert (DocumentPackage.objects.count(), Document.objects.count()) == (0, 0)


def test_packages_and_addenda_of_another_organisation_are_not_found(
    browser: Browser, other_organisation: Organisation
) -> None:
    from tests.crm.factories import make_client  # noqa: PLC0415 - a client of others is made here only

    foreign = make_contract(make_client(other_organisation))
    with system_scope(SystemJob.MAINTENANCE):
        package = DocumentPackage.objects.create(
            organisation_id=other_organisation.pk, client=foreign.client, contract=foreign, document_ids=[],
            requested_by="x",
        )  # fmt: skip
    addresses = [
        (browser.post, reverse("crm:package_order", args=[foreign.uid])),
        (browser.get, reverse("crm:package", args=[package.uid])),
        (browser.get, reverse("crm:package_download", args=[package.uid])),
        (browser.get, reverse("crm:addendum_new", args=[foreign.uid])),
    ]
    assert [ask(address).status_code for ask, address in addresses] == [404] * 4  # type: ignore[operator]  # get and post


def test_an_uploaded_template_is_checked_used_and_left_again(browser: Browser, contract: Contract) -> None:
    page = reverse("crm:template", args=CONSENT)
    assert (_upload(browser, "{{ client.inn }}").status_code, _upload(browser, "вторая").status_code) == (302, 302)
    with system_scope(SystemJob.MAINTENANCE):
        second = DocumentTemplate.objects.get(is_default=True)
        first = DocumentTemplate.objects.get(is_default=False)
    assert (first.ordinal, second.ordinal, second.note) == (1, 2, "by the lawyer")
    use = reverse("crm:template_use", args=[first.uid])
    assert browser.post(use, {"version": first.version})["Location"] == page
    with system_scope(SystemJob.MAINTENANCE):
        first.refresh_from_db()
        assert first.is_default
    browser.post(use, {"version": first.version, "retire": "1"})
    with system_scope(SystemJob.MAINTENANCE):
        assert not DocumentTemplate.objects.filter(is_default=True).exists()
    shown = _text(browser.get(reverse("crm:templates")))
    assert "own, version" not in shown


def test_a_template_with_an_unknown_variable_is_refused_with_name_and_place(browser: Browser) -> None:
    response = _upload(browser, "{{ client.shoe_size }}")
    assert response.status_code == 422
    assert [reason for reason in response.context["reasons"] if "client.shoe_size" in reason] != []
    assert list(response.context["form"].errors) == ["file"]
    with system_scope(SystemJob.MAINTENANCE):
        assert DocumentTemplate.objects.count() == 0


def test_a_template_is_tried_with_a_chosen_client_and_nothing_is_kept(browser: Browser, customer: Client) -> None:
    _upload(browser, "ИНН {{ client.inn }}")
    with system_scope(SystemJob.MAINTENANCE):
        template = DocumentTemplate.objects.get()
    preview = reverse("crm:template_preview", args=CONSENT)
    own = browser.post(preview, {"template": template.uid, "client": customer.uid})
    assert text_of(own.content) == f"{customer.name}\nИНН {customer.inn}"
    delivered = browser.post(preview, {"template": "", "client": ""})
    assert text_of(delivered.content).startswith("СОГЛАСИЕ НА ОБРАБОТКУ")
    with system_scope(SystemJob.MAINTENANCE):
        assert Document.objects.count() == 0


def test_files_of_templates_are_given_as_they_are(browser: Browser) -> None:
    data = written("первая")
    browser.post(reverse("crm:template", args=CONSENT), {"file": SimpleUploadedFile("own.docx", data)})
    with system_scope(SystemJob.MAINTENANCE):
        template = DocumentTemplate.objects.get()
    assert browser.get(reverse("crm:template_file", args=[template.uid])).content == data
    assert text_of(browser.get(reverse("crm:template_delivered", args=CONSENT)).content).startswith("СОГЛАСИЕ")


@pytest.mark.parametrize("place", [("invoice", "ru"), ("consent", "fr")])
def test_a_kind_or_language_that_nobody_knows_is_not_found(browser: Browser, place: tuple[str, str]) -> None:
    names = ("template", "template_delivered", "template_preview")
    answers = {browser.get(reverse(f"crm:{name}", args=place)).status_code for name in names[:2]}
    assert answers | {browser.post(reverse("crm:template_preview", args=place)).status_code} == {404}


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.WAREHOUSE, Role.BROKER])
def test_who_does_not_set_templates_is_refused(
    organisation: Organisation, signed_in: Callable[[User], Browser], role: Role
) -> None:
    browser = signed_in(make_user(organisation, role))
    assert browser.get(reverse("crm:templates")).status_code == 403
    assert browser.get(reverse("crm:template", args=CONSENT)).status_code == 403
