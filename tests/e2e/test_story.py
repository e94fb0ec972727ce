"""The main job from end to end: a client, a contract, places, machines, their readings, the client's own view.

The steps stand on each other and run in their order; each is done by the role that does it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.papers import words_of_docx
from tests.e2e.people import PHONE, sign_in
from tests.e2e.story import (
    ACCOUNT,
    COMPANY,
    CONTACT,
    RUN,
    SIGNATORY,
    Story,
    as_pdf,
    letter_to,
    wait_for,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.conftest import Visit
    from tests.e2e.people import Person
    from tests.e2e.simulated import SimulatedSite

SITE = f"ДЦ Проверка {RUN}"
LIMIT_KW = "6.5"
HOME = "ДЦ-1"
SPARE = f"ZPAS{RUN:07d}X"
SPARES = [f"ZPAR{RUN:07d}{number}" for number in range(3)]
OFFLINE_BAR_S = 90.0
CLIENT_LOGIN = f"proverka-{RUN}"
CLIENT_MAIL = f"semyon-{RUN}@proverka.example"
CLIENT_PASSWORD = "a-long-own-phrase-17"


@pytest.fixture(scope="module")
def story() -> Story:
    """Return what the steps tell each other."""
    return Story()


def test_1_a_manager_enters_a_client_and_is_told_of_a_wrong_checksum_at_its_field(visit: Visit, story: Story) -> None:
    manager = visit("manager")
    manager.open("/clients/new/")
    manager.fill(type="legal_entity", **COMPANY, **CONTACT, **ACCOUNT)
    manager.fill(
        inn=f"{COMPANY['inn'][:-1]}{(int(COMPANY['inn'][-1]) + 1) % 10}",
        account_settlement_account="40702810200000012346",
    )
    manager.send()
    assert manager.page.url.endswith("/clients/new/")
    assert manager.error_of("inn") != ""
    assert manager.error_of("account_settlement_account") != ""
    assert manager.error_of("kpp") == ""
    assert manager.page.locator("[name=name]").input_value() == COMPANY["name"]
    manager.fill(inn=COMPANY["inn"], account_settlement_account=ACCOUNT["account_settlement_account"])
    manager.send()
    story.client = manager.uid()
    shown = manager.text()
    for word in (COMPANY["inn"], COMPANY["kpp"], CONTACT["contact_name"], ACCOUNT["account_bic"]):
        assert word in shown
    for name, value in SIGNATORY.items():
        manager.page.locator(f"#client-requisites button[hx-get$='/fields/{name}/']").click()
        field = manager.page.locator("#client-requisites form.crm-inline [name=value]")
        field.fill(value)
        manager.page.locator("#client-requisites form.crm-inline button.btn-primary").click()
        field.wait_for(state="detached")
    assert SIGNATORY["signatory_name"] in manager.page.locator("#client-requisites").inner_text()


def test_2_a_manager_registers_a_contract_and_its_document_opens(visit: Visit, story: Story, tmp_path: Path) -> None:
    story.needs("client")
    manager = visit("manager")
    manager.open(f"/clients/{story.client}/contracts/new/")
    manager.fill(tariff_rate="5,10", max_power_kw="120")
    manager.follow(manager.page.locator("button[name=register]"))
    story.contract = manager.uid()
    story.number = manager.page.locator("h1").inner_text().strip()
    assert re.fullmatch(r"ТКС-ОМИ-\d+-\d{2}Ю", story.number), story.number
    with manager.page.expect_download() as coming:
        manager.page.locator("a[download][href^='/documents/']").first.click()
    document = tmp_path / "contract.docx"
    coming.value.save_as(document)
    words = words_of_docx(document.read_bytes())
    for word in (story.number, COMPANY["name"], COMPANY["inn"], COMPANY["ogrn"], ACCOUNT["account_settlement_account"]):
        assert word in words
    assert as_pdf(document).read_bytes().startswith(b"%PDF")


def test_3_an_administrator_makes_site_room_power_and_shelves(visit: Visit, story: Story) -> None:
    admin = visit("admin")
    admin.open("/sites/new/")
    admin.fill(name=SITE, type="data_centre", postal_address="г. Владимир, ул. Проверочная, д. 1")
    admin.send()
    story.site = admin.uid()
    admin.follow(admin.page.locator("a[href$='/rooms/new/']"))
    admin.fill(name="Зал П")
    admin.send()
    admin.follow(admin.page.locator("a[href$='/nodes/new/']").first)
    admin.fill(name="ВРУ-П", limit_w=LIMIT_KW)
    admin.send()
    admin.follow(admin.page.locator("a[href*='/sites/node/'][href$='/shelves/new/']").first)
    admin.fill(pattern="П-{1..2}-{1..3}")
    admin.send()
    assert admin.page.locator(".nh-shelf").count() == 6
    assert admin.page.locator(".nh-node").inner_text().count("6") >= 1
    admin.open("/users/?q=technician&role=technician")
    admin.follow(admin.page.locator("main table a").first)
    sites = admin.page.locator("[name=sites]")
    chosen = sites.evaluate("field => Array.from(field.selectedOptions, option => option.value)")
    sites.select_option([*chosen, story.site])
    admin.send()


def test_4_a_manager_takes_machines_in_by_pasted_serial_numbers(
    visit: Visit, story: Story, simulated: SimulatedSite
) -> None:
    story.needs("client", "contract", "site")
    story.machines = _strangers(visit, simulated)
    serials = [machine["serial"] for machine in story.machines]
    manager = visit("manager")
    act = _take_in(manager, story, HOME, "S19 XP", serials)
    assert serials[0] in words_of_docx(act)
    for serial in serials:
        link = manager.page.locator("main a[href^='/equipment/']").filter(has_text=serial)
        story.units[serial] = str(link.get_attribute("href"))
    _take_in(manager, story, SITE, "S19 XP", SPARES)
    _take_in(manager, story, "Склад", "S21", [SPARE])


def test_5a_a_warehouse_keeper_sees_what_came_and_places_it_with_one_press_on_a_phone(
    visit: Visit, story: Story
) -> None:
    story.needs("units")
    keeper = visit("warehouse", width=PHONE)
    keeper.open("/logistics/workplace/")
    if "Склад" not in keeper.page.locator("h1").inner_text():
        keeper.follow(keeper.page.locator(".nh-page-actions a").filter(has_text="Склад"))
    keeper.page.locator("#scan").fill(SPARE[-6:])
    item = _work_item(keeper, SPARE)
    item.wait_for()
    keeper.follow(item.locator("form button.btn-primary").first)
    assert SPARE in keeper.page.locator(".nh-toast.tone-green").inner_text()
    keeper.page.locator("#scan").fill(SPARE[-6:])
    wait_for(lambda: _work_item(keeper, SPARE).locator("strong").count(), 10, "the shelf is shown")
    keeper.settle()


def test_5b_a_technician_places_machines_until_the_limit_refuses_with_its_numbers(visit: Visit, story: Story) -> None:
    story.needs("site", "units")
    technician = visit("technician", width=PHONE)
    technician.open(f"/logistics/workplace/{story.site}/")
    assert [serial for serial in SPARES if serial not in technician.text()] == []
    for serial in SPARES[:2]:
        technician.follow(_work_item(technician, serial).locator("form button.btn-primary").first)
        assert technician.page.locator(".nh-toast.tone-green").count() == 1
    item = _work_item(technician, SPARES[2])
    item.locator("summary").click()
    item.locator("input[name=shelf]").last.fill("П-2-3")
    technician.follow(item.locator("details form button[type=submit]").first)
    refusal = technician.page.locator(".nh-toast.tone-red").inner_text()
    assert re.search(r"ВРУ-П.*6[.,]5", refusal, re.DOTALL), refusal
    assert SPARES[2] in technician.text()
    technician.open(f"/logistics/workplace/{story.site}/?view=load")


def test_6_a_technician_enrols_an_agent_and_sees_finds_matched_and_unmatched(
    visit: Visit, story: Story, base_url: str, tmp_path: Path
) -> None:
    story.needs("machines", "units")
    technician = visit("technician")
    technician.open("/agents/new/")
    _choose(technician, "site", SITE)
    technician.fill(agent_name=f"Агент проверки {RUN}", scan_ranges="127.20.9.0/24")
    technician.send()
    code = technician.page.get_by_test_id("enrolment-code").inner_text().strip()
    assert [_enrol(code, base_url, tmp_path / name) for name in ("first", "second")] == [0, 1]
    technician.open("/agents/")
    assert f"Агент проверки {RUN}" in technician.text()
    technician.follow(technician.page.locator("main a:has-text('Агент ДЦ-1')").first)
    technician.follow(technician.page.locator("form[action$='/scan/'] button"))
    serials = set(story.units)
    wait_for(lambda: _serials_in(technician, "/machines/unmatched/").isdisjoint(serials), 120, "finds are matched", 3)
    assert _serials_in(technician, "/machines/unmatched/") != set()


def test_7_a_machine_is_watched_live_and_one_that_is_off_is_soon_a_problem(
    visit: Visit, story: Story, simulated: SimulatedSite, figures: list[str]
) -> None:
    story.needs("machines", "units")
    technician = visit("technician")
    watched, unplugged = story.machines[0], story.machines[1]
    pages = {each["serial"]: _miner_page(technician, each["serial"]) for each in (watched, unplugged)}
    wait_for(lambda: _state(technician, pages[unplugged["serial"]]) == "bolt", 90, "the machine mines", 3)
    simulated.power(unplugged["ip"], on=False)
    began = time.monotonic()
    try:
        wait_for(lambda: _state(technician, pages[unplugged["serial"]]) == "wifi-off", 120, "offline is shown")
        seconds = time.monotonic() - began
        figures.append(f"a machine switched off is shown offline after {seconds:.1f} s (bar {OFFLINE_BAR_S:.0f} s)")
        wait_for(
            lambda: unplugged["serial"] in _text_of(technician, "/problems/?open=yes"), 30, "the problem is listed"
        )
        figures.append(f"it is listed as a problem after {time.monotonic() - began:.1f} s")
        assert seconds <= OFFLINE_BAR_S
        _looks_alive(technician, pages[watched["serial"]])
    finally:
        simulated.power(unplugged["ip"], on=True)


def test_8_a_client_is_invited_signs_in_and_sees_own_machines_only(visit: Visit, story: Story) -> None:
    story.needs("client", "units")
    admin = visit("admin")
    admin.open("/users/new/")
    admin.fill(login=CLIENT_LOGIN, name=CONTACT["contact_name"], email=CLIENT_MAIL, role="client_admin")
    admin.fill(client=story.client)
    admin.send()
    foreign = _foreign_unit(admin, story)
    letter = wait_for(lambda: letter_to(CLIENT_MAIL), 30, "the invitation arrives")
    link = re.search(r"/password/set/\S+", letter)
    assert link is not None, letter
    client = visit("", width=PHONE)
    client.open(link.group())
    for field in client.page.locator("main input[type=password]").all():
        field.fill(CLIENT_PASSWORD)
    client.send()
    sign_in(client, CLIENT_LOGIN, CLIENT_PASSWORD)
    client.open("/")
    assert _serials_in(client, "/miners/") == set(story.units)
    assert _serials_in(client, "/equipment/") == {*story.units, *SPARES, SPARE}
    for address in story.units.values():
        client.open(address)
    client.open(foreign, status=404)


def _enrol(code: str, url: str, folder: Path) -> int:
    """Enrol an agent of its own keys with a code; return the program's exit code."""
    folder.mkdir()
    command = [sys.executable, "-m", "neurohost_agent", "enrol", code, "--server", url, "--data", str(folder)]
    return subprocess.run(command, check=False, capture_output=True, timeout=60).returncode


