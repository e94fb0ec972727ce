"""A bank account of ours and bank details of the portal, as the same fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from apps.crm.rules.bitrix import texts

FIELDS: Final = {
    "bank_name": "RQ_BANK_NAME", "bic": "RQ_BIK", "swift": "RQ_SWIFT", "settlement_account": "RQ_ACC_NUM",
    "correspondent_account": "RQ_COR_ACC_NUM",
}  # fmt: skip
GROUPS: Final[dict[str, tuple[str, ...]]] = {"requisites": tuple(FIELDS)}


def ours(account: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the fields of an account."""
    return {name: texts.plain(account[name]) for name in FIELDS}


def theirs(row: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the fields of the portal's bank details."""
    values: dict[str, str | None] = {name: texts.number(row.get(remote)).upper() for name, remote in FIELDS.items()}
    values["bank_name"] = texts.plain(row.get("RQ_BANK_NAME"))
    return values


def fields(values: Mapping[str, str]) -> dict[str, str]:
    """Return what to write into the portal's bank details."""
    wanted = {remote: values[name] for name, remote in FIELDS.items() if name in values}
    if values.get("bank_name"):
        wanted["NAME"] = values["bank_name"]
    return wanted
