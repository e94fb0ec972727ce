"""Damaged replies: each quirk spoils strict JSON in its own way, and its known repair heals it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from simulator.faults import WIRE_FAULTS, Fault
from simulator.wire.quirks import REFUSAL_TEXT, damage

GOOD = b'{"STATUS":[{"STATUS":"S","Code":70}],"STATS":[{"Type":"A"},{"STATS":0,"GHS 5s":7.5,"MHS av":8.25}],"id":1}'
ERRORS = b'{"STATUS":"S","Msg":{"error_code":[{"218":"2026-01-02 03:04:05"},{"110":"2026-01-02 03:04:05"}]}}'

NAMES = {
    "missing comma between STATS objects": Fault.ADJACENT_OBJECTS,
    "trailing NUL byte": Fault.TRAILING_NUL,
    "comma before brace": Fault.COMMA_BEFORE_BRACE,
    "empty first array element": Fault.EMPTY_FIRST_ELEMENT,
    "missing comma before temp0": Fault.MISSING_COMMA_TEMP0,
    "inf and nan as strings": Fault.INF_NAN,
    "reply starts with a comma": Fault.LEADING_COMMA,
    "cut reply": Fault.CUT_REPLY,
    "list written like a dict": Fault.LIST_LIKE_DICT,
    "plain text refusal": Fault.PLAIN_TEXT_REFUSAL,
    "text (not JSON) reply": Fault.TEXT_REPLY,
    "access denied": Fault.REFUSES,
    "GHS as text": Fault.NUMBERS_AS_TEXT,
}


def spoiled(fault: Fault, text: bytes = GOOD) -> bytes:
    return damage(text, {fault: {}})


@pytest.mark.parametrize(
    ("fault", "old", "new"),
    [
        (Fault.ADJACENT_OBJECTS, b"}{", b"},{"),
        (Fault.COMMA_BEFORE_BRACE, b",}", b"}"),
        (Fault.EMPTY_FIRST_ELEMENT, b"[,{", b"[{"),
        (Fault.LEADING_COMMA, b',"STATUS', b'{"STATUS'),
        (Fault.TRAILING_NUL, b"\x00", b""),
    ],
)
def test_a_textual_quirk_breaks_json_and_its_repair_gives_the_reply_back(fault: Fault, old: bytes, new: bytes) -> None:
    bad = spoiled(fault)
    with pytest.raises(json.JSONDecodeError):
        json.loads(bad)
    assert json.loads(bad.replace(old, new, 1)) == json.loads(GOOD)


def test_the_missing_comma_before_temp0_is_healed_by_putting_it_there() -> None:
    bad = spoiled(Fault.MISSING_COMMA_TEMP0)
    with pytest.raises(json.JSONDecodeError):
        json.loads(bad)
    assert json.loads(bad.replace(b'""temp0', b'","temp0'))["STATS"][0]["Type"] == "A"


def test_a_list_like_dict_is_healed_by_braces() -> None:
    bad = spoiled(Fault.LIST_LIKE_DICT, ERRORS)
    with pytest.raises(json.JSONDecodeError):
        json.loads(bad)
    healed = re.sub(rb'"error_code":\[(.*?)\]', rb'"error_code":{\1}', bad)
    codes: dict[str, Any] = json.loads(healed)["Msg"]["error_code"]
    assert sorted(codes) == ["110", "218"]


def test_numbers_become_text_or_words() -> None:
    assert json.loads(spoiled(Fault.NUMBERS_AS_TEXT))["STATS"][1]["GHS 5s"] == "7.5"
    row = json.loads(spoiled(Fault.INF_NAN))["STATS"][1]
    assert (row["GHS 5s"], row["MHS av"]) == ("nan", "inf")


@pytest.mark.parametrize("fault", [Fault.CUT_REPLY, Fault.BROKEN_JSON])
def test_a_cut_or_broken_reply_is_no_json(fault: Fault) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(spoiled(fault))


def test_the_plain_refusal_replaces_the_reply() -> None:
    assert spoiled(Fault.PLAIN_TEXT_REFUSAL) == REFUSAL_TEXT


def test_a_quirk_that_finds_nothing_leaves_the_reply() -> None:
    assert spoiled(Fault.LIST_LIKE_DICT) == GOOD


def test_every_recorded_quirk_can_be_switched_on(facts_dir: Path) -> None:
    recorded = json.loads((facts_dir / "miner_payloads" / "wire_quirks.json").read_text(encoding="utf-8"))
    assert {quirk["name"] for quirk in recorded["quirks"]} == set(NAMES)
    assert set(NAMES.values()) - {Fault.REFUSES} == WIRE_FAULTS - {Fault.BROKEN_JSON}