def _take_in(manager: Person, story: Story, site: str, model: str, serials: list[str]) -> bytes:
    """Register an intake act from the client's card; return its document."""
    manager.open(f"/clients/{story.client}/")
    manager.follow(manager.page.locator("main a[href*='/logistics/intake/new/?client=']").first)
    _choose(manager, "contract", story.number)
    _choose(manager, "site", site)
    _choose(manager, "g0-model", model)
    manager.page.locator("textarea[name='g0-serials']").fill("\n".join(serials))
    manager.page.locator("#intake-summary strong").wait_for()
    manager.follow(manager.page.locator("#intake-form button.btn-primary[type=submit]"))
    assert re.search(r"АП-\d+", manager.page.locator("h1").inner_text())
    address = manager.page.locator("main a[href$='/paper.docx']").get_attribute("href")
    return bytes(manager.page.request.get(str(address)).body())


def _strangers(visit: Visit, simulated: SimulatedSite) -> list[dict[str, Any]]:
    """Return three found machines that stand in nobody's papers and tell their serial numbers."""
    technician = visit("technician")
    unknown = wait_for(lambda: _serials_in(technician, "/machines/unmatched/"), 120, "the agent's finds", 3)
    found = [each for each in simulated.machines() if each["serial"] in unknown and each["serial_reported"]]
    assert len(found) >= 3
    return found[:3]


