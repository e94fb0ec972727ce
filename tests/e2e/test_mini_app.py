"""The driver inside Telegram: the chat's button, Telegram's colours and buttons, and what is there without signal.

The chat holds a button once a movement was given to the driver: the journey before these tests does that.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

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
_TASKS = "/tma/tasks/"


@pytest.fixture
def chat() -> str:
    """Return the chat of the demonstration's driver with the bot."""
    url = os.environ.get("NEUROHOST_LOCAL_SERVERS_URL", "")
    if not url:
        pytest.skip("the local outside services do not run")
    return f"{url}/telegram/?person={_DRIVER}"


# The paths of the pages that the phone keeps, and everything that stands in them.
_KEPT = """async () => {
    const pages = {};
    for (const name of (await caches.keys()).filter((one) => one.startsWith("nh-driver-"))) {
        const kept = await caches.open(name);
        for (const request of await kept.keys()) {
            const path = new URL(request.url).pathname;
            if (path.startsWith("/tma/")) pages[path] = request.url + await (await kept.match(request)).text();
        }
    }
    return pages;
}"""


def _launch(person: Person, chat: str) -> str:
    """Open the Mini App by the newest button of the chat that opens it; return the address that Telegram opened."""
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
    return address


def _kept(person: Person) -> dict[str, str]:
    """Return the pages that are kept, once there are all of the day."""
    person.open(_TASKS)
    every = {link.get_attribute("href") or "" for link in person.page.locator("[data-task]").all()}
    assert every, "the demonstration gives the driver tasks"
    pages: dict[str, str] = {}
    for _try in range(100):
        pages = person.page.evaluate(_KEPT)
        if every | {_TASKS} < pages.keys():
            break
        person.page.wait_for_timeout(100)
    # The tasks, their list, and the way in.
    assert len(pages) == len(every) + 2
    return pages


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


def test_without_signal_the_app_opens_again_and_what_is_done_there_is_sent_once(visit: Visit, chat: str) -> None:
    person = visit("", width=PHONE)
    address = _launch(person, chat)
    first = urlsplit(person.page.url).path
    _kept(person)
    numbers = person.page.locator("[data-task]").all_inner_texts()
    person.context.set_offline(True)
    person.page.goto("about:blank")
    # The way in asks the server in vain, and leads where it led before.
    person.page.goto(address)
    person.page.wait_for_url(lambda url: urlsplit(url).path == first)
    person.page.goto(_TASKS)
    expect(person.page.locator("[data-task]")).to_have_text(numbers)
    queue = person.page.locator("#nh-queue")
    expect(queue).to_contain_text(queue.get_attribute("data-offline") or "nothing")
    waiting = person.page.locator("[data-task]:has(.ti-package-export)").last
    person.page.goto(waiting.get_attribute("href") or "")
    form = person.page.locator("form[data-verb=pick_up]")
    for tick in form.locator("[data-tick]").all():
        tick.click()
    form.locator("[type=submit]").evaluate("button => button.form.requestSubmit(button)")
    said = queue.get_attribute("data-waiting") or "nothing"
    expect(queue).to_contain_text(said)
    person.page.reload()
    expect(queue).to_contain_text(said)
    sent: list[int] = []
    person.page.on("response", lambda answer: sent.append(answer.status) if answer.url.endswith("/step/") else None)
    person.context.set_offline(False)
    expect(person.page.locator("form[data-verb=hand_over]")).to_be_visible()
    expect(queue).to_be_hidden()
    assert sent == [200]


def test_what_telegram_told_is_not_kept_on_the_phone(visit: Visit, chat: str) -> None:
    person = visit("", width=PHONE)
    address = _launch(person, chat)
    pages = _kept(person)
    told = dict(parse_qsl(dict(parse_qsl(urlsplit(address).fragment))["tgWebAppData"]))
    storage = person.page.evaluate("JSON.stringify(localStorage)")
    for secret in (told["hash"], told["query_id"], "tgWebAppData", "auth_date"):
        assert [path for path, text in pages.items() if secret in text] == []
        assert secret not in storage


def test_without_signal_nobody_else_sees_the_pages_of_who_was_here_before(visit: Visit, chat: str) -> None:
    person = visit("", width=PHONE)
    address = _launch(person, chat)
    _kept(person)
    person.context.set_offline(True)
    person.page.goto("about:blank")
    person.page.goto(address.replace(str(_DRIVER), str(_DRIVER + 1)))
    silent = person.page.locator("#nh-mini-entry").get_attribute("data-silent") or "nothing"
    expect(person.page.locator("[data-words]")).to_have_text(silent)
    person.page.wait_for_function(f"async () => Object.keys(await ({_KEPT})()).length === 0")
