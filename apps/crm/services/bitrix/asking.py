"""Questions to the portal that several kinds of records ask alike, and our key in its records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from apps.crm.integrations.bitrix24 import Command
from apps.crm.rules.bitrix import texts
from apps.crm.rules.bitrix.matching import ORIGINATOR
from apps.crm.services.bitrix.records import Local, Remote
from apps.crm.services.bitrix.session import Session

_VALUES_AT_ONCE: Final = 20
_KEYS_AT_ONCE: Final = 40


def items_command(entity: int, condition: Mapping[str, Any], select: Iterable[str] = ("*",)) -> Command:
    """Return the list of items of one kind; `*` brings phones and mails too."""
    return Command(
        "crm.item.list",
        {"entityTypeId": entity, "filter": dict(condition), "select": list(select), "order": {"id": "ASC"}},
    )


def remote_of(item: Mapping[str, Any], raw: Any, label: str, parent: int = 0) -> Remote:
    """Return an item as a record of the exchange."""
    originator = texts.plain(item.get("originatorId"))
    return Remote(
        id=int(item["id"]),
        raw=raw,
        origin=texts.plain(item.get("originId")) if originator == ORIGINATOR else "",
        is_free=originator in ("", ORIGINATOR),
        stamp=str(item.get("updatedTime") or ""),
        label=label,
        parent=parent,
    )


def origin(local: Local) -> dict[str, str]:
    """Return our key as fields of the portal's record."""
    return {"originatorId": ORIGINATOR, "originId": local.card.origin}


def by_origin(session: Session, entity: int, keys: list[str]) -> list[int]:
    """Return ids of the portal's records that carry one of our keys."""
    chunks = [keys[start : start + _KEYS_AT_ONCE] for start in range(0, len(keys), _KEYS_AT_ONCE)]
    asked = [items_command(entity, {"=originatorId": ORIGINATOR, "@originId": chunk}, ("id",)) for chunk in chunks]
    return [int(row["id"]) for part in session.portal.lists(asked) for row in part]


def by_reach(session: Session, entity: str, reach: list[str]) -> set[int]:
    """Return ids of the portal's records that have one of these phones or mails."""
    phones = sorted({one.partition(" ext. ")[0] for one in reach if one.startswith("+")})
    mails = sorted({one for one in reach if "@" in one})
    asked = [
        Command("crm.duplicate.findbycomm", {"type": kind, "values": chunk, "entity_type": entity})
        for kind, values in (("PHONE", phones), ("EMAIL", mails))
        for chunk in (values[start : start + _VALUES_AT_ONCE] for start in range(0, len(values), _VALUES_AT_ONCE))
    ]
    found: set[int] = set()
    for reply in session.portal.batch(asked):
        result = reply.need()
        # PHP answers an empty mapping as a list.
        found |= {int(one) for one in result.get(entity, [])} if isinstance(result, dict) else set()
    return found


def uuids(texts_: Iterable[str]) -> list[UUID]:
    """Return those texts that are identifiers."""
    found = []
    for text in texts_:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