def _serials_in(person: Person, address: str) -> set[str]:
    """Return the serial numbers in a list."""
    person.open(address)
    return {
        text.strip()
        for text in person.page.locator("main table .nh-mono").all_inner_texts()
        if re.match(r"^[A-Z]{2}[A-Z0-9]{8,}$", text.strip())
    }


def _text_of(person: Person, address: str) -> str:
    """Open a page and return its text."""
    person.open(address)
    return person.text()


def _choose(person: Person, name: str, label: str) -> None:
    """Choose the option of a select whose text has `label` in it."""
    options = person.page.locator(f"main [name='{name}'] option").filter(has_text=label)
    person.page.locator(f"main [name='{name}']").select_option(str(options.first.get_attribute("value")))


def _work_item(person: Person, serial: str) -> Any:
    """Return the entry of a unit in the workplace's list."""
    return person.page.locator(".nh-work-item").filter(has_text=serial)


def _miner_page(person: Person, serial: str) -> str:
    """Return the address of a machine's page."""
    person.open(f"/miners/?q={serial}")
    return str(person.page.locator("main a[href^='/miners/']").filter(has_text=serial).first.get_attribute("href"))


def _state(person: Person, address: str) -> str:
    """Return the icon of the state that a machine's page shows."""
    person.open(address)
    classes = str(person.page.locator("#live .nh-status .ti").first.get_attribute("class"))
    return re.sub(r".*\bti-([\w-]+).*", r"\1", classes)


