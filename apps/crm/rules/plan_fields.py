"""What a version of a commission plan may hold."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Invalid
from apps.crm.enums import CapScope, CommissionBasis
from apps.crm.rules import texts
from apps.crm.rules.contract_fields import CURRENCIES, decimal

LANGUAGES = ("ru", "zh", "en")
_HUNDRED = Decimal(100)
_LIMIT = Decimal(10) ** 12
_MAX_TIERS = 10
_PARTS = 2


def names(value: Mapping[str, str]) -> dict[str, str]:
    """Return the plan's name by language. Raises Invalid when there is none at all."""
    tidy = {key: texts.line(str(value.get(key) or ""), f"name_{key}", 120) for key in LANGUAGES}
    if not any(tidy.values()):
        raise Invalid(_("Name the plan in one language at least."), field="name_ru")
    return tidy


def tiers(text: str | list[Any]) -> list[list[str]]:
    """Return the tiers of «0: 5; 1000000: 7» (or of pairs) as decimal texts. Raises Invalid."""
    if isinstance(text, str):
        pairs = [part.split(":") for part in text.replace("\n", ";").split(";") if part.strip()]
    else:
        pairs = [list(one) if isinstance(one, (list, tuple)) else [] for one in text]
    if not 1 <= len(pairs) <= _MAX_TIERS or any(len(pair) != _PARTS for pair in pairs):
        raise Invalid(_("Write tiers as «from: percent», such as «0: 5; 1000000: 7»."), field="tiers")
    found = []
    for start, percent in pairs:
        low = decimal(start, "tiers", 2, _LIMIT)
        high = decimal(percent, "tiers", 4, _HUNDRED)
        if low is None or high is None:
            raise Invalid(_("Write tiers as «from: percent», such as «0: 5; 1000000: 7»."), field="tiers")
        found.append((low, high))
    if found[0][0] != 0 or any(low[0] >= high[0] for low, high in pairwise(found)):
        raise Invalid(_("The first tier begins at 0 and each next one above the one before."), field="tiers")
    return [[str(low), str(percent)] for low, percent in found]


def version(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a version of a plan. Raises Invalid at the field at fault."""
    if values.get("basis") not in CommissionBasis.values:
        raise Invalid(field="basis")
    basis = CommissionBasis(values["basis"])
    if values.get("currency", "RUB") not in CURRENCIES:
        raise Invalid(field="currency")
    cap_scope = values.get("cap_scope") or CapScope.MONTH
    if cap_scope not in CapScope.values:
        raise Invalid(field="cap_scope")
    tidy: dict[str, Any] = {
        "basis": basis,
        "currency": values.get("currency", "RUB"),
        "percent": None,
        "rate_per_kw": None,
        "tiers": [],
        "cap_amount": decimal(values.get("cap_amount"), "cap_amount", 2, _LIMIT, positive=True),
        "cap_scope": cap_scope,
    }
    if basis is CommissionBasis.TIERED:
        tidy["tiers"] = tiers(values.get("tiers") or "")
    elif basis is CommissionBasis.KW_MONTH:
        tidy["rate_per_kw"] = _needed(
            decimal(values.get("rate_per_kw"), "rate_per_kw", 8, _LIMIT, positive=True), "rate_per_kw"
        )
    else:
        tidy["percent"] = _needed(decimal(values.get("percent"), "percent", 4, _HUNDRED, positive=True), "percent")
    return tidy


def _needed(value: Decimal | None, field: str) -> Decimal:
    """Return the value. Raises Invalid when it is missing."""
    if value is None:
        raise Invalid(_("This field is needed."), field=field)
    return value
