"""Replies of miners as data: strict JSON first, repairs of known faults only after, never inside a string."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from neurohost_agent.errors import BadReplyError, UnreachableError

Reply = dict[str, Any]
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_CONTROL: Final = re.compile(r"[\x00-\x1f]")
_NOT_NUMBERS: Final = frozenset({"nan", "-nan", "inf", "-inf", "+inf", "infinity", "-infinity"})
_REFUSAL: Final = "socket connect failed"
_TEXT_SECTIONS: Final = {"POOL": "POOLS", "ASC": "DEVS", "PGA": "DEVS"}
_SHOWN: Final = 120


def decode_reply(raw: bytes) -> Reply:
    """Return the reply as a mapping; raise BadReplyError (with its beginning) or UnreachableError (program down)."""
    trimmed = raw.strip(b"\x00 \r\n\t")
    try:
        return _mapping(msgspec.json.decode(trimmed), trimmed)
    except msgspec.DecodeError:
        text = trimmed.decode("utf-8", "replace")
    if text.lower().startswith(_REFUSAL):
        raise UnreachableError(f"the mining program is down: {text[:_SHOWN]}")
    if text.startswith("STATUS="):
        return parse_text(text)
    try:
        return _mapping(msgspec.json.decode(repair(text)), trimmed)
    except msgspec.DecodeError as error:
        raise BadReplyError(f"the reply is not JSON: {text[:_SHOWN]!r}") from error


def _mapping(value: Any, raw: bytes) -> Reply:
    if not isinstance(value, dict):
        raise BadReplyError(f"the reply is no object: {raw[:_SHOWN]!r}")
    return value


def repair(text: str) -> str:
    """Return the text with separators mended: missing and surplus commas, `[key: value]`, nan and inf, lost head."""
    if text.startswith(","):
        text = "{" + text[1:]
    out: list[str] = []
    opened: list[int] = []
    for part in _TOKEN.findall(text):
        last = out[-1] if out else ""
        if part in "}]" and last == ",":
            out.pop()
        elif part == "," and last in {"[", "{", ","}:
            continue
        elif _is_value_end(last) and _is_value_start(part):
            out.append(",")
        if part in "[{":
            opened.append(len(out))
        elif part in "]}":
            begin = opened.pop() if opened else None
            if begin is not None and out[begin] == "{":
                out.append("}")
                continue
        elif part == ":" and opened and out[opened[-1]] == "[":
            out[opened[-1]] = "{"
        out.append(_clean(part))
    return "".join(out)


def _is_value_end(part: str) -> bool:
    return bool(part) and part not in "[{,:"


def _is_value_start(part: str) -> bool:
    return part not in "]},:"


def _clean(part: str) -> str:
    if part.startswith('"'):
        return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", part)
    return "null" if part.lower() in _NOT_NUMBERS else part


def parse_text(text: str) -> Reply:
    """Return a reply of the text form: sections end with `|`, fields with `,`, escaped by a backslash."""
    reply: Reply = {}
    for section in _split(text, "|"):
        fields = [_split(field, "=", 1) for field in _split(section, ",")]
        if not fields or fields == [[""]]:
            continue
        word = fields[0][0]
        name = _TEXT_SECTIONS.get(word, word) if len(fields[0]) > 1 else word.rstrip("0123456789")
        values = {_plain(pair[0]): _plain(pair[1]) for pair in fields if len(pair) > 1}
        reply.setdefault(name, []).append(values)
    if "STATUS" not in reply:
        raise BadReplyError(f"the reply has no status: {text[:_SHOWN]!r}")
    return reply


def _split(text: str, mark: str, limit: int = 0) -> list[str]:
    return re.split(rf"(?<!\\){re.escape(mark)}", text, maxsplit=limit)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
