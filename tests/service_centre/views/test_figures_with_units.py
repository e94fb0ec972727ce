"""Amounts and quantities on the pages of the service centre say what they are counted in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from apps.accounts.models import User
from apps.common.scope import SystemJob, system_scope
from apps.inventory.service_centre.models import ServiceSettings
from tests.browser import Browser
from tests.service_centre.factories import make_order, make_work

if TYPE_CHECKING:
    from tests.service_centre.factories import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(workshop: Workshop) -> Browser:
    """Return the browser of the administrator of a service centre that counts in dollars."""
    with system_scope(SystemJob.MAINTENANCE):
        organisation_id = workshop.fan.organisation_id
        ServiceSettings.objects.update_or_create(organisation_id=organisation_id, defaults={"currency": "USD"})
        user = User.objects.get(pk=workshop.admin.person_id)
    browser = Browser()
    browser.sign_in_as(user)
    return browser


def _text(browser: Browser, path: str) -> str:
    """Return the words of a page."""
    page = browser.get(f"/service/{path}").content.decode()
    return re.sub(r"(<[^>]+>|\s|&nbsp;)+", " ", page)


def test_prices_say_the_currency_in_lists_and_forms(workshop: Workshop, browser: Browser) -> None:
    make_work(workshop.fan.organisation_id)
    order = make_order(workshop)
    assert [re.search(wanted, _text(browser, path)) is not None for path, wanted in (
        ("parts/", r"\d\.\d\d USD"),
        ("works/", r"\d\.\d\d USD"),
        ("works/new/", "Price, USD"),
        ("parts/new/", "Price, USD"),
        (f"parts/{workshop.fan.uid}/stock/receive/", "Cost of one, USD"),
        (f"orders/{order.uid}/assessment/", "Income a day now, USD"),
    )] == [True] * 6  # fmt: skip


def test_the_ledger_shows_pieces_as_pieces(workshop: Workshop, browser: Browser) -> None:
    page = _text(browser, "movements/")
    assert (re.search(r" 5 pcs", page) is not None, "5.000" in page) == (True, False)
