"""The CGMiner API as bytes: one request per connection, JSON or `a|b` text, and the reply's two forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

MAX_REQUEST = 16 * 1024

Reply = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RpcRequest:
    """One request: the command, its parameter as text, and all other keys of a JSON request."""

    command: str
    parameter: str = ""
    as_text: bool = False
    fields: dict[str, Any] = field(default_factory=dict)


class BadRequestError(ValueError):
    """The request is not something this interface reads."""


def parse_request(data: bytes) -> RpcRequest | None:
    """Read a request; None while a JSON request is still incomplete.

    Raises `BadRequestError` for JSON that ended but can't be read.
    """
    text = data.strip(b"\x00\r\n \t")
    if not text:
        return None
    if not text.startswith(b"{"):
        command, _, parameter = text.decode("utf-8", "replace").partition("|")
        return RpcRequest(command.strip(), parameter.rstrip("|"), as_text=True)
    try:
        fields = msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.DecodeError as error:
        if text.endswith(b"}") and text.count(b"{") <= text.count(b"}"):
            raise BadRequestError(str(error)) from error
        return None
    command = fields.get("command", fields.get("cmd", ""))
    parameter = fields.get("parameter", "")
    return RpcRequest(str(command), "" if parameter is None else str(parameter), fields=fields)


def status(code: int, message: str, description: str, when: int, *, kind: str = "S") -> list[Reply]:
    """Build the STATUS block that opens every CGMiner reply."""
    return [{"STATUS": kind, "When": when, "Code": code, "Msg": message, "Description": description}]


def as_json(reply: Reply) -> bytes:
    """Encode a reply as compact JSON."""
    return msgspec.json.encode(reply)


def _escape(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    for letter in "\\|,=":
        text = text.replace(letter, "\\" + letter)
    return text


def as_text(reply: Reply) -> bytes:
    """Encode a reply in the older text form: sections end with `|`, fields are `key=value`."""
    sections: list[str] = []
    for name, rows in reply.items():
        if not isinstance(rows, list):
            continue
        for index, row in enumerate(rows):
            fields = ",".join(f"{key}={_escape(value)}" for key, value in row.items())
            head = "" if name == "STATUS" else f"{name}{index}," if len(rows) > 1 else f"{name},"
            sections.append(f"{head}{fields}|")
    return "".join(sections).encode()
