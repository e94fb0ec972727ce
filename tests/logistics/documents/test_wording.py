"""Golden texts: each paper of logistics for each kind of client in each language says exactly what is kept here.

To write them anew after the wording was changed on purpose (and read the difference before committing):
`NEUROHOST_WRITE_GOLDEN=1 bin/neurohost test tests/logistics/documents/test_wording.py -n 0`.
"""

from __future__ import annotations

import os
import re
from dataclasses import fields
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from apps.common import document_kinds
from apps.common.document_kinds import LANGUAGES
from apps.crm.documents import engine, library, pdf
from apps.crm.enums import ClientType, DocumentKind
from apps.logistics.documents import acts, build_templates, intake_act, return_act
from apps.logistics.documents.wording import Paper
from apps.logistics.documents.wording.delivered import (
    FOLDER,
    INTAKE_ACT,
    RETURN_ACT,
    TRANSFER_NOTE,
    VERSIONS,
    WORDING,
)
from apps.logistics.enums import LineState
from apps.logistics.models import IntakeAct, IntakeLine, ReturnAct, ReturnLine
from tests.crm.documents.golden_subjects import subject

_FOLDER = Path(__file__).resolve().parent / "golden"
_CASES = [
    *product((INTAKE_ACT, RETURN_ACT), ClientType, LANGUAGES),
    *((TRANSFER_NOTE, "", language) for language in LANGUAGES),
]
_DAY = date(2026, 12, 3)


def _values(key: str, client: str, language: str) -> dict[str, Any]:
    """Return what the golden paper is filled with; each kind of client shows other conditions."""
    if key == TRANSFER_NOTE:
        return document_kinds.named(key).example(language)
    about = subject(ClientType(client), DocumentKind.HOSTING_CONTRACT).contract
    sides = acts.sides_of(about, about.client, language)
    facts: dict[str, Any] = {"acted_on": _DAY, "unit_count": 2, "power_w": 1_007_250}
    first: dict[str, Any] = {
        "position": 1, "serial": "SMTTYA1234567", "model_name": "Antminer S21", "power_w": 3_500,
        "declared_value": Decimal("1250000.5"),
    }  # fmt: skip
    second: dict[str, Any] = {
        "position": 2, "serial": "HYD-0001", "model_name": "Hydro 1", "power_w": 1_003_750, "condition": "dent, left"
    }  # fmt: skip
    is_plain = client == ClientType.PERSON
    if key == INTAKE_ACT:
        site = {"site": "Владимир-1", "place": "г. Владимир, улица Заводская, 5"}
        lines = [IntakeLine(**first, completeness="PSU"), IntakeLine(**second)]
        act = IntakeAct(number="АП-17", note="" if is_plain else "no seals", **facts)
        return intake_act.values(act, lines[1:] if is_plain else lines, sides, site, language)
    rows = [ReturnLine(**first), ReturnLine(**second)]
    back = ReturnAct(number="ВЗ-5", reason="" if is_plain else "sale", **facts)
    return return_act.values(back, rows, sides, "г. Владимир, улица Складская, 4", language)


def _filled(key: str, client: str, language: str) -> bytes:
    return engine.render(library.delivered(key, language).data(), _values(key, client, language))


def _path(key: str, client: str, language: str) -> Path:
    return _FOLDER / ".".join(filter(None, (key, client, language, "txt")))


@pytest.mark.parametrize(("key", "client", "language"), _CASES)
def test_a_paper_says_exactly_its_golden_text(key: str, client: str, language: str) -> None:
    text = engine.text_of(_filled(key, client, language)) + "\n"
    path = _path(key, client, language)
    if os.environ.get("NEUROHOST_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    assert re.findall(r"\{\{|\{%|%\}|\}\}|\[piece|None|undefined|  ", text) == []


@pytest.mark.parametrize(("key", "language"), list(product(build_templates.BUILDERS, LANGUAGES)))
def test_the_delivered_file_is_what_the_wording_builds(key: str, language: str) -> None:
    delivered = (FOLDER / f"{key}.{language}.{VERSIONS[key][language]}.docx").read_bytes()
    assert delivered == build_templates.BUILDERS[key](language)


def test_every_language_says_the_same_things() -> None:
    assert set(WORDING) == set(LANGUAGES)
    assert {frozenset(one.states) for one in WORDING.values()} == {frozenset(LineState)}
    assert {frozenset(one.example) for one in WORDING.values()} == {frozenset(WORDING["ru"].example)}
    for paper in ("intake", "returning", "transfer"):
        assert len({_shape(getattr(one, paper)) for one in WORDING.values()}) == 1


def _shape(paper: Paper) -> tuple[Any, ...]:
    """Return how many texts each part of a paper has, and which variables they show."""
    told = [getattr(paper, part.name) for part in fields(paper)]
    variables = sorted(set(re.findall(r"\{\{ [\w.]+ \}\}", str(told))))
    return tuple(len(part) for part in told if isinstance(part, tuple)), tuple(variables)


@pytest.mark.parametrize(("key", "language"), list(product(build_templates.BUILDERS, LANGUAGES)))
def test_the_example_fills_the_delivered_template(key: str, language: str) -> None:
    kind = document_kinds.named(key)
    text = engine.text_of(engine.render(library.delivered(key, language).data(), kind.example(language)))
    assert ("SMTTYA1234567" in text, "{{" in text, "None" in text) == (True, False, False)


@pytest.mark.slow
@pytest.mark.skipif(not pdf.is_available(), reason="LibreOffice is not installed")
def test_every_golden_paper_opens_in_libreoffice_with_all_its_words() -> None:
    made = [_filled(*case) for case in _CASES]
    assert [page[:5] for page in pdf.convert(made)] == [b"%PDF-"] * len(made)
    for case, read in zip(_CASES, pdf.convert(made, into="txt"), strict=True):
        letters = "".join(read.decode("utf-8-sig").split())
        golden = _path(*case).read_text(encoding="utf-8").splitlines()
        assert (case, [line for line in golden if "".join(line.split()) not in letters]) == (case, [])
