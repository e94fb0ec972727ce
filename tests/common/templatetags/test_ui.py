"""Tags of the interface: numbers by language, loads, statuses; nothing is ever NaN."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from apps.common.templatetags import ui


def shown(source: str, **values: Any) -> str:
    return Template(source).render(Context(values))


@pytest.mark.parametrize("value", [None, "", float("nan"), float("inf"), Decimal("NaN")])
def test_a_number_that_is_none_is_a_dash(value: Any) -> None:
    assert shown("{% number value 'kW' 1 %}", value=value) == '<span class="nh-number">—</span>'


@pytest.mark.parametrize(
    ("language", "figures"), [("ru", "1\xa0234\xa0567,6"), ("zh-hans", "1,234,567.6"), ("en", "1,234,567.6")]
)
def test_a_number_is_written_by_the_language(language: str, figures: str) -> None:
    with translation.override(language):
        text = shown("{% number value 'V' 1 %}", value=Decimal("1234567.56"))
    assert text == f'<span class="nh-number">{figures}&nbsp;<span class="nh-unit">V</span></span>'


def test_a_status_has_colour_icon_and_word() -> None:
    assert shown("{% status 'stored' %}") == (
        '<span class="nh-status tone-neutral"><i class="ti ti-package" aria-hidden="true"></i>In storage</span>'
    )


def test_a_status_of_a_person_is_escaped() -> None:
    assert "<b>" not in shown("{% status value %}", value="<b>")


@pytest.mark.parametrize(
    ("used_w", "limit_w", "figures", "tone"),
    [
        (0, 140_000, ("0.0 / 140.0", "0 %"), "green"),
        (118_000, 140_000, ("118.0 / 140.0", "84 %"), "amber"),
        (140_000, 140_000, ("140.0 / 140.0", "100 %"), "red"),
        (5_000, None, ("5.0", "—"), "green"),
    ],
)
def test_a_load_shows_figures_percent_and_tone(
    used_w: int, limit_w: int | None, figures: tuple[str, str], tone: str
) -> None:
    text = shown("{% load_bar used limit %}", used=used_w, limit=limit_w)
    assert [figures[0] in text, f">{figures[1]}<" in text, f"tone-{tone}" in text, "<progress" in text] == [
        True,
        True,
        True,
        limit_w is not None,
    ]


def test_a_unit_is_written_by_the_language_and_an_unknown_one_as_it_is() -> None:
    with translation.override("ru"):
        assert [ui.unit_text("kW"), ui.unit_text("TH/s")] == ["кВт", "TH/s"]
    with translation.override("en"):
        assert ui.unit_text("kW") == "kW"
