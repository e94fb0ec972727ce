"""Damaging a good reply exactly as real firmware does: one function per named quirk of the wire."""

from __future__ import annotations

import re
from collections.abc import Callable

from simulator.faults import Fault

_RATE = re.compile(rb'("(?:MHS|GHS|HS)[^"]*"):"?(-?[\d.eE+]+)"?')
_ERROR_ENTRIES = re.compile(rb'"error_code":\[((?:\{"\d+":"[^"]*"\},?)+)\]')

REFUSAL_TEXT = b"Socket connect failed: Connection refused\n"


def _adjacent_objects(text: bytes) -> bytes:
    return text.replace(b"},{", b"}{")


def _comma_before_brace(text: bytes) -> bytes:
    head, brace, tail = text.rpartition(b"}]")
    return head + b",}]" + tail if brace else text


def _empty_first_element(text: bytes) -> bytes:
    head, bracket, tail = text.rpartition(b"[{")
    return head + b"[,{" + tail if bracket else text


def _missing_comma_temp0(text: bytes) -> bytes:
    head, bracket, tail = text.rpartition(b"[{")
    return head + b'[{"temp_x":"0""temp0":0,' + tail if bracket else text


def _inf_nan(text: bytes) -> bytes:
    words = iter((b"nan", b"inf"))
    return _RATE.sub(lambda match: match[1] + b':"' + next(words, b"nan") + b'"', text)


def _leading_comma(text: bytes) -> bytes:
    return b"," + text[1:] if text.startswith(b"{") else text


def _cut_reply(text: bytes) -> bytes:
    return text[: len(text) * 2 // 3]


def _list_like_dict(text: bytes) -> bytes:
    def flat(match: re.Match[bytes]) -> bytes:
        return b'"error_code":[' + match[1].replace(b"{", b"").replace(b"}", b"") + b"]"

    return _ERROR_ENTRIES.sub(flat, text)


def _numbers_as_text(text: bytes) -> bytes:
    return _RATE.sub(rb'\1:"\2"', text)


def _broken_json(text: bytes) -> bytes:
    return text.replace(b":", b"", 1)[:-1]


_QUIRKS: dict[Fault, Callable[[bytes], bytes]] = {
    Fault.BROKEN_JSON: _broken_json,
    Fault.ADJACENT_OBJECTS: _adjacent_objects,
    Fault.COMMA_BEFORE_BRACE: _comma_before_brace,
    Fault.EMPTY_FIRST_ELEMENT: _empty_first_element,
    Fault.MISSING_COMMA_TEMP0: _missing_comma_temp0,
    Fault.INF_NAN: _inf_nan,
    Fault.LEADING_COMMA: _leading_comma,
    Fault.CUT_REPLY: _cut_reply,
    Fault.LIST_LIKE_DICT: _list_like_dict,
    Fault.NUMBERS_AS_TEXT: _numbers_as_text,
    Fault.PLAIN_TEXT_REFUSAL: lambda _text: REFUSAL_TEXT,
    Fault.TRAILING_NUL: lambda text: text + b"\x00",
}

WITHOUT_END_MARK = frozenset({Fault.CUT_REPLY, Fault.PLAIN_TEXT_REFUSAL, Fault.TRAILING_NUL})
"""Faults after which the usual closing NUL must not be added."""


def damage(text: bytes, faults: dict[Fault, dict[str, float]]) -> bytes:
    """Apply every wire fault that is on; a quirk that finds nothing to damage leaves the text as it is."""
    for fault in faults:
        spoil = _QUIRKS.get(fault)
        if spoil is not None:
            text = spoil(text)
    return text
