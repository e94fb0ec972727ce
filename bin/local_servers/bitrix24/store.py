"""What a portal holds: items, requisites, bank details, addresses, presets; and the filters and orders of its lists."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

CONTACT, COMPANY, REQUISITE = 3, 4, 8
_ORIGIN = {"originatorId": None, "originId": None, "originVersion": None}
_COMPANY_FIELDS = (
    "RQ_COMPANY_NAME", "RQ_COMPANY_FULL_NAME", "RQ_INN", "RQ_KPP", "RQ_OGRN", "RQ_OKPO", "RQ_OKVED", "RQ_DIRECTOR",
    "RQ_ACCOUNTANT",
)  # fmt: skip
_TRADER_FIELDS = ("RQ_LAST_NAME", "RQ_FIRST_NAME", "RQ_SECOND_NAME", "RQ_INN", "RQ_OGRNIP", "RQ_OKVED")
_PERSON_FIELDS = ("RQ_LAST_NAME", "RQ_FIRST_NAME", "RQ_SECOND_NAME", "RQ_IDENT_DOC", "RQ_IDENT_DOC_SER")
_OPERATORS = (">=", "<=", "!@", "!%", "=%", "@", ">", "<", "=", "%", "!")


def presets(first: int = 1, step: int = 2) -> dict[int, tuple[str, str, tuple[str, ...]]]:
    """Return name, mark and fields of the usual presets; their ids differ from portal to portal."""
    usual = (
        ("Организация", "#CRM_REQUISITE_PRESET_DEF_RU_COMPANY#", _COMPANY_FIELDS),
        ("ИП", "#CRM_REQUISITE_PRESET_DEF_RU_INDIVIDUAL#", _TRADER_FIELDS),
        ("Физ. лицо", "#CRM_REQUISITE_PRESET_DEF_RU_PERSON#", _PERSON_FIELDS),
    )
    return {first + number * step: preset for number, preset in enumerate(usual)}


@dataclass
class Store:
    """Everything of one portal; every change goes through `lock`."""

    items: dict[int, dict[int, dict[str, Any]]] = field(default_factory=lambda: {CONTACT: {}, COMPANY: {}})
    requisites: dict[int, dict[str, Any]] = field(default_factory=dict)
    banks: dict[int, dict[str, Any]] = field(default_factory=dict)
    addresses: dict[tuple[int, int, int], dict[str, Any]] = field(default_factory=dict)
    presets: dict[int, tuple[str, str, tuple[str, ...]]] = field(default_factory=presets)
    lock: threading.RLock = field(default_factory=threading.RLock)
    last_id: int = 0
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def number(self) -> int:
        """Return the next id."""
        self.last_id += 1
        return self.last_id

    def stamp(self) -> str:
        """Return the present instant as the portal writes it."""
        return self.now().isoformat(timespec="seconds")

    def add_item(self, entity: int, fields: dict[str, Any], user: int = 1) -> dict[str, Any]:
        """Make a contact or a company."""
        number = self.number()
        stamp = self.stamp()
        item: dict[str, Any] = {
            "id": number, "createdTime": stamp, "updatedTime": stamp, "createdBy": user, "updatedBy": user,
            "entityTypeId": entity, "assignedById": 1, "fm": [], **_ORIGIN,
        }  # fmt: skip
        if entity == COMPANY:
            item |= {"title": f"Company #{number}", "isMyCompany": "N"}
        else:
            item |= {"name": None, "lastName": None, "secondName": None, "post": None, "companyId": None}
        self.items[entity][number] = item
        self._set(item, fields)
        return item

    def update_item(self, entity: int, number: int, fields: dict[str, Any], user: int = 1) -> bool:
        """Change an item; False when nothing changed, which saves nothing."""
        item = self.items[entity][number]
        if not self._set(item, fields):
            return False
        item["updatedTime"], item["updatedBy"] = self.stamp(), user
        return True

    def _set(self, item: dict[str, Any], fields: dict[str, Any]) -> bool:
        """Write known fields; returns whether one changed."""
        changed = False
        for name, value in fields.items():
            if name == "fm":
                changed |= self._set_fm(item, value)
            elif name in item and name not in ("id", "entityTypeId", "createdTime", "updatedTime"):
                tidy = int(value) if name in ("companyId", "assignedById") and str(value).isdigit() else value
                changed |= item[name] != tidy
                item[name] = tidy
        return changed

    def _set_fm(self, item: dict[str, Any], wanted: Any) -> bool:
        """Write phones and mails: «n…» adds, an id changes, an empty value takes away."""
        before = [dict(one) for one in item["fm"]]
        rows = dict(enumerate(wanted)) if isinstance(wanted, list) else wanted
        for key, given in rows.items():
            known = next((one for one in item["fm"] if str(one["id"]) == str(key)), None)
            if known is None and given.get("value"):
                kind = given.get("valueType", "WORK")
                item["fm"].append(
                    {"id": self.number(), "valueType": kind, "value": given["value"], "typeId": given["typeId"]}
                )
            elif known is not None and not given.get("value"):
                item["fm"].remove(known)
            elif known is not None:
                known["value"] = given["value"]
        return bool(before != item["fm"])

    def set_requisite(self, row: dict[str, Any], fields: dict[str, Any]) -> bool:
        """Write those fields that the preset keeps; returns whether one changed."""
        kept = {"NAME", "ENTITY_ID", "ENTITY_TYPE_ID", "PRESET_ID", "XML_ID"}
        kept |= set(self.presets[int(row["PRESET_ID"])][2])
        return self.set_row(row, {name: value for name, value in fields.items() if name in kept})

    def set_row(self, row: dict[str, Any], fields: dict[str, Any]) -> bool:
        """Write fields of a row of the classic kind: everything is text."""
        changed = False
        for name, value in fields.items():
            text = "" if value is None else str(value)
            changed |= row.get(name, "") != text
            row[name] = text
        if changed and "ID" in row:
            row["DATE_MODIFY"] = self.stamp()
        return changed


def chosen(rows: Iterable[dict[str, Any]], conditions: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows that fulfil every condition of a list method's filter."""
    return [row for row in rows if all(_fits(row, key, value) for key, value in conditions.items())]


