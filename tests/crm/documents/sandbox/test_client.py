"""The limited process: faults are named with their place, and nothing outlasts its limits."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
from docx import Document

from apps.crm.documents.errors import TemplateRefused
from apps.crm.documents.filling import text_of
from apps.crm.documents.sandbox import client
from apps.crm.documents.sandbox.faults import Fault
from tests.proof.hostile.cases import Canary
from tests.proof.hostile.templates import GROUP, written

_VALUES: dict[str, Any] = {"client": {"name": "ООО «Полюс & Ко»"}, "lines": [{"model": "S21"}], "words": ["one", "two"]}
_FEW = ("class built of pieces", "tag in an attribute", "tag in the properties", "billion laughs", "bomb of zeros",
        "field over several runs", "template from the network")  # fmt: skip


def test_a_good_template_is_filled_with_loops_conditions_and_filters() -> None:
    data = written(
        "{%p for word in words %}", "{{ loop.index }} {{ word|upper }}", "{%p endfor %}",
        "{% if client.name and lines|length == 1 %}{{ lines[0].model }}{% endif %}",
    )  # fmt: skip
    assert client.check(data, _VALUES) == []
    assert text_of(client.render(data, _VALUES)).splitlines() == ["ООО «Полюс & Ко»", "1 ONE", "2 TWO", "S21"]


@pytest.mark.parametrize(
    ("paragraphs", "faults"),
    [
        (
            ("{{ client.nmae }} и", "{{ cient }}"),
            [("unknown_variable", "client.nmae", 2), ("unknown_variable", "cient", 3)],
        ),
        (("{{ client.name", "}}"), [("torn_tag", "{{", 2), ("torn_tag", "}}", 3)]),
        (("", "{% if client.name %}"), [("broken_tag", None, 3)]),
        (("{{ client.name || 1 }}",), [("broken_tag", None, 2)]),
        (("{%p for line in lines %}", "{{ line.modell }}", "{%p endfor %}"), [("unknown_variable", "line.modell", 3)]),
        (("{{ client.name|shout }}",), [("unknown_filter", "shout", 2)]),
        (("{{ client.name() }}",), [("forbidden", "call", 2)]),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_the_paragraph_it_stands_in(
    paragraphs: tuple[str, ...], faults: list[tuple[str, str | None, int]]
) -> None:
    found = client.check(written(*paragraphs), _VALUES)
    assert [(fault.code, fault.paragraph, fault.part) for fault in found] == [
        (code, number, "word/document.xml") for code, _what, number in faults
    ]
    assert [what for _code, what, _number in faults if what] == [
        fault.what for fault, (_code, what, _number) in zip(found, faults, strict=True) if what
    ]


def test_a_fault_in_a_footer_names_the_footer() -> None:
    document, raw = Document(), io.BytesIO()
    document.sections[0].footer.paragraphs[0].text = "{{ page }}"
    document.save(raw)
    found = client.check(raw.getvalue(), _VALUES)
    assert [(fault.code, fault.what, fault.paragraph) for fault in found] == [("unknown_variable", "page", 1)]
    assert found[0].part.startswith("word/footer")


@pytest.mark.parametrize("case", [case for case in GROUP.cases if case.name in _FEW], ids=lambda case: case.name)
def test_hostile_files_of_each_sort_are_refused(case: Any) -> None:
    assert client.check(case.make(Canary("/nowhere", 9)), _VALUES) != []


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SECONDS", 0.05)
    began = time.monotonic()
    assert client.check(written(), _VALUES) == [Fault("too_slow")]
    assert time.monotonic() - began < 5


def test_a_file_that_is_too_large_never_reaches_the_process() -> None:
    assert client.check(b"PK" + b"\0" * client.MOST_IN, _VALUES) == [Fault("too_large")]


def test_a_refusal_says_every_reason() -> None:
    with pytest.raises(TemplateRefused) as refusal:
        client.render(written("{{ a }}", "{{ b }}"), _VALUES)
    assert refusal.value.reasons == [
        "There is no variable «a». Paragraph 2 of document, «{{ a }}».",
        "There is no variable «b». Paragraph 3 of document, «{{ b }}».",
    ]