def _looks_alive(person: Person, address: str) -> None:
    """Hold what a live machine's page shows, and that its chart moves while the page stays open."""
    person.open(f"{address}?period=1h")
    tables = person.page.locator("#live table")
    assert tables.nth(0).locator("tbody tr").count() == 3
    assert tables.nth(1).locator("tbody tr td.nh-mono").count() >= 1
    assert person.page.locator("#live dl.nh-facts").first.locator("dd").count() >= 2
    assert re.search(r"\d+[.,]\d", person.page.locator("#live .nh-kpi").first.inner_text())
    person.page.locator("#chart-hashrate canvas").wait_for()
    person.page.locator("figure:has(#chart-hashrate) [data-chart-table]").click()
    rows = person.page.locator("figure:has(#chart-hashrate) table tr")
    before = wait_for(rows.count, 10, "the chart's table")
    person.page.locator("figure:has(#chart-hashrate) [data-chart-table]").click()
    read = person.page.locator("#live time").first
    earlier = read.get_attribute("datetime")
    wait_for(lambda: read.get_attribute("datetime") != earlier, 60, "a newer reading comes by itself")
    latest = person.page.locator("#chart-hashrate").get_attribute("data-chart")

    def more() -> bool:
        series = person.page.request.get(str(latest)).json()["series"]
        return bool(max(len(one["values"]) for one in series) >= before)

    wait_for(more, 45, "the chart moves")
    person.settle()


def _foreign_unit(admin: Person, story: Story) -> str:
    """Return the address of a unit of another client."""
    admin.open("/equipment/")
    links = admin.page.locator("main table a[href^='/equipment/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    return next(str(link) for link in links if re.search(r"[0-9a-f-]{36}", link) and link not in story.units.values())
