"""Make the pictures of docs/screens: the main pages, wide and narrow, dark and light (`bin/neurohost screens`)."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.e2e.people import PHONE, WIDE, Person, launch, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, StorageState

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "screens"
MOST_BYTES: Final = 120_000
_ROW: Final = "main tbody a"


@dataclass(frozen=True)
class Screen:
    """One page as one role sees it; `follow` is the link on it that leads to the page meant, `widths` where."""

    name: str
    login: str
    path: str
    follow: str = ""
    widths: tuple[int, ...] = (WIDE, PHONE)
    themes: tuple[str, ...] = ("dark", "light")


SCREENS: Final = (
    Screen("sign-in", "", "/sign-in/", themes=("dark",)),
    Screen("dashboard", "admin", "/"),
    Screen("clients", "manager", "/clients/", themes=("light",)),
    Screen("client", "manager", "/clients/?status=active", f"{_ROW}[href^='/clients/']"),
    Screen("client-new", "manager", "/clients/new/", widths=(WIDE,), themes=("dark",)),
    Screen("contract", "manager", "/contracts/?status=active", f"{_ROW}[href^='/contracts/']", (WIDE,), ("light",)),
    Screen("intake-new", "manager", "/logistics/intake/new/", widths=(WIDE,), themes=("dark",)),
    Screen("site", "admin", "/sites/", f"{_ROW}:has-text('ДЦ-1')", themes=("dark",)),
    Screen("equipment", "admin", "/equipment/", widths=(WIDE,), themes=("dark",)),
    Screen("unit", "technician", "/equipment/?state=in_service", f"{_ROW}[href^='/equipment/']", (WIDE,), ("light",)),
    Screen("workplace", "warehouse", "/logistics/workplace/", widths=(PHONE,)),
    Screen("site-day", "technician", "/"),
    Screen("miners", "technician", "/miners/", themes=("dark",)),
    Screen("miner", "technician", "/miners/?state=5", f"{_ROW}[href^='/miners/']"),
    Screen("problems", "technician", "/problems/?open=yes", themes=("dark",)),
    Screen("agent", "technician", "/agents/", f"{_ROW}[href^='/agents/']", (WIDE,), ("dark",)),
    Screen("portal", "client", "/"),
    Screen("sales", "manager", "/sales/dashboard/", widths=(WIDE,), themes=("dark",)),
    Screen("deals", "manager", "/deals/board/", widths=(WIDE,), themes=("light",)),
    Screen("plan", "technician", "/plans/", "main a[href^='/plans/rooms/']", themes=("dark",)),
    Screen("repairs", "technician", "/service/", widths=(WIDE,), themes=("dark",)),
    Screen("tasks", "driver", "/logistics/tasks/", widths=(PHONE,), themes=("dark",)),
    Screen("custody", "manager", "/logistics/custody/", f"{_ROW}[href^='/logistics/custody/']", (WIDE,), ("light",)),
    Screen("audit", "auditor", "/audit/", widths=(WIDE,), themes=("dark",)),
    Screen("admin", "admin", "/admin/", widths=(WIDE,), themes=("dark",)),
)  # fmt: skip


def main() -> int:
    """Take every picture; exit 1 when one is too large."""
    chosen = set(sys.argv[1:])
    FOLDER.mkdir(parents=True, exist_ok=True)
    too_large = []
    kept: dict[str, StorageState] = {}
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for screen in SCREENS:
            if chosen and screen.name not in chosen:
                continue
            if screen.login and screen.login not in kept:
                first = Person(browser, os.environ["NEUROHOST_E2E_URL"])
                kept[screen.login] = sign_in(first, screen.login)
                first.leave()
            too_large += [name for name in _take(browser, screen, kept.get(screen.login)) if name]
        browser.close()
    sys.stdout.writelines(f"{sentence}\n" for sentence in too_large)
    return 1 if too_large else 0


def _take(browser: Browser, screen: Screen, kept: StorageState | None) -> list[str]:
    """Take the pictures of one screen; return the sentences about those that are too large."""
    too_large = []
    for width in screen.widths:
        person = Person(browser, os.environ["NEUROHOST_E2E_URL"], width=width, kept=kept)
        person.look_at(screen.path)
        if screen.follow:
            link = person.page.locator(screen.follow).first.get_attribute("href")
            person.look_at(str(link))
        for theme in screen.themes:
            address = {"name": "nh_theme", "value": theme, "url": person.base_url}
            person.context.add_cookies([address])  # type: ignore[list-item]  # a plain dict of the same shape
            person.page.reload()
            person.settle()
            person.page.wait_for_timeout(1_500)
            path = FOLDER / f"{screen.name}-{width}-{theme}.png"
            size = _keep(person.page.screenshot(), path)
            sys.stdout.write(f"{path.name:<32}{size / 1000:>8.1f} kB\n")
            too_large.append(f"{path.name} has {size} bytes" if size > MOST_BYTES else "")
        person.leave()
    return too_large


def _keep(picture: bytes, path: Path) -> int:
    """Write a picture in as few bytes as it needs; return how many."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (192, 96, 48):
        image.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= MOST_BYTES:
            break
    return path.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
