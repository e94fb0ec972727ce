"""A manager's core task in three steps: a client by its INN, a contract, the package of documents downloaded."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Final

import pytest

from tests.e2e.papers import UNFILLED, words_of_docx
from tests.e2e.people import PHONE, WIDE, Person
from tests.e2e.story import as_pdf, wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.conftest import Visit

MOST_CLICKS: Final = 9
# Companies of the local register, one for each width, since a client is entered once.
COMPANIES: Final = {
    WIDE: ("7701000033", "ВОЛЖСКИЙ БЛОК"),
    PHONE: ("7701000040", "АЛТАЙ ДАТА"),
}
_KINDS: Final = ("Договор", "ДС 1", "ДС о регистрации 2", "Согласие на обработку ПДн")
_COUNT_PRESSES: Final = (
    'addEventListener("pointerdown", (event) => { if (event.isTrusted) window.countPress(); }, true);'
)


class Hand:
    """A manager's hand: counts every press of the pointer, and types into what has the focus."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.presses = 0
        person.context.expose_function("countPress", self._press)
        person.context.add_init_script(_COUNT_PRESSES)

    def _press(self) -> None:
        self.presses += 1

    def types(self, name: str, text: str) -> None:
        """Go to a field by the tabulator from where the focus is, and type."""
        page = self.person.page
        for _step in range(12):
            if page.evaluate("document.activeElement.name") == name:
                page.keyboard.type(text)
                return
            page.keyboard.press("Tab")
        pytest.fail(f"the tabulator does not reach «{name}»")


@pytest.mark.parametrize("width", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_client_by_inn_a_contract_and_its_package_take_three_steps_and_under_ten_clicks(
    visit: Visit, width: int, figures: list[str], tmp_path: Path
) -> None:
    manager = visit("manager", width=width)
    hand, page = Hand(manager), manager.page
    inn, name = COMPANIES[width]
    manager.open("/clients/new/")

    hand.types("inn", inn)
    page.locator(".nh-suggest [data-fill]").first.click()
    assert page.locator("[name=kpp]").input_value() != ""
    manager.follow(page.locator("main form[method=post] button.btn-primary"))
    assert name in manager.text().upper()

    manager.follow(page.locator(".nh-page-actions a[href$='/contracts/new/']"))
    hand.types("tariff_rate", "5,10")
    hand.types("max_power_kw", "120")
    manager.follow(page.locator("button[name=register]"))
    number = page.locator("h1").inner_text().strip()
    assert re.fullmatch(r"ТКС-ОМИ-\d+-\d{2}Ю", number), number

    manager.follow(page.locator("a[href$='/addenda/']"))
    hand.types("title", "тариф")
    hand.types("changes", "Тариф составляет 5,25 руб. за кВт·ч.")
    manager.follow(page.locator("button[name=register]"))
    page.locator(".crm-package-form button").click()
    ready = page.locator("a[href$='/file/']")
    wait_for(ready.count, 90, "the package is ready")
    with page.expect_download() as coming:
        ready.click()
    manager.settle()
    figures.append(f"client, contract and package at {width} px: {hand.presses} clicks (at most {MOST_CLICKS})")
    assert 0 < hand.presses <= MOST_CLICKS
    packed = tmp_path / "package.zip"
    coming.value.save_as(packed)
    _holds_the_four_documents(packed.read_bytes(), name, inn, number, tmp_path)


def _holds_the_four_documents(data: bytes, company: str, inn: str, number: str, folder: Path) -> None:
    """Hold that each document is there as .docx and .pdf, names the parties, and has no tag left."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    documents = sorted(name for name in files if name.endswith(".docx"))
    assert documents == sorted(f"{kind} {number}.docx" for kind in _KINDS)
    for name in documents:
        words = words_of_docx(files[name])
        assert UNFILLED.findall(words) == []
        assert company in words.upper()
        # A consent is a person's: it names neither the contract nor the company's numbers.
        of_company = not name.startswith(_KINDS[-1])
        assert (number in words, inn in words) == (of_company, of_company)
        assert files[f"{name.removesuffix('.docx')}.pdf"].startswith(b"%PDF")
    opened = folder / "contract.docx"
    opened.write_bytes(files[f"{_KINDS[0]} {number}.docx"])
    assert as_pdf(opened).read_bytes().startswith(b"%PDF")
    assert "5,25" in words_of_docx(files[f"{_KINDS[1]} {number}.docx"])
