"""The company's settings: checked, recorded, keys never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from apps.accounts.models import LegalEntity, Organisation, OrganisationSettings, User
from apps.audit.models import AuditRecord
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser import Browser


@pytest.fixture
def browser(organisation: Organisation, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(make_user(organisation, Role.ADMIN))


def _form(browser: Browser, name: str) -> dict[str, Any]:
    form = browser.get("/settings/").context[name]
    return {key: value for key, value in form.initial.items() if value is not None}


def test_requisites_are_saved_with_their_check_digits(browser: Browser, organisation: Organisation) -> None:
    account = {"bic": "044525225", "settlement_account": "40702810138250123017"}
    form = _form(browser, "entity_form")
    assert browser.post("/settings/entity/", form | account).status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        entity = LegalEntity.objects.get(organisation=organisation)
        record = AuditRecord.objects.get()
    assert entity.settlement_account == "40702810138250123017"
    assert "40702810138250123017" not in record.changes


@pytest.mark.parametrize(
    ("part", "form", "changes", "field"),
    [
        ("entity", "entity_form", {"inn": "7701000018"}, "inn"),
        ("brand", "brand_form", {"accent_color": "red"}, "accent_color"),
        ("masks", "mask_form", {"contract_mask": "{ДД}"}, "contract_mask"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(
    browser: Browser, part: str, form: str, changes: dict[str, str], field: str
) -> None:
    answer = browser.post(f"/settings/{part}/", _form(browser, form) | changes)
    assert answer.status_code == 422
    assert list(answer.context[form].errors) == [field]
    with system_scope(SystemJob.MAINTENANCE):
        assert AuditRecord.objects.count() == 0


def test_a_key_is_set_and_never_shown(browser: Browser, organisation: Organisation) -> None:
    secret = "42:very-secret-token"
    browser.post("/settings/keys/", {"telegram_token": secret, "version": 1})
    with system_scope(SystemJob.MAINTENANCE):
        assert OrganisationSettings.objects.get(organisation=organisation).telegram_token == secret
        assert secret not in AuditRecord.objects.get().changes
    assert secret not in browser.get("/settings/").content.decode()
