"""The masks on the settings page: shown, previewed while typed, kept, refused at the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm.models import ContractMask
from tests.crm.factories import make_client, make_contract
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation, User
    from tests.browser import Browser

pytestmark = pytest.mark.django_db
PREVIEW = "/contracts/masks/service/preview/"


@pytest.fixture
def browser(organisation: Organisation, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(make_user(organisation, Role.ADMIN, login="boss"))


def test_the_preview_shows_the_number_that_registration_then_gives(
    browser: Browser, organisation: Organisation
) -> None:
    shown = browser.get(PREVIEW, {"mask": "ТО-{N:3}{Ю|Ф}"}).content.decode()
    assert [text in shown for text in ("ТО-001Ю", "ТО-001Ф")] == [True, True]
    assert browser.post("/contracts/masks/service/", {"mask": "ТО-{N:3}{Ю|Ф}", "version": "0"}).status_code == 302
    assert make_contract(make_client(organisation), type="service").number == "ТО-001Ю"
    assert "ТО-002Ю" in browser.get("/settings/").content.decode()


def test_a_mask_that_is_not_understood_is_named_while_it_is_typed(browser: Browser) -> None:
    assert "The mask does not know «{ДД}»." in browser.get(PREVIEW, {"mask": "ТО-{N}-{ДД}"}).content.decode()
    assert browser.get("/contracts/masks/rent/preview/").status_code == 404


def test_a_refused_mask_stays_typed_beside_the_reason(browser: Browser) -> None:
    typed = {"mask": "ТКС-ОМИ-{N}-26{Ю|Ф}", "version": "0"}
    for headers in ({}, {"HX-Request": "true"}):
        answer = browser.post("/contracts/masks/service/", typed, headers=headers)
        page = answer.content.decode()
        assert (answer.status_code, typed["mask"] in page, "Tell them apart." in page) == (422, True, True)
    with system_scope(SystemJob.MAINTENANCE):
        assert ContractMask.objects.count() == 0
