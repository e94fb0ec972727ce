"""A wall of 5,000 positions: how long the server takes for its plan, and how long Chromium takes to draw it."""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - after django.setup()
from django.core.management import call_command  # noqa: E402 - as above
from django.urls import reverse  # noqa: E402 - as above
from playwright.sync_api import sync_playwright  # noqa: E402 - as above

from apps.common.roles import Role  # noqa: E402 - as above
from apps.common.scope import scope  # noqa: E402 - as above
from apps.inventory import services  # noqa: E402 - as above
from tests.audit.scratch import scratch_database  # noqa: E402 - as above
from tests.browser import Browser  # noqa: E402 - as above
from tests.crm.factories import make_client, make_contract  # noqa: E402 - as above
from tests.e2e.people import launch  # noqa: E402 - as above
from tests.factories import make_organisation, make_user  # noqa: E402 - as above
from tests.inventory.factories import factory, make_model, make_node, make_shelves, make_site  # noqa: E402 - as above

NEEDS_DATABASE = True
RACKS, ROWS, COLUMNS = 5, 10, 100
POSITIONS = RACKS * ROWS * COLUMNS
BATCH = 200
ROUNDS = 5
BAR_S = 1.0
LAYERS = ("status", "owner", "load")

# From the moment the whole text is there to the first frame in which it is painted.
_DRAW = """
text => new Promise(done => {
  const began = performance.now();
  document.body.innerHTML = text;
  document.body.getBoundingClientRect();
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
})
"""


def lay() -> tuple[Browser, str]:
    """Make the wall, every position taken; return a signed-in browser and the address of the plan."""
    organisation = make_organisation("plan")
    site = make_site(organisation)
    node = make_node(site, limit_w=None, breaker_a=30_000)
    contracts = [make_contract(make_client(organisation)) for _number in range(5)]
    model = make_model(organisation.pk)
    shelves = make_shelves(node, f"W1-{{1..{ROWS}}}-{{1..{COLUMNS}}}", phase="turn")
    for rack in range(2, RACKS + 1):
        shelves += make_shelves(node, f"W{rack}-{{1..{ROWS}}}-{{1..{COLUMNS}}}", phase="turn")
    for start in range(0, POSITIONS, BATCH):
        with scope(factory(organisation.pk)) as by:
            contract = contracts[start // BATCH % len(contracts)]
            units = services.register_units(
                by=by,
                client=contract.client,
                contract=contract,
                site=site,
                lines=[services.NewUnit(f"WALL{number:08}", model) for number in range(start, start + BATCH)],
                document="ACT",
            )
            services.place_units(by=by, pairs=list(zip(units, shelves[start : start + BATCH], strict=True)), site=site)
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.MANAGER))
    return browser, reverse("inventory:plan_room", args=[node.room.uid])


def served(browser: Browser, url: str) -> tuple[float, str]:
    """Return the seconds of one answer (the median) and its page."""
    found, page = [], ""
    for _round in range(ROUNDS + 1):
        began = time.perf_counter()
        answer = browser.get(url)
        page = answer.content.decode()
        found.append(time.perf_counter() - began)
        if answer.status_code != 200 or page.count("nh-spot") < POSITIONS:
            message = f"{url} answered {answer.status_code} with {page.count('nh-spot')} positions"
            raise RuntimeError(message)
    return statistics.median(found[1:]), page


def drawn(page: str) -> float:
    """Return the seconds in which Chromium parses, lays out and paints the page (the median)."""
    body = page[page.index("<main") : page.index("</main>")]
    static = Path(settings.BASE_DIR) / "static" / "css"
    styles = "".join((static / f"{name}.css").read_text() for name in ("tokens", "app", "components", "plan"))
    found: list[float] = []
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        for _round in range(ROUNDS):
            window = chromium.new_page(viewport={"width": 1440, "height": 900})
            window.set_content(f"<!doctype html><style>{styles}</style><body></body>")
            found.append(window.evaluate(_DRAW, body) / 1000)
            window.close()
        chromium.close()
    return statistics.median(found)


def main() -> int:
    """Measure, print the table and the result."""
    with scratch_database("plan"):
        call_command("migrate", verbosity=0)
        browser, url = lay()
        times = {layer: served(browser, f"{url}?layer={layer}") for layer in LAYERS}
    worst = max(seconds for seconds, _page in times.values())
    page = times["status"][1]
    draw = drawn(page)
    print(f"positions               {POSITIONS:>10,}")
    print(f"page                    {len(page.encode()) / 1024:>10.0f}  KiB")
    for layer, (seconds, _page) in times.items():
        print(f"server, by {layer:<12} {seconds * 1000:>10.0f}  ms")
    print(f"Chromium draws          {draw * 1000:>10.0f}  ms")
    whole = worst + draw
    result = {
        "name": "plan",
        "value": round(whole, 3),
        "unit": "s from the question to the painted wall of 5,000",
        "floor": round(draw, 3),
        "ratio": round(whole / draw, 2),
        "bar": BAR_S,
        "holds": whole <= BAR_S,
    }
    print(json.dumps(result))
    return 0 if result["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
