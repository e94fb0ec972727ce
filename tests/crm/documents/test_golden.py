"""Golden texts: each kind of document for each kind of client in each language says exactly what is kept here.

To write them anew after the wording was changed on purpose (and read the difference before committing):
`NEUROHOST_WRITE_GOLDEN=1 bin/neurohost test tests/crm/documents/test_golden.py -n 0`.
"""

from __future__ import annotations

import os
import re
from itertools import product
from pathlib import Path

import pytest

from apps.common import document_kinds
from apps.common.document_kinds import LANGUAGES
from apps.crm.documents import clauses, engine, kinds, library, pdf
from apps.crm.documents.build_templates import build
from apps.crm.enums import ClientType, DocumentKind
from tests.crm.documents.golden_subjects import subject

_FOLDER = Path(__file__).resolve().parent / "golden"
_CASES = list(product(DocumentKind, ClientType, LANGUAGES))


def _filled(document: DocumentKind, client: ClientType, language: str) -> bytes:
    values = document_kinds.named(document).values(subject(client, document), language)
    return engine.render(library.delivered(document, language).data(), values)


@pytest.mark.parametrize(("document", "client", "language"), _CASES)
def test_a_document_says_exactly_its_golden_text(document: DocumentKind, client: ClientType, language: str) -> None:
    text = engine.text_of(_filled(document, client, language)) + "\n"
    path = _FOLDER / f"{document}.{client}.{language}.txt"
    if os.environ.get("NEUROHOST_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    assert re.findall(r"\{\{|\{%|%\}|\}\}|\[\[|\[if|\[each|None|undefined|  ", text) == []


@pytest.mark.parametrize("document", list(DocumentKind))
def test_the_languages_have_the_same_sections_and_clauses(document: DocumentKind) -> None:
    shapes = {
        language: [len(section.clauses) for section in clauses.read(f"{document}.{language}").sections]
        for language in LANGUAGES
    }
    assert shapes == dict.fromkeys(LANGUAGES, shapes["ru"])


@pytest.mark.parametrize(("document", "language"), list(product(DocumentKind, LANGUAGES)))
def test_the_delivered_file_is_what_the_wording_builds(document: DocumentKind, language: str) -> None:
    kept = kinds.FOLDER / f"{document}.{language}.{kinds.VERSIONS[document][language]}.docx"
    assert engine.text_of(build(document, language)) == engine.text_of(kept.read_bytes())


@pytest.mark.slow
@pytest.mark.skipif(not pdf.is_available(), reason="LibreOffice is not installed")
def test_every_golden_document_opens_in_libreoffice_with_all_its_words() -> None:
    made = [_filled(*case) for case in _CASES]
    first = [filled for case, filled in zip(_CASES, made, strict=True) if case[1] == ClientType.LEGAL_ENTITY]
    assert [page[:5] for page in pdf.convert(first)] == [b"%PDF-"] * len(first)
    for case, read in zip(_CASES, pdf.convert(made, into="txt"), strict=True):
        letters = "".join(read.decode("utf-8-sig").split())
        golden = (_FOLDER / f"{case[0]}.{case[1]}.{case[2]}.txt").read_text(encoding="utf-8").splitlines()
        # The last line is the footer, which a text has none of.
        assert (case, [line for line in golden[:-1] if "".join(line.split()) not in letters]) == (case, [])
        assert (case, [mark for mark in ("{{", "{%", "%}") if mark in letters]) == (case, [])
