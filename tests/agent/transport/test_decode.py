"""Replies with the faults of real firmware become data, and right replies are never damaged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from neurohost_agent.errors import BadReplyError, UnreachableError
from neurohost_agent.transport.decode import decode_reply

REPAIRED: list[tuple[str, str, Any]] = [
    ("missing comma between objects", '{"STATS":[{"a":1}{"b":2}]}', {"STATS": [{"a": 1}, {"b": 2}]}),
    ("NUL and newline at the end", '{"a":1}\n\x00', {"a": 1}),
    ("comma before a brace", '{"S":[{"a":1,"b":2.0,}],"id":1}', {"S": [{"a": 1, "b": 2.0}], "id": 1}),
    ("comma before a bracket", '{"S":[1,2,],"id":1}', {"S": [1, 2], "id": 1}),
    ("empty first element", '{"S":[,{"a":0}]}', {"S": [{"a": 0}]}),
    ("missing comma between pairs", '{"S":{"x":"a""temp0":7}}', {"S": {"x": "a", "temp0": 7}}),
    ("missing comma after a number", '{"S":{"x":5"temp0":7}}', {"S": {"x": 5, "temp0": 7}}),
    ("bare nan and inf", '{"a":nan,"b":-inf,"c":1}', {"a": None, "b": None, "c": 1}),
    ("comma at the start", ',"id":1}', {"id": 1}),
    ("list written like a dict", '{"Msg":{"e":["21":"t","5":"u"]}}', {"Msg": {"e": {"21": "t", "5": "u"}}}),
    ("line break inside a string", '{"a":"x\ny","b":[,1]}', {"a": "x\ny", "b": [1]}),
]


@pytest.mark.parametrize(
    ("raw", "expected"), [(raw, value) for _, raw, value in REPAIRED], ids=[n for n, _, _ in REPAIRED]
)
def test_a_known_fault_is_repaired(raw: str, expected: Any) -> None:
    assert decode_reply(raw.encode()) == expected


def test_a_valid_string_that_looks_like_a_fault_is_left_alone() -> None:
    value = {"User": 'a}{b,}[,{""temp0 nan', "n": [1]}
    assert decode_reply(json.dumps(value).encode()) == value


def test_a_string_that_looks_like_a_fault_survives_the_repair_of_another() -> None:
    assert decode_reply(b'{"User":"a}{b,}","x":[,{"a":1}{"b":2}]}') == {"User": "a}{b,}", "x": [{"a": 1}, {"b": 2}]}


def test_a_cut_reply_is_refused_with_its_beginning() -> None:
    with pytest.raises(BadReplyError, match="error_code"):
        decode_reply(b'{"STATUS":[{"STATUS":"S"}],"Msg":{"error_code":["541","54')


def test_a_list_is_no_reply() -> None:
    with pytest.raises(BadReplyError):
        decode_reply(b"[1, 2]")


def test_a_refusal_in_plain_text_means_that_the_mining_program_is_down() -> None:
    with pytest.raises(UnreachableError, match="Connection refused"):
        decode_reply(b"Socket connect failed: Connection refused\n")


def test_a_text_reply_is_read_with_its_escapes() -> None:
    raw = rb"STATUS=S,Code=11,Msg=a\,b\=c\|d|SUMMARY,Elapsed=5,MHS av=295000000.00|POOL=0,URL=x,Status=Alive|"
    assert decode_reply(raw) == {
        "STATUS": [{"STATUS": "S", "Code": "11", "Msg": "a,b=c|d"}],
        "SUMMARY": [{"Elapsed": "5", "MHS av": "295000000.00"}],
        "POOLS": [{"POOL": "0", "URL": "x", "Status": "Alive"}],
    }


def test_every_recorded_quirk_is_read_or_refused_by_name(facts_dir: Path) -> None:
    quirks = json.loads((facts_dir / "miner_payloads" / "wire_quirks.json").read_text())["quirks"]
    outcome = {}
    for quirk in quirks:
        try:
            outcome[quirk["name"]] = type(decode_reply(quirk["raw"].encode())).__name__
        except (BadReplyError, UnreachableError) as error:
            outcome[quirk["name"]] = type(error).__name__
    assert outcome.pop("cut reply") == "BadReplyError"
    assert outcome.pop("plain text refusal") == "UnreachableError"
    assert set(outcome.values()) == {"dict"}