def ordered(rows: list[dict[str, Any]], order: dict[str, str]) -> list[dict[str, Any]]:
    """Return rows in the asked order, by id without one."""
    for name, way in reversed(list((order or {"id": "ASC", "ID": "ASC"}).items())):
        rows = sorted(rows, key=lambda row: _comparable(row.get(name)), reverse=str(way).upper() == "DESC")
    return rows


def _fits(row: dict[str, Any], key: str, value: Any) -> bool:
    sign = next((sign for sign in _OPERATORS if key.startswith(sign)), "=")
    name = key.removeprefix(sign) if key.startswith(sign) else key
    mine = row.get(name)
    wanted = value if isinstance(value, list) else [value]
    if sign in ("@", "=") or (sign == "!@"):
        found = _comparable(mine) in [_comparable(one) for one in wanted]
        return found is not (sign == "!@")
    if sign in ("%", "=%"):
        return str(value).strip("%").lower() in str(mine or "").lower()
    if sign == "!":
        return _comparable(mine) != _comparable(value)
    left, right = _comparable(mine), _comparable(value)
    return {">=": left >= right, "<=": left <= right, ">": left > right, "<": left < right}[sign]


def _comparable(value: Any) -> tuple[int, float, str]:
    """Return a key by which numbers, instants and texts of either notation compare."""
    text = "" if value is None else str(value)
    if text.isdigit() and len(text) < 10:  # noqa: PLR2004 - an id; longer ones are phones, INN, accounts
        return (0, float(text), "")
    if len(text) > 18 and text[4] == "-" and "T" in text:  # noqa: PLR2004 - an instant
        try:
            return (1, datetime.fromisoformat(text).timestamp(), "")
        except ValueError:
            return (2, 0.0, text)
    return (2, 0.0, text)
