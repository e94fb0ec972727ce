"""Presets of requisites: their ids differ from portal to portal, so they are found by what they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from apps.crm.enums import ClientType

# Part of the XML_ID of the presets every portal begins with, and what people call them.
_MARKS: Final = (
    (ClientType.SOLE_TRADER, ("_INDIVIDUAL", "индивидуальный предприниматель", "ип")),
    (ClientType.PERSON, ("_PERSON", "физ. лицо", "физическое лицо", "физлицо")),
    (ClientType.LEGAL_ENTITY, ("_COMPANY", "организация", "юридическое лицо", "юр. лицо")),
)


@dataclass(frozen=True, slots=True)
class Presets:
    """Which preset stands for which kind of client, and which fields each preset keeps."""

    by_kind: Mapping[ClientType, int]
    kept: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @property
    def by_id(self) -> dict[int, ClientType]:
        """The kind of each known preset."""
        return {number: kind for kind, number in self.by_kind.items() if kind is not ClientType.FOREIGN_COMPANY}

    def fields_of(self, preset: int | None) -> frozenset[str] | None:
        """Return the names a preset keeps, None when the portal did not tell."""
        return self.kept.get(preset or 0)


def choose(rows: Iterable[Mapping[str, Any]], fixed: Mapping[ClientType, int | None]) -> dict[ClientType, int]:
    """Return the preset of each kind: the one that was set, else the first whose mark or name fits."""
    known = sorted(rows, key=lambda row: int(row["ID"]))
    chosen: dict[ClientType, int] = {}
    for kind, marks in _MARKS:
        for row in known:
            mark, name = str(row.get("XML_ID") or "").upper(), str(row.get("NAME") or "").strip().lower()
            if kind not in chosen and (any(part in mark for part in marks[:1]) or name in marks[1:]):
                chosen[kind] = int(row["ID"])
    chosen |= {kind: number for kind, number in fixed.items() if number}
    if ClientType.LEGAL_ENTITY in chosen:
        chosen.setdefault(ClientType.FOREIGN_COMPANY, chosen[ClientType.LEGAL_ENTITY])
    return chosen
