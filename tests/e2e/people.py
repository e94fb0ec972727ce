"""People in front of a browser: signing in, opening pages, and what must hold on every page they see."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.e2e.watching import Watch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Playwright, StorageState

WIDE: Final = 1440
PHONE: Final = 390
_HEIGHTS: Final = {WIDE: 900, PHONE: 844}
PASSWORD: Final = "hash-rate-2026"
_FLAGS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_UID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def launch(playwright: Playwright, *flags: str) -> Browser:
    """Start the distribution's Chromium (`CHROMIUM` names another), with further flags."""
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return playwright.chromium.launch(executable_path=program, args=[*_FLAGS, *flags])


class Person:
    """One browser of one person; every page that `open` or `settle` sees is looked over."""

    def __init__(self, browser: Browser, base_url: str, *, width: int = WIDE, kept: StorageState | None = None) -> None:
        self.base_url = base_url
        self.context = browser.new_context(
            base_url=base_url,
            viewport={"width": width, "height": _HEIGHTS.get(width, 900)},
            has_touch=width == PHONE,
            storage_state=kept,
            reduced_motion="reduce",
            accept_downloads=True,
            locale="en-GB",
        )
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.watch = Watch(self.page, base_url)

    def open(self, path: str, *, status: int = 200) -> None:
        """Go to an address and look the page over; refuse another status."""
        with self.watch.expecting(status):
            answer = self.page.goto(path)
        assert answer is not None
        assert (answer.status, path) == (status, path)
        self.settle()

    def look_at(self, path: str) -> None:
        """Go to an address and look the page over; what is wrong is kept, so that a walk sees all of it."""
        self.page.goto(path)
        self.settle()

    def be_wide(self, width: int) -> None:
        """Make the window as wide as said."""
        self.page.set_viewport_size({"width": width, "height": _HEIGHTS.get(width, 900)})

    def settle(self) -> None:
        """Wait until the page is at rest and hold what must hold on every page."""
        self.page.wait_for_load_state("load")
        self.watch.look_over()

    def follow(self, place: Locator) -> None:
        """Click what leads to another page, and look that page over."""
        with self.page.expect_navigation():
            place.click()
        self.settle()

    def send(self, within: str = "main form[method=post]", button: str = "[type=submit]") -> None:
        """Press the first button of a form and look over the page that answers."""
        self.follow(self.page.locator(within).locator(button).first)

    def fill(self, **values: str) -> None:
        """Type into fields of the page by their names; a radio or a select is chosen by value."""
        for name, value in values.items():
            fields = self.page.locator(f"main [name='{name}'], dialog[open] [name='{name}']")
            kind = fields.first.evaluate("field => field.type || field.tagName")
            if kind == "radio":
                fields.and_(self.page.locator(f"[value='{value}']")).check(force=True)
            elif kind.startswith("select"):
                fields.first.select_option(value)
            elif kind == "checkbox":
                fields.first.set_checked(value == "on")
            else:
                fields.first.fill(value)

    def error_of(self, name: str) -> str:
        """Return what stands as the error of a field, empty when it has none."""
        field = self.page.locator(f"main [name='{name}']").first
        place = field.get_attribute("aria-describedby") or ""
        texts = [self.page.locator(f"[id='{each}'][role=alert]") for each in place.split()]
        return " ".join(text.first.inner_text().strip() for text in texts if text.count())

    def text(self) -> str:
        """Return the text of the page's main part."""
        return self.page.locator("main").inner_text()

    def uid(self) -> str:
        """Return the uid in the page's address."""
        found = _UID.search(self.page.url)
        assert found is not None, self.page.url
        return found.group()

    def picture(self, name: str) -> None:
        """Keep a picture of the page beside the logs, for whoever looks into a failure."""
        folder = Path(os.environ.get("NEUROHOST_VAR", "var")) / "log" / "pictures"
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{re.sub(r'[^a-zA-Z0-9_-]+', '-', name)}.png", full_page=True)

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()


def sign_in(person: Person, login: str, password: str = PASSWORD) -> StorageState:
    """Sign in through the page; return the cookies."""
    person.open("/sign-in/")
    person.fill(username=login, password=password)
    person.send()
    assert "/sign-in/" not in person.page.url, person.text()
    return person.context.storage_state()
