"""A machine's whole journey on phones: it comes in, is placed, travels with a mismatch, goes back to its owner.

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
RECEIVER = "Тихонов Алексей Дмитриевич"
REASON = f"Ввод в работу {RUN}"


@dataclass
class Journey:
    """What has come to pass so far."""

    contract: str = ""
    act: str = ""
    movement: str = ""
    number: str = ""
    claim: str = ""
    return_act: str = ""
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
    manager = visit("manager", width=PHONE)
    manager.open("/clients/?type=legal_entity&status=active")
    manager.follow(_link(manager, "a[href^='/clients/']", r"/clients/[0-9a-f-]{36}/"))
    manager.follow(manager.page.locator("main a[href*='/logistics/intake/new/?client=']").first)
    contracts = manager.page.locator("main [name='contract'] option:not([value=''])")
    journey.contract = contracts.first.inner_text().split(" · ")[0].strip()
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
    keeper = visit("warehouse", width=PHONE)
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
    manager = visit("manager", width=PHONE)
    manager.open("/logistics/movements/new/")
    _choose(manager, "from_site", STORE)
    _choose(manager, "to_site", CENTRE)
    options = manager.page.locator("main [name='driver'] option:not([value=''])")
    manager.page.locator("main [name='driver']").select_option(str(options.first.get_attribute("value")))
    manager.fill(reason=REASON, serials="\n".join(SERIALS))
    manager.send()
    journey.movement, journey.number = manager.uid(), manager.page.locator("h1").inner_text().split()[0]
    assert re.fullmatch(r"ПМ-\d+", journey.number)
    driver = visit("driver", width=PHONE)
    driver.open("/notifications/")
    assert journey.number in driver.text()
    driver.open("/logistics/tasks/")
    assert journey.number in driver.text()


def test_4_the_driver_scans_the_load_reports_a_damaged_machine_with_a_photo_and_hands_it_over(
    visit: Visit, journey: Journey, tmp_path: Path
) -> None:
    journey.needs("movement")
    driver = visit("driver", width=PHONE)
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


def test_5_the_technician_accepts_what_is_there_and_reports_one_missing(
    visit: Visit, journey: Journey, tmp_path: Path
) -> None:
    journey.needs("movement")
    technician = visit("technician", width=PHONE)
    technician.open("/notifications/")
    assert journey.number in technician.text()
    technician.open(f"/logistics/movements/{journey.movement}/receive/")
    form = technician.page.locator("#receive-form")
    for serial in SERIALS[1:]:
        form.locator("#receive-scan").fill(serial)
        form.locator("#receive-scan").press("Enter")
    missing = form.locator(f".nh-check-row[data-serial='{SERIALS[0]}']")
    missing.locator("summary").click()
    missing.locator("select").select_option("missing")
    missing.locator("[name^=note-]").fill("В кузове нет")
    form.locator("[name=receiver_name]").fill("Техов Денис Романович")
    _sign(technician, form.locator("canvas"))
    technician.follow(form.locator("button[type=submit].btn-primary"))
    technician.open(f"/logistics/movements/{journey.movement}/")
    words = _opened(technician, tmp_path, "note")
    for word in (journey.number, REASON, *SERIALS):
        assert word in words
    technician.open(journey.units[SERIALS[0]])
    assert journey.number in technician.text()


def test_6_the_claim_ends_with_the_machine_found_and_the_chain_has_no_gap(visit: Visit, journey: Journey) -> None:
    journey.needs("movement")
    manager = visit("manager", width=PHONE)
    manager.open(f"/logistics/movements/{journey.movement}/")
    claims = manager.page.locator("main a[href^='/logistics/claims/']")
    assert claims.count() == 2
    for address in claims.evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        manager.open(str(address))
        is_missing = SERIALS[0] in manager.text()
        manager.follow(manager.page.locator("a[href$='/resolve/']"))
        if is_missing:
            _choose(manager, "site", CENTRE)
        manager.fill(outcome="accepted_at" if is_missing else "explained", resolution="Стояла за дверью кузова")
        manager.send()
    manager.open(f"/logistics/movements/{journey.movement}/")
    manager.open(journey.units[SERIALS[0]])
    chain = manager.page.locator("main").inner_text()
    for word in (journey.act, journey.number, STORE, CENTRE):
        assert word in chain


def test_7_the_technician_places_what_arrived(visit: Visit, journey: Journey) -> None:
    journey.needs("movement")
    technician = visit("technician", width=PHONE)
    _at_workplace(technician, CENTRE)
    technician.page.locator("#scan").fill(SERIALS[1])
    item = technician.page.locator(".nh-work-item.is-found").filter(has_text=SERIALS[1])
    item.wait_for()
    technician.follow(item.locator("form button.btn-primary").first)
    assert SERIALS[1] in technician.page.locator(".nh-toast.tone-green").inner_text()


def test_8_a_return_is_registered_and_the_machines_travel_back(visit: Visit, journey: Journey) -> None:
    journey.needs("movement")
    manager = visit("manager", width=PHONE)
    manager.open("/logistics/movements/new/")
    _choose(manager, "from_site", CENTRE)
    _choose(manager, "to_site", STORE)
    options = manager.page.locator("main [name='driver'] option:not([value=''])")
    manager.page.locator("main [name='driver']").select_option(str(options.first.get_attribute("value")))
    manager.fill(reason=f"К выдаче {RUN}", serials="\n".join(SERIALS))
    manager.send()
    back = manager.uid()
    driver = visit("driver", width=PHONE)
    driver.open(f"/logistics/tasks/{back}/")
    form = driver.page.locator("form[data-verb='pick_up']")
    for serial in SERIALS:
        form.locator(f"[data-serial='{serial}'] [data-tick]").click()
    with driver.page.expect_navigation():
        form.locator("button[type=submit]").click()
    driver.settle()
    keeper = visit("warehouse", width=PHONE)
    keeper.open(f"/logistics/movements/{back}/receive/")
    accept = keeper.page.locator("#receive-form")
    for serial in SERIALS:
        accept.locator(f".nh-check-row[data-serial='{serial}'] [type=checkbox]").check()
    keeper.follow(accept.locator("button[type=submit].btn-primary"))
    manager.open("/logistics/returns/new/")
    _choose(manager, "contract", journey.contract)
    manager.page.locator("#return-units label").filter(has_text=SERIALS[0]).wait_for()
    for serial in SERIALS:
        manager.page.locator("#return-units label").filter(has_text=serial).locator("input[type=checkbox]").check()
    manager.fill(reason="Клиент забирает оборудование")
    manager.send()
    found = re.search(r"ВЗ-\d+", manager.page.locator("h1").inner_text())
    assert found is not None
    journey.return_act = found.group()


def test_9_the_keeper_hands_over_with_a_signature_and_the_documents_open(
    visit: Visit, journey: Journey, tmp_path: Path
) -> None:
    journey.needs("return_act")
    keeper = visit("warehouse", width=PHONE)
    keeper.open("/notifications/")
    assert journey.return_act in keeper.text()
    _at_workplace(keeper, STORE)
    keeper.follow(keeper.page.locator(".nh-tiles a[href$='view=returns']"))
    section = keeper.page.locator(f"section[aria-label='{journey.return_act}']")
    section.locator("[name=receiver_name]").fill(RECEIVER)
    _sign(keeper, section.locator("canvas"))
    keeper.follow(section.locator("button[type=submit].btn-primary"))
    assert keeper.page.locator(f"section[aria-label='{journey.return_act}']").count() == 0
    manager = visit("manager", width=PHONE)
    manager.open(f"/logistics/returns/?q={journey.return_act}")
    manager.follow(manager.page.locator("main a").filter(has_text=journey.return_act).first)
    words = _opened(manager, tmp_path, "return")
    for word in (journey.return_act, *SERIALS):
        assert word in words
    for serial in SERIALS:
        manager.open(journey.units[serial])
        chain = manager.text()
        for word in (journey.act, journey.number, journey.return_act):
            assert word in chain


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
