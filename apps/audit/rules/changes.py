"""What changed, as the chain keeps it: differing values only, personal ones as commitments."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from apps.audit.rules.hashing import COMMITMENT_KEY, SALT_BYTES, commitment, json_bytes

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Personal:
    """One personal value taken out of a record: its place, salt, JSON and commitment."""

    path: str
    salt: bytes
    value: bytes
    commitment: bytes


@dataclass(slots=True)
class Committed:
    """A change set ready for the chain and the personal values that stay beside it."""

    changes: dict[str, Any] = field(default_factory=dict)
    personal: list[Personal] = field(default_factory=list)


def diff(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Both sides reduced to what differs; a side that is None leaves the other whole."""
    if before is None or after is None:
        return (None if before is None else dict(before), None if after is None else dict(after))
    names = [name for name in {**before, **after} if before.get(name, _MISSING) != after.get(name, _MISSING)]
    return (
        {name: before[name] for name in names if name in before},
        {name: after[name] for name in names if name in after},
    )


def commit(record: UUID, path: str, value: Any) -> Personal:
    """Replace a personal value by a commitment under a fresh random salt."""
    salt = secrets.token_bytes(SALT_BYTES)
    content = json_bytes(value)
    return Personal(path, salt, content, commitment(record, path, salt, content))


def change_set(
    record: UUID,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    personal: Collection[str] = (),
) -> Committed:
    """The differing values, those named in ``personal`` as commitments (None and «» hide nothing and stay)."""
    result = Committed()
    for side, values in zip(("before", "after"), diff(before, after), strict=True):
        if values is None:
            continue
        kept: dict[str, Any] = {}
        for name, value in values.items():
            if name in personal and value not in (None, ""):
                hidden = commit(record, f"{side}.{name}", value)
                result.personal.append(hidden)
                kept[name] = {COMMITMENT_KEY: hidden.commitment.hex()}
            else:
                kept[name] = value
        result.changes[side] = kept
    return result
