"""The workplace follows what others do there, and leaves alone what a hand is filling in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e.people import PHONE, Person

if TYPE_CHECKING:
    from tests.e2e.conftest import Visit


def _look(person: Person) -> None:
    """Come back to the page, which makes it ask at once."""
    with person.page.expect_response(lambda answer: "mark=" in answer.url):
        person.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def _take_off(person: Person) -> None:
    """Take the first unit that stands on a shelf off it."""
    person.open("/logistics/workplace/")
    person.follow(person.page.locator("#work .nh-tile[href$='view=here']"))
    row = person.page.locator("#work .nh-work-item", has=person.page.locator("form[action*='take-off']")).first
    row.locator("summary").click()
    person.follow(row.locator("form[action*='take-off'] [type=submit]"))


def test_a_workplace_follows_what_others_do(visit: Visit) -> None:
    mine, theirs = visit("warehouse", width=PHONE), visit("warehouse")
    mine.open("/logistics/workplace/?view=loose")
    with mine.page.expect_response(lambda answer: "mark=" in answer.url) as unchanged:
        mine.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert unchanged.value.status == 204
    work, told, changed = (mine.page.locator(f"#{name}") for name in ("work", "work-told", "work-changed"))
    loose = work.locator(".nh-tile[href$='view=loose'] .nh-tile-count")
    before = int(loose.inner_text())
    expect(told).to_be_empty()
    _take_off(theirs)
    expect(loose).to_have_text(str(before))
    _look(mine)
    expect(loose).to_have_text(str(before + 1))
    expect(told).not_to_be_empty()
    mine.settle()

    work.locator("details.nh-other summary").first.click()
    field = work.locator("details[open] input[name=shelf]")
    field.fill("Z-9")
    _take_off(theirs)
    _look(mine)
    expect(changed).to_be_visible()
    expect(field).to_have_value("Z-9")
    expect(loose).to_have_text(str(before + 1))
    mine.settle()
    mine.follow(changed.locator("a"))
    expect(loose).to_have_text(str(before + 2))
    expect(changed).to_be_hidden()


def test_a_workplace_without_connection_says_so_until_it_is_back(visit: Visit) -> None:
    person = visit("warehouse", width=PHONE)
    person.open("/logistics/workplace/?view=here")
    lost = person.page.locator("#work-lost")
    expect(lost).to_be_hidden()
    with person.watch.expecting(0):
        person.context.set_offline(True)
        person.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(lost).to_be_visible()
        person.settle()
        person.context.set_offline(False)
        expect(lost).to_be_hidden()
