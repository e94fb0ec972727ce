"""The byte layout of one audit record: which fields, in which order, written how (docs/audit-format.md)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

RECORD_TAG: Final = b"NEUROHOST-AUDIT1"
EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
ABSENT: Final = struct.pack(">i", -1)
_LENGTH: Final = struct.Struct(">i")
_INTEGER: Final = struct.Struct(">q")
MICROSECOND: Final = timedelta(microseconds=1)


class MalformedRecord(ValueError):
    """Bytes that are not a record of this format; the text says where they break."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record: its name (also its column), its type and whether it may be absent."""

    name: str
    type: str
    optional: bool = False


FIELDS: Final[tuple[Field, ...]] = (
    Field("chain", "uuid"),
    Field("seq", "integer"),
    Field("at", "instant"),
    Field("uid", "uuid"),
    Field("actor_kind", "text"),
    Field("actor_id", "integer", optional=True),
    Field("actor_uid", "uuid", optional=True),
    Field("actor_label", "text"),
    Field("actor_role", "text"),
    Field("action", "text"),
    Field("subject_type", "text"),
    Field("subject_key", "text"),
    Field("subject_label", "text"),
    Field("organisation_id", "integer", optional=True),
    Field("ip_commitment", "bytes", optional=True),
    Field("request_id", "text"),
    Field("reason", "text"),
    Field("changes", "text"),
)
FIELD_NAMES: Final = tuple(field.name for field in FIELDS)


def microseconds(moment: datetime) -> int:
    """Microseconds from 2000-01-01 00:00 UTC to ``moment`` (an aware datetime)."""
    return (moment - EPOCH) // MICROSECOND


def moment_of(value_us: int) -> datetime:
    """The instant that lies ``value_us`` microseconds after 2000-01-01 00:00 UTC."""
    return EPOCH + value_us * MICROSECOND


def _content(field: Field, value: Any) -> bytes:
    if field.type == "uuid":
        return bytes(value.bytes)
    if field.type == "integer":
        return _INTEGER.pack(value)
    if field.type == "instant":
        return _INTEGER.pack(microseconds(value))
    if field.type == "text":
        return str(value).encode()
    return bytes(value)


def framed(content: bytes | None) -> bytes:
    """A length (int32, big-endian) and the bytes; an absent value is the length -1 alone."""
    return ABSENT if content is None else _LENGTH.pack(len(content)) + content


def encode(values: dict[str, Any]) -> bytes:
    """The canonical bytes of a record: the tag, then every field in order.

    Raises ``KeyError`` for a missing name and ``MalformedRecord`` for a forbidden absence.
    """
    parts = [RECORD_TAG]
    for field in FIELDS:
        value = values[field.name]
        if value is None and not field.optional:
            message = f"field {field.name} may not be absent"
            raise MalformedRecord(message)
        parts.append(framed(None if value is None else _content(field, value)))
    return b"".join(parts)


def split(data: bytes, offset: int, count: int) -> tuple[list[bytes | None], int]:
    """Read ``count`` framed values from ``offset``; returns them and the offset after the last."""
    found: list[bytes | None] = []
    for number in range(count):
        if offset + 4 > len(data):
            message = f"value {number + 1} has no length"
            raise MalformedRecord(message)
        (length,) = _LENGTH.unpack_from(data, offset)
        offset += 4
        if length == -1:
            found.append(None)
            continue
        if length < 0 or offset + length > len(data):
            message = f"value {number + 1} runs past the end"
            raise MalformedRecord(message)
        found.append(data[offset : offset + length])
        offset += length
    return found, offset


_SIZES: Final = {"uuid": 16, "integer": 8, "instant": 8}


def _value(field: Field, content: bytes | None) -> Any:
    if content is None:
        if not field.optional:
            message = f"field {field.name} may not be absent"
            raise MalformedRecord(message)
        return None
    size = _SIZES.get(field.type)
    if size is not None and len(content) != size:
        message = f"field {field.name} has {len(content)} bytes, not {size}"
        raise MalformedRecord(message)
    if field.type == "uuid":
        return UUID(bytes=content)
    if field.type == "integer":
        return _INTEGER.unpack(content)[0]
    if field.type == "instant":
        return moment_of(_INTEGER.unpack(content)[0])
    if field.type == "text":
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            message = f"field {field.name} is not UTF-8"
            raise MalformedRecord(message) from error
    return content


def decode(canonical: bytes) -> dict[str, Any]:
    """The values of canonical bytes by field name; ``MalformedRecord`` when they are not a record."""
    if canonical[: len(RECORD_TAG)] != RECORD_TAG:
        message = "the bytes do not begin with the tag of a record"
        raise MalformedRecord(message)
    contents, end = split(canonical, len(RECORD_TAG), len(FIELDS))
    if end != len(canonical):
        message = f"{len(canonical) - end} bytes follow the last field"
        raise MalformedRecord(message)
    return {field.name: _value(field, content) for field, content in zip(FIELDS, contents, strict=True)}
