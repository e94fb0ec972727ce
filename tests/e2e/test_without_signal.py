"""A driver's pages without signal: they open, also those not opened before, keep what is done, and go at sign-out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.journey import sign
from tests.e2e.people import PHONE, Person, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

_TASKS = "/logistics/tasks/"
_SESSION = "nh_session"
# How many of the driver's pages the phone keeps.
_KEPT = """async () => {
    let pages = 0;
    for (const name of (await caches.keys()).filter((one) => one.startsWith("nh-driver-")))
        for (const request of await (await caches.open(name)).keys())
            pages += new URL(request.url).pathname.startsWith("/logistics/tasks/") ? 1 : 0;
    return pages;
}"""

# Puts a step that the server refuses into the phone's queue.
_PUT = """(step) => new Promise((resolve) => {
    const asked = indexedDB.open("nh-driver", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("steps", { keyPath: "order", autoIncrement: true });
    asked.onsuccess = () => {
        const deal = asked.result.transaction("steps", "readwrite");
        deal.objectStore("steps").put({ title: "Step", told: { verb: "none", key: crypto.randomUUID() }, ...step });
        deal.oncomplete = () => { asked.result.close(); resolve(); };
    };
})"""


@pytest.fixture
def driver(browser: Browser, base_url: str) -> Iterator[Person]:
    """Return the driver at the list of tasks, with a session of this test's own and all tasks kept on the phone."""
    person = Person(browser, base_url, width=PHONE)
    sign_in(person, "driver")
    person.open(_TASKS)
    every = {link.get_attribute("href") for link in person.page.locator("[data-task]").all()}
    assert every, "the demonstration gives the driver tasks"
    _wait_for(person, len(every) + 1)
    yield person
    person.leave()
    # Without signal the bell of the page asks in vain, and says so.
    faults = [fault for fault in person.watch.faults if "console: htmx:" not in fault]
    assert not faults, "\n".join(faults)


def _kept(person: Person) -> int:
    """Return how many pages are kept."""
    pages: int = person.page.evaluate(_KEPT)
    return pages


def _wait_for(person: Person, pages: int) -> None:
    """Wait until exactly so many pages are kept."""
    for _try in range(100):
        if _kept(person) == pages:
            return
        person.page.wait_for_timeout(100)
    assert _kept(person) == pages


def test_a_reload_without_signal_shows_the_tasks_and_says_so(driver: Person) -> None:
    numbers = driver.page.locator("[data-task]").all_inner_texts()
    driver.context.set_offline(True)
    driver.page.reload()
    assert driver.page.locator("[data-task]").all_inner_texts() == numbers
    said = driver.page.locator("#nh-queue").get_attribute("data-offline") or "nothing"
    expect(driver.page.locator("#nh-queue")).to_contain_text(said)
    # The looks are there too.
    assert driver.page.evaluate("getComputedStyle(document.querySelector('.nh-work-item')).display") != "list-item"


def test_what_was_ticked_or_scanned_by_mistake_is_taken_back(driver: Person) -> None:
    # Before those that fetch: the demonstration has only a few movements that wait for this driver.
    task = driver.page.locator("[data-task]:has(.ti-package-export)").first.get_attribute("href") or ""
    driver.open(task)
    form = driver.page.locator("form[data-verb=pick_up]")
    first, count = form.locator("[data-tick]").first, form.locator("[data-count]")
    first.click()
    expect(count).to_contain_text("1 /")
    first.click()
    expect(count).to_contain_text("0 /")
    form.locator("[data-scan-field]").fill("STRANGER0001")
    form.locator("[data-scan-field]").press("Enter")
    expect(count).to_contain_text("+ 1")
    form.locator("[data-extra-list] button").click()
    expect(count).not_to_contain_text("+")
    expect(form.locator("[data-extra-list]")).to_be_hidden()


def _pick_up(driver: Person) -> str:
    """Fetch all of the first waiting movement without signal; return the address of its page."""
    task = driver.page.locator("[data-task]:has(.ti-package-export)").first.get_attribute("href") or ""
    driver.context.set_offline(True)
    driver.page.goto(task)
    form = driver.page.locator("form[data-verb=pick_up]")
    for tick in form.locator("[data-tick]").all():
        tick.click()
    form.locator("[type=submit]").click()
    return task


def test_a_load_is_fetched_and_handed_over_without_signal_at_either_end(driver: Person) -> None:
    _pick_up(driver)
    pick, hand = (driver.page.locator(f"form[data-verb={verb}]") for verb in ("pick_up", "hand_over"))
    expect(pick).to_be_hidden()
    driver.page.reload()
    expect(hand).to_be_visible()
    hand.locator("[name=receiver_name]").fill("I. Receiver")
    sign(driver, hand.locator("canvas"))
    hand.locator("[type=submit]").click()
    expect(driver.page.locator("#nh-queue .tone-amber")).to_have_count(2)
    expect(hand).to_be_hidden()
    driver.page.reload()
    expect(driver.page.locator("#nh-queue .tone-amber")).to_have_count(2)
    expect(pick).to_be_hidden()
    expect(hand).to_be_hidden()
    driver.context.set_offline(False)
    expect(driver.page.locator("#nh-queue")).to_be_hidden()
    expect(driver.page.locator("[data-handed]")).to_be_visible()
    expect(hand).to_be_hidden()


def test_nothing_is_lost_when_the_signal_comes_back_midway_or_the_session_is_over(driver: Person) -> None:
    task = _pick_up(driver)
    queue, hand = driver.page.locator("#nh-queue"), driver.page.locator("form[data-verb=hand_over]")
    hand.locator("[name=receiver_name]").fill("I. Receiver")
    with driver.page.expect_response(lambda answer: answer.url.endswith("/step/")):
        driver.context.set_offline(False)
    expect(queue).to_be_hidden()
    # What was being filled in stays, and the page knows what was sent meanwhile.
    expect(hand.locator("[name=receiver_name]")).to_have_value("I. Receiver")
    expect(driver.page.locator("form[data-verb=pick_up]")).to_be_hidden()
    kept = [one for one in driver.context.cookies() if one.get("name") != _SESSION]
    driver.context.clear_cookies()
    driver.context.add_cookies(kept)  # type: ignore[arg-type]  # what it gives it takes
    hand.locator("[type=submit]").click()
    expect(queue).to_contain_text(queue.get_attribute("data-signed-out") or "nothing")
    expect(queue.locator(".tone-amber")).to_have_count(1)
    sign_in(driver, "driver")
    with driver.page.expect_response(lambda answer: answer.url.endswith("/step/")) as sent:
        driver.page.goto(task)
    assert sent.value.status == 200
    expect(driver.page.locator("[data-handed]")).to_be_visible()


def test_a_step_of_somebody_else_is_neither_shown_nor_sent(driver: Person) -> None:
    task = driver.page.locator("[data-task]").first.get_attribute("href") or ""
    sent: list[str] = []
    driver.page.on("request", lambda asked: sent.append(asked.url) if asked.url.endswith("/step/") else None)
    queue = driver.page.locator("#nh-queue")
    for person, is_shown in (("somebody-else", False), (queue.get_attribute("data-person") or "", True)):
        driver.page.evaluate(_PUT, {"url": f"{task}step/", "person": person})
        driver.page.evaluate("window.dispatchEvent(new Event('online'))")
        driver.page.wait_for_timeout(1000)
        assert (len(sent) > 0, queue.is_visible()) == (is_shown, is_shown)


def test_at_sign_out_nothing_of_the_person_stays_on_the_phone(driver: Person) -> None:
    assert _kept(driver) > 1
    driver.page.locator("form[data-sign-out]").evaluate("form => form.requestSubmit()")
    driver.page.wait_for_url("**/sign-in/**")
    _wait_for(driver, 0)


def test_pages_of_others_are_not_kept(driver: Person) -> None:
    before = _kept(driver)
    driver.open("/notifications/")
    driver.page.go_back()
    addresses = driver.page.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
            (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()"""
    )
    strange = [one for one in addresses if not one.startswith((_TASKS, "/static/"))]
    assert (_kept(driver), strange) == (before, [])
