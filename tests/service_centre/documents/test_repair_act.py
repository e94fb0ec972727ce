"""The act of a repair in three languages: what the wording builds is what is delivered, and nothing is left unsaid."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from docx import Document

from apps.common import document_kinds
from apps.common.document_kinds import LANGUAGES
from apps.common.scope import scope
from apps.crm.documents import engine, library
from apps.crm.documents.filling import text_of
from apps.inventory.service_centre import services
from apps.inventory.service_centre.documents import build_templates, repair_act
from apps.inventory.service_centre.documents.repair_words import FOLDER, KEY, VERSIONS, WORDINGS, WORDS
from apps.inventory.service_centre.enums import OrderState, Payer
from apps.inventory.service_centre.services import Issue
from tests.service_centre.factories import make_order

if TYPE_CHECKING:
    from apps.inventory.service_centre.models import RepairOrder
    from tests.service_centre.factories import Workshop

# The title, the sum that the client owes, how a finding is called, who pays when we do.
SAID = {
    "ru": (
        "АКТ О РЕМОНТЕ ОБОРУДОВАНИЯ № ",
        "Всего к оплате Заказчиком, руб.: 1\u00a0900,00.",
        "Вентилятор",
        "Исполнитель",
    ),
    "en": ("EQUIPMENT REPAIR ACT No. ", "Total payable by the Customer, RUB: 1,900.00.", "Fan", "Provider"),
    "zh": ("设备维修验收单 编号 ", "客户应付合计（卢布）：1,900.00。", "风扇", "服务方"),
}


def _repaired(workshop: Workshop) -> RepairOrder:
    """Return a finished repair: the client has agreed to pay a work and a fan, the second fan is ours to pay."""
    order = make_order(workshop, state=OrderState.IN_WORK)
    with scope(workshop.admin) as by:
        services.add_work(order, workshop.work, by=by, payer=Payer.CLIENT)
        services.issue_part(order, Issue(workshop.fan, workshop.bin, payer=Payer.CLIENT), by=by)
        services.issue_part(order, Issue(workshop.fan, workshop.bin, payer=Payer.HOST), by=by)
        order = services.approve_estimate(services.ask_approval(order, by=by), by=by, how="by letter")
        order = services.put_on_test(services.start_work(order, by=by), by=by)
        return services.finish_order(order, by=by, conclusion="runs")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_delivered_file_is_what_the_wording_builds(language: str) -> None:
    delivered = (FOLDER / f"{KEY}.{language}.{VERSIONS[language]}.docx").read_bytes()
    assert delivered == build_templates.repair_act(language)


def test_every_language_says_the_same_things() -> None:
    assert (set(WORDS), set(WORDINGS)) == (set(LANGUAGES), set(LANGUAGES))
    shapes = {(len(one.head), len(one.columns), len(one.tail)) for one in WORDINGS.values()}
    assert shapes == {(6, 7, 3)}
    assert {frozenset(one.results) for one in WORDS.values()} == {frozenset(WORDS["ru"].results)}
    assert {frozenset(one.payers) for one in WORDS.values()} == {frozenset(Payer)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_fills_the_delivered_template(language: str) -> None:
    kind = document_kinds.named(KEY)
    text = text_of(engine.render(library.delivered(KEY, language).data(), kind.example(language)))
    assert SAID[language][0] + "РЕМ-12" in text
    assert ("{{" in text, "{%" in text, "None" in text) == (False, False, False)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_act_speaks_its_language_throughout(workshop: Workshop, language: str) -> None:
    order = _repaired(workshop)
    with scope(workshop.manager):
        document = Document(io.BytesIO(repair_act.render(order, language)))
    lines = [part.text for part in document.paragraphs]
    title, due, finding, ours = SAID[language]
    assert (lines[0], due in lines) == (title + order.number, True)
    assert [line for line in lines if finding in line] != []
    assert [line for line in lines if order.unit.serial in line] != []
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0] == list(WORDINGS[language].columns)
    assert [row[6] for row in rows[1:]] == [WORDS[language].payers[Payer.CLIENT]] * 2 + [ours]
    assert rows[3][4:6] == ["—", "—"]
