"""A machine's journey on phones: it comes in, is placed, and travels with a driver who reports a mismatch.

The steps stand on each other and run in their order; each is done by the role that does it, at the size of a phone.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.e2e.people import PHONE
from tests.e2e.story import RUN, as_pdf, words_of_docx

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.e2e.conftest import Visit
    from tests.e2e.people import Person

STORE, CENTRE = "Склад", "ДЦ-1"
SERIALS = [f"JRN{RUN:07d}{letter}" for letter in "ABC"]
REASON = f"Ввод в работу {RUN}"
_PATIENCE_MS = 40_000


@dataclass
class Journey:
    """What has come to pass so far."""

    act: str = ""
    movement: str = ""
    number: str = ""
    units: dict[str, str] = field(default_factory=dict)

    def needs(self, *names: str) -> None:
        """Fail plainly when an earlier step has not come to its end."""
        missing = [name for name in names if not getattr(self, name)]
        if missing:
            pytest.fail(f"an earlier step of the journey did not get here: no {', '.join(missing)}")


@pytest.fixture(scope="module")
def journey() -> Journey:
    """Return what the steps tell each other."""
    return Journey()


def test_1_a_manager_takes_machines_in_on_a_phone_and_the_act_opens(
    visit: Visit, journey: Journey, tmp_path: Path
) -> None:
    manager = _phone(visit, "manager")
    manager.open("/contracts/?status=active")
    manager.follow(_link(manager, "a[href^='/contracts/']", r"/contracts/[0-9a-f-]{36}/"))
    manager.follow(_link(manager, "a[href^='/clients/']", r"/clients/[0-9a-f-]{36}/"))
    manager.follow(manager.page.locator("main a[href*='/logistics/intake/new/?client=']").first)
    contracts = manager.page.locator("main [name='contract'] option:not([value=''])")
    manager.page.locator("main [name='contract']").select_option(str(contracts.first.get_attribute("value")))
    _choose(manager, "site", STORE)
    _choose(manager, "g0-model", "S21")
    manager.page.locator("textarea[name='g0-serials']").fill("\n".join(SERIALS))
    manager.page.locator("#intake-summary strong").wait_for()
    manager.follow(manager.page.locator("#intake-form button.btn-primary[type=submit]"))
    found = re.search(r"АП-\d+", manager.page.locator("h1").inner_text())
    assert found is not None
    journey.act = found.group()
    words = _opened(manager, tmp_path, "act")
    for word in (journey.act, *SERIALS):
        assert word in words
    for serial in SERIALS:
        link = manager.page.locator("main a[href^='/equipment/']").filter(has_text=serial)
        journey.units[serial] = str(link.first.get_attribute("href"))


def test_2_the_keeper_is_told_by_the_bell_and_places_what_came(visit: Visit, journey: Journey) -> None:
    journey.needs("act")
    keeper = _phone(visit, "warehouse")
    keeper.open("/notifications/")
    assert journey.act in keeper.text()
    _at_workplace(keeper, STORE)
    for serial in SERIALS:
        keeper.page.locator("#scan").fill(serial)
        item = keeper.page.locator(".nh-work-item.is-found").filter(has_text=serial)
        item.wait_for()
        keeper.follow(item.locator("form button.btn-primary").first)
        assert serial in keeper.page.locator(".nh-toast.tone-green").inner_text()


def test_3_a_manager_plans_a_movement_and_the_driver_is_told(visit: Visit, journey: Journey) -> None:
    journey.needs("units")
    manager = _phone(visit, "manager")
    manager.open("/logistics/movements/new/")
    _choose(manager, "from_site", STORE)
    _choose(manager, "to_site", CENTRE)
    options = manager.page.locator("main [name='driver'] option:not([value=''])")
    manager.page.locator("main [name='driver']").select_option(str(options.first.get_attribute("value")))
    manager.fill(reason=REASON, serials="\n".join(SERIALS))
    manager.send()
    journey.movement, journey.number = manager.uid(), manager.page.locator("h1").inner_text().split()[0]
    assert re.fullmatch(r"ПМ-\d+", journey.number)
    driver = _phone(visit, "driver")
    driver.open("/notifications/")
    assert journey.number in driver.text()
    driver.open("/logistics/tasks/")
    assert journey.number in driver.text()


def test_4_the_driver_scans_the_load_reports_a_damaged_machine_with_a_photo_and_hands_it_over(
    visit: Visit, journey: Journey
) -> None:
    journey.needs("movement")
    driver = _phone(visit, "driver")
    driver.open(f"/logistics/tasks/{journey.movement}/")
    form = driver.page.locator("form[data-verb='pick_up']")
    for serial in (SERIALS[0], SERIALS[1][-4:], SERIALS[2]):
        form.locator("#task-scan").fill(serial)
        form.locator("#task-scan").press("Enter")
    assert form.locator("[data-count]").inner_text().startswith("3 / 3")
    row = form.locator(f"[data-serial='{SERIALS[2]}']")
    row.locator("summary").click()
    row.locator("select").select_option("damaged")
    row.locator("[data-note]").fill("Вмятина на кожухе")
    row.locator("input[type=file]").set_input_files({"name": "dent.jpg", "mimeType": "image/jpeg", "buffer": _photo()})
    with driver.page.expect_navigation():
        form.locator("button[type=submit]").click()
    driver.settle()
    over = driver.page.locator("form[data-verb='hand_over']")
    over.locator("[name=receiver_name]").fill("Техов Денис Романович")
    _sign(driver, over.locator("canvas"))
    with driver.page.expect_navigation():
        over.locator("button[type=submit]").click()
    driver.settle()
    assert driver.page.locator("form[data-verb]").count() == 0
    assert driver.page.locator("#nh-queue").is_hidden()


def _phone(visit: Visit, login: str) -> Person:
    """Return a signed-in person with a phone; documents and pictures are given their time."""
    person = visit(login, width=PHONE)
    person.context.set_default_timeout(_PATIENCE_MS)
    return person


def _choose(person: Person, name: str, label: str) -> None:
    """Choose the option of a select whose text has `label` in it."""
    options = person.page.locator(f"main [name='{name}'] option").filter(has_text=label)
    person.page.locator(f"main [name='{name}']").select_option(str(options.first.get_attribute("value")))


def _link(person: Person, links: str, pattern: str) -> Locator:
    """Return the first link of the page whose address fits."""
    addresses = person.page.locator(f"main {links}").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    wanted = next(address for address in addresses if re.fullmatch(pattern, str(address)))
    return person.page.locator(f"main a[href='{wanted}']").first


def _at_workplace(person: Person, name: str) -> None:
    """Open the workplace of a site."""
    person.open("/logistics/workplace/")
    if name not in person.page.locator("h1").inner_text():
        person.follow(person.page.locator(".nh-page-actions a").filter(has_text=name))


def _sign(person: Person, canvas: Locator) -> None:
    """Draw a signature."""
    canvas.scroll_into_view_if_needed()
    frame = canvas.bounding_box()
    assert frame is not None
    person.page.mouse.move(frame["x"] + 20, frame["y"] + 40)
    person.page.mouse.down()
    person.page.mouse.move(frame["x"] + 120, frame["y"] + 20, steps=4)
    person.page.mouse.move(frame["x"] + 180, frame["y"] + 60, steps=4)
    person.page.mouse.up()


def _photo() -> bytes:
    """Return a small photo."""
    kept = io.BytesIO()
    Image.new("RGB", (320, 240), "grey").save(kept, "JPEG")
    return kept.getvalue()


def _opened(person: Person, folder: Path, name: str) -> str:
    """Load the document of the page, open it as LibreOffice does, and return its words."""
    address = person.page.locator("main a[href$='/document/'], .nh-page-actions a[href$='/document/']").first
    data = bytes(person.page.request.get(str(address.get_attribute("href"))).body())
    document = folder / f"{name}.docx"
    document.write_bytes(data)
    assert as_pdf(document).read_bytes().startswith(b"%PDF")
    return words_of_docx(data)
