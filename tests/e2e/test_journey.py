"""A machine's journey on phones: in, onto a shelf, away with a driver who misses one, accepted, and back to its owner.

The steps stand on each other and run in their order; each is done by the role that does it, at the size of a phone.
The paper of every step is downloaded, opened and read.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e import papers
from tests.e2e.journey import (
    COLLECTOR,
    ENDING,
    GOING,
    LOST,
    MANAGER,
    NOTE,
    REASON,
    RECEIVER,
    RETURN_REASON,
    SERIALS,
    STORE,
    WORKSHOP,
    Journey,
    at_workplace,
    choose,
    has_signature,
    is_told,
    link,
    phone,
    photo,
    place,
    scan,
    sign,
    toast,
)

if TYPE_CHECKING:
    from tests.e2e.conftest import Visit
    from tests.e2e.people import Person

_UID = r"[0-9a-f-]{36}"


@pytest.fixture(scope="module")
def journey() -> Journey:
    """Return what the steps tell each other."""
    return Journey()


def test_1a_a_manager_takes_machines_in_from_the_clients_card(visit: Visit, journey: Journey) -> None:
    journey.operator_inn = _inn_of_the_operator(visit)
    manager = phone(visit, "manager")
    manager.open("/contracts/?status=active")
    manager.follow(link(manager, "a[href^='/contracts/']", rf"/contracts/{_UID}/"))
    journey.contract_page = manager.page.url
    journey.contract = manager.page.locator("h1").inner_text().split()[0]
    manager.follow(link(manager, "a[href^='/clients/']", rf"/clients/{_UID}/"))
    journey.owner = manager.page.locator("h1").inner_text().splitlines()[0].strip()
    journey.client, journey.client_inn = (_fact(manager, name) for name in ("name", "inn"))
    manager.follow(manager.page.locator("main a[href*='/logistics/intake/new/?client=']").first)
    choose(manager, "contract", journey.contract)
    choose(manager, "site", STORE)
    choose(manager, "g0-model", "S21")
    manager.page.locator("textarea[name='g0-serials']").fill("\n".join(SERIALS))
    manager.page.locator("#intake-summary strong").wait_for()
    manager.follow(manager.page.locator("#intake-form button.btn-primary[type=submit]"))
    found = re.search(r"АП-\d+", manager.page.locator("h1").inner_text())
    assert found is not None
    journey.act = found.group()
    for serial in SERIALS:
        unit = manager.page.locator("main a[href^='/equipment/']").filter(has_text=serial)
        journey.units[serial] = str(unit.first.get_attribute("href"))
    papers.take(manager, journey.act).holds(journey.act, journey.contract, *journey.parties, *SERIALS)


def test_1b_the_acts_units_are_cards_on_a_phone(visit: Visit, journey: Journey) -> None:
    journey.needs("units")
    keeper = phone(visit, "warehouse")
    keeper.open("/logistics/intake/")
    keeper.follow(keeper.page.locator("main a").filter(has_text=journey.act).first)
    rows = keeper.page.locator("main tbody tr")
    assert rows.count() == len(SERIALS)
    widths = keeper.page.evaluate(
        "[...document.querySelectorAll('main .table-responsive')].map(box => box.scrollWidth - box.clientWidth)"
    )
    assert widths == [0]
    assert rows.first.evaluate("row => getComputedStyle(row).display") == "block"


def test_2_the_keeper_is_told_by_the_bell_and_places_what_came(visit: Visit, journey: Journey) -> None:
    journey.needs("act")
    keeper = phone(visit, "warehouse")
    is_told(keeper, journey.act)
    at_workplace(keeper, STORE)
    shelves = [place(keeper, serial) for serial in SERIALS]
    assert [shelf for shelf in shelves if not re.fullmatch(r"[А-Я]-\d+", shelf)] == []


def test_3_a_manager_plans_a_movement_and_the_driver_is_told(visit: Visit, journey: Journey) -> None:
    journey.needs("units")
    manager = phone(visit, "manager")
    manager.open("/logistics/movements/new/")
    choose(manager, "from_site", STORE)
    choose(manager, "to_site", WORKSHOP)
    choose(manager, "driver", "Дорожкин")
    manager.fill(reason=REASON, serials="\n".join(SERIALS))
    manager.send()
    journey.movement, journey.number = manager.uid(), manager.page.locator("h1").inner_text().split()[0]
    assert re.fullmatch(r"ПМ-\d+", journey.number)
    note = papers.take(manager, journey.number)
    note.holds(journey.number, journey.operator_inn, STORE, WORKSHOP, "Дорожкин", REASON, *SERIALS)
    assert note.words.count("к перевозке") == len(SERIALS)
    driver = phone(visit, "driver")
    is_told(driver, journey.number)
    driver.open("/logistics/tasks/")
    assert journey.number in driver.text()


def test_4_the_driver_takes_what_is_there_and_reports_what_is_not_with_a_photo(visit: Visit, journey: Journey) -> None:
    journey.needs("movement")
    driver = phone(visit, "driver")
    driver.open("/logistics/tasks/")
    driver.follow(driver.page.locator(f"main a.btn[href$='/{journey.movement}/']").first)
    form = driver.page.locator("form[data-verb='pick_up']")
    scan(driver, form.locator("#task-scan"), GOING[0], GOING[1][-4:])
    assert form.locator("[data-count]").inner_text().startswith("2 / 3")
    row = form.locator(f"[data-serial='{LOST}']")
    row.locator("summary").click()
    row.locator("select").select_option("missing")
    row.locator("[data-note]").fill(NOTE)
    row.locator("input[type=file]").set_input_files({"name": "shelf.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    with driver.page.expect_navigation():
        form.locator("button[type=submit]").click()
    driver.settle()
    assert driver.page.locator("#nh-queue").is_hidden()
    assert driver.page.locator("form[data-verb='pick_up']").count() == 0
    on_the_way = driver.page.locator("section").filter(has=driver.page.locator("form[data-verb='hand_over']"))
    assert [serial in on_the_way.inner_text() for serial in SERIALS] == [True, True, False]


def test_5_the_mismatch_is_a_claim_of_its_own_and_holds_nothing_up(visit: Visit, journey: Journey) -> None:
    journey.needs("movement")
    manager = phone(visit, "manager")
    manager.open(f"/logistics/movements/{journey.movement}/")
    manager.follow(manager.page.locator("main a[href^='/logistics/claims/']").first)
    journey.claim = manager.uid()
    journey.claim_number = manager.page.locator("h1").inner_text().split()[0]
    assert re.fullmatch(r"РХ-\d+", journey.claim_number)
    said = manager.text()
    told = (journey.number, STORE, LOST, NOTE, "Дорожкин Павел Ильич", MANAGER)
    assert [word for word in told if word not in said] == []
    shown = manager.page.locator(".nh-photos img").first
    shown.evaluate("picture => picture.decode()")
    assert shown.evaluate("picture => picture.naturalWidth") == 320
    is_told(manager, journey.claim_number)
    assert STORE in _facts_of(manager, journey.units[LOST])
    technician = phone(visit, "technician")
    is_told(technician, journey.number)


def test_6a_the_driver_hands_the_load_over_at_the_door(visit: Visit, journey: Journey) -> None:
    journey.needs("claim")
    driver = phone(visit, "driver")
    driver.open(f"/logistics/tasks/{journey.movement}/")
    over = driver.page.locator("form[data-verb='hand_over']")
    over.locator("[name=receiver_name]").fill(RECEIVER)
    sign(driver, over.locator("canvas"))
    with driver.page.expect_navigation():
        over.locator("button[type=submit]").click()
    driver.settle()
    assert driver.page.locator("form[data-verb]:visible").count() == 0
    assert driver.page.locator("#nh-queue").is_hidden()
    # Brought is not delivered: that is for the receiver to say.
    manager = phone(visit, "manager")
    manager.open(f"/logistics/movements/{journey.movement}/")
    assert manager.page.locator("h1").inner_text().endswith("Забрано")


def test_6b_the_receiver_accepts_in_the_workplace_and_signs_on_the_screen(visit: Visit, journey: Journey) -> None:
    journey.needs("claim")
    technician = phone(visit, "technician")
    at_workplace(technician, WORKSHOP, "incoming")
    technician.follow(technician.page.locator(f"main a[href$='/{journey.movement}/receive/']"))
    scan(technician, technician.page.locator("#receive-scan"), GOING[0], GOING[1][-4:])
    assert technician.page.locator("[data-count]").inner_text() == "2 / 2"
    technician.fill(receiver_name=RECEIVER)
    sign(technician, technician.page.locator("#receive-form canvas"))
    technician.follow(technician.page.locator("#receive-form button[type=submit]"))
    assert journey.number in toast(technician)
    for serial in GOING:
        assert WORKSHOP in _facts_of(technician, journey.units[serial])


def test_6c_the_movement_is_delivered_and_its_note_says_what_came(visit: Visit, journey: Journey) -> None:
    journey.needs("claim")
    manager = phone(visit, "manager")
    manager.open(f"/logistics/movements/{journey.movement}/")
    assert manager.page.locator("h1").inner_text().endswith("Доставлено")
    has_signature(manager, RECEIVER)
    note = papers.take(manager, journey.number)
    note.holds(journey.number, journey.operator_inn, *SERIALS, "не забрано")
    assert (note.words.count("принято"), note.words.count("к перевозке")) == (len(GOING), 0)
    is_told(manager, journey.number)


def test_7a_a_manager_orders_the_return_and_its_act_opens(visit: Visit, journey: Journey) -> None:
    journey.needs("claim")
    manager = phone(visit, "manager")
    manager.open(journey.contract_page)
    manager.follow(manager.page.locator(".nh-page-actions a[href*='/logistics/returns/new/?contract=']"))
    for serial in GOING:
        manager.page.locator("#return-units label").filter(has_text=serial).locator("input").check()
    manager.fill(reason=RETURN_REASON)
    manager.send()
    journey.return_act, journey.return_number = manager.uid(), manager.page.locator("h1").inner_text().split()[0]
    assert re.fullmatch(r"ВЗ-\d+", journey.return_number)
    act = papers.take(manager, journey.return_number)
    act.holds(journey.return_number, journey.contract, *journey.parties, *GOING, RETURN_REASON)
    assert LOST not in act.words


def test_7b_the_keeper_is_told_and_finds_what_waits_for_its_owner(visit: Visit, journey: Journey) -> None:
    journey.needs("return_act")
    keeper = phone(visit, "warehouse")
    is_told(keeper, journey.return_number)
    at_workplace(keeper, WORKSHOP, "returns")
    waiting = keeper.page.locator("main section").filter(has_text=journey.return_number)
    assert [serial in waiting.inner_text() for serial in SERIALS] == [True, True, False]


def test_8_the_keeper_hands_over_against_a_signature(visit: Visit, journey: Journey) -> None:
    journey.needs("return_act")
    keeper = phone(visit, "warehouse")
    at_workplace(keeper, WORKSHOP, "returns")
    keeper.follow(keeper.page.locator("main section").filter(has_text=journey.return_number).locator("a.btn-primary"))
    scanned = keeper.page.locator("#hand-over-scan")
    for serial in (LOST, *GOING):
        scanned.fill(serial)
        scanned.press("Enter")
        # What is not on the act is said, and ticks nothing.
        assert keeper.page.locator("[data-unknown]").is_visible() == (serial == LOST)
    assert keeper.page.locator("[data-count]").inner_text() == f"{len(GOING)} / {len(GOING)}"
    keeper.page.locator("[name=receiver_name]").fill(COLLECTOR)
    sign(keeper, keeper.page.locator("canvas"))
    keeper.follow(keeper.page.locator("#hand-over-form button[type=submit]"))
    assert journey.return_number in toast(keeper)
    keeper.open(f"/logistics/returns/{journey.return_act}/")
    has_signature(keeper, COLLECTOR)
    act = papers.take(keeper, journey.return_number)
    act.holds(journey.return_number, journey.contract, *journey.parties, *GOING)
    manager = phone(visit, "manager")
    manager.open(f"/logistics/returns/{journey.return_act}/")
    # The act is what was registered, to the byte, for whoever asks and whenever.
    assert papers.take(manager, journey.return_number).docx == act.docx


def test_9_who_answers_for_the_claim_closes_it(visit: Visit, journey: Journey) -> None:
    journey.needs("claim")
    manager = phone(visit, "manager")
    manager.open(f"/logistics/claims/{journey.claim}/")
    manager.follow(manager.page.locator(".nh-page-actions a[href$='/resolve/']"))
    manager.fill(outcome="explained", resolution=ENDING)
    manager.send()
    assert journey.claim_number in toast(manager)
    said = manager.text()
    assert (ENDING in said, MANAGER in said) == (True, True)
    assert manager.page.locator(".nh-page-actions a[href$='/resolve/']").count() == 0


def test_10_the_chain_of_custody_has_every_hand_and_no_hole(visit: Visit, journey: Journey) -> None:
    journey.needs("return_act")
    manager = phone(visit, "manager")
    chain = _custody_of(manager, journey, GOING[0])
    documents = [journey.act, journey.act, journey.number, journey.number, journey.return_number]
    assert [hand["document"] for hand in chain] == documents
    keepers = [STORE, STORE, "Дорожкин Павел Ильич", WORKSHOP, journey.owner]
    assert [hand["keeper"] for hand in chain] == keepers
    # Each hand takes the unit at the very moment at which the one before gives it away; the last one holds it.
    assert [hand["end"] for hand in chain] == [*(hand["start"] for hand in chain[1:]), ""]
    assert manager.page.locator(".nh-timeline li a").all_inner_texts() == documents[::-1]
    assert manager.page.locator("main .tone-amber").count() == 0
    sheet = papers.download(manager, ".nh-page-actions a[href$='/pdf/']", f"custody-{GOING[0]}.pdf")
    printed = papers.words_of_pdf(sheet)
    assert [word for word in (GOING[0], *documents, STORE, WORKSHOP) if word not in printed] == []
    assert [hand["document"] for hand in _custody_of(manager, journey, LOST)] == [journey.act, journey.act]


def _custody_of(person: Person, journey: Journey, serial: str) -> list[dict[str, str]]:
    """Go from a unit's page to its chain of custody; return the links of its file, oldest first."""
    person.open(journey.units[serial])
    person.follow(person.page.locator("main a[href^='/logistics/custody/']").first)
    data = papers.download(person, ".nh-page-actions a[href$='/csv/']", "custody.csv").decode("utf-8-sig")
    names = ("start", "end", "kind", "keeper", "place", "document", "by")
    return [dict(zip(names, row, strict=True)) for row in list(csv.reader(io.StringIO(data)))[1:]]


def _inn_of_the_operator(visit: Visit) -> str:
    """Return the INN of the main own legal entity, as the company's settings show it."""
    admin = phone(visit, "admin")
    admin.open("/settings/")
    return admin.page.locator("main td[class='is-card-title'] + td .nh-mono").first.inner_text().strip()


def _fact(person: Person, name: str) -> str:
    """Return one of the client's requisites."""
    fact = person.page.locator("#client-requisites .crm-fact").filter(
        has=person.page.locator(f"[hx-get$='/fields/{name}/']")
    )
    return fact.locator("dd").inner_text().strip()


def _facts_of(person: Person, unit: str) -> str:
    """Return what the page of a unit says first of all."""
    person.open(unit)
    return person.page.locator("main dl.nh-facts").first.inner_text()
