"""The driver inside Telegram: the chat's button, Telegram's colours and buttons.

The chat holds a button once a movement was given to the driver: the journey before these tests does that.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.people import PHONE

if TYPE_CHECKING:
    from tests.e2e.conftest import Visit
    from tests.e2e.people import Person

# As Telegram's applications do: what the page says goes to the application, what the application says comes by a call.
_CLIENT = """
window.told = [];
window.TelegramWebviewProxy = { postEvent: (type, data) => window.told.push([type, JSON.parse(data || "null")]) };
"""
_DRIVER = 700000101


@pytest.fixture
def chat() -> str:
    """Return the chat of the demonstration's driver with the bot."""
    url = os.environ.get("NEUROHOST_LOCAL_SERVERS_URL", "")
    if not url:
        pytest.skip("the local outside services do not run")
    return f"{url}/telegram/?person={_DRIVER}"


def _launch(person: Person, chat: str) -> None:
    """Open the Mini App by the newest button of the chat that opens it."""
    answer = person.context.request.get(chat)
    person.page.set_content(answer.text())
    buttons = person.page.locator("a.key[href*='/tma/']")
    address = buttons.first.get_attribute("href")
    assert address is not None
    person.page.add_init_script(_CLIENT)
    person.page.goto(address)
    # The entry's own address names the page that it leads to.
    person.page.wait_for_url(lambda url: urlsplit(url).path.startswith("/tma/tasks/"))
    person.settle()


def test_telegram_is_told_that_the_page_is_there_and_what_its_buttons_do(visit: Visit, chat: str) -> None:
    person = visit("", width=PHONE)
    _launch(person, chat)
    told = dict(person.page.evaluate("window.told"))
    assert {"web_app_ready", "web_app_expand", "web_app_setup_back_button", "web_app_setup_main_button"} <= told.keys()


def test_the_page_has_telegrams_colours(visit: Visit, chat: str) -> None:
    person = visit("", width=PHONE)
    _launch(person, chat)
    theme = "{ theme_params: { bg_color: '#182533', secondary_bg_color: '#0e1621' } }"
    person.page.evaluate(f"window.Telegram.WebView.receiveEvent('theme_changed', {theme})")
    expect(person.page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert person.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 22, 33)"


def test_outside_of_telegram_the_entry_leads_to_the_site(visit: Visit, chat: str) -> None:
    person = visit("", width=PHONE)
    answer = person.context.request.get(chat)
    person.page.set_content(answer.text())
    address = person.page.locator("a.key[href*='/tma/']").first.get_attribute("href") or ""
    person.page.goto(address.partition("#")[0])
    person.settle()
    expect(person.page.locator("[data-site]")).to_be_visible()
