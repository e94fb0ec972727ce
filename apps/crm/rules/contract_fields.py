"""What the terms of a contract may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Invalid
from apps.crm.enums import ContractType, TariffUnit, VatMode
from apps.crm.rules import texts

CURRENCIES: Final = ("RUB", "USD", "EUR", "CNY", "KZT")
_MAX_RATE = Decimal(10) ** 9
_MAX_POWER_KW = Decimal(10) ** 6
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://")
_PORT = re.compile(r":[0-9]{1,5}$")
_HOST = re.compile(r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_MAX_HOST = 253
_MAX_POOLS = 20


def decimal(value: Any, field: str, places: int, limit: Decimal, *, positive: bool = False) -> Decimal | None:
    """Return a number that is not negative, None for an empty text; «5,1» is 5.1. Raises Invalid."""
    text = "" if value is None else "".join(str(value).split()).replace(",", ".")
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise Invalid(_("This is not a number."), field=field) from error
    if not number.is_finite() or number < 0 or number > limit or (positive and number == 0):
        raise Invalid(_("The number is out of range."), field=field)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        raise Invalid(_("At most %(places)s digits after the point."), field=field, places=places)
    return number


def day(value: Any, field: str) -> date | None:
    """Return a day of this or a near century, None for an empty text. Raises Invalid."""
    if isinstance(value, date) or value in (None, ""):
        found = value or None
    else:
        try:
            found = date.fromisoformat(str(value).strip())
        except ValueError as error:
            raise Invalid(_("This is not a date."), field=field) from error
    if found is not None and not date(1991, 1, 1) <= found <= date(2199, 12, 31):
        raise Invalid(_("The date is out of range."), field=field)
    return found


def _choice(values: Any, field: str) -> Callable[[Any], Any]:
    def check(value: Any) -> str:
        if str(value) not in values:
            raise Invalid(field=field)
        return str(value)

    return check


def pools(value: Any) -> list[str]:
    """Return hosts of pools, each once, from a list or a text with one a line; «*.host» allows what stands below it.

    A whole address such as «stratum+tcp://host:3333» gives its host. Raises Invalid naming the first that is none.
    """
    parts = value if isinstance(value, (list, tuple)) else re.split(r"[\s,;]+", str(value or ""))
    hosts: dict[str, None] = {}
    for part in filter(None, (str(one).strip() for one in parts)):
        host = _SCHEME.sub("", part.lower()).split("/")[0]
        host = _PORT.sub("", host).rstrip(".")
        if len(host) > _MAX_HOST or _HOST.fullmatch(host) is None:
            raise Invalid(_("«%(host)s» is not the host of a pool."), field="pools", host=part[:80])
        hosts[host] = None
    if len(hosts) > _MAX_POOLS:
        raise Invalid(_("At most %(limit)s pools."), field="pools", limit=_MAX_POOLS)
    return list(hosts)


_CLEANERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "type": _choice(ContractType.values, "type"),
    "signed_on": lambda value: day(value, "signed_on"),
    "starts_on": lambda value: day(value, "starts_on"),
    "ends_on": lambda value: day(value, "ends_on"),
    "tariff_rate": lambda value: decimal(value, "tariff_rate", 8, _MAX_RATE),
    "tariff_currency": _choice(CURRENCIES, "tariff_currency"),
    "tariff_unit": _choice(TariffUnit.values, "tariff_unit"),
    "tariff_text": lambda value: texts.line(str(value or ""), "tariff_text", 400),
    "vat_mode": _choice(VatMode.values, "vat_mode"),
    "max_power_kw": lambda value: decimal(value, "max_power_kw", 3, _MAX_POWER_KW, positive=True),
    "availability_percent": lambda value: decimal(value, "availability_percent", 2, Decimal(100), positive=True),
    "pools": pools,
    "note": lambda value: texts.paragraphs(str(value or ""), "note"),
}
FIELDS: Final = frozenset(_CLEANERS)
# What may still be changed when the contract is registered.
FREE_FIELDS: Final = frozenset({"note"})


def clean(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Invalid]]:
    """Return the given fields tidied, and every refusal (each names its field); unknown names are left out."""
    tidy: dict[str, Any] = {}
    refusals: list[Invalid] = []
    for name, value in values.items():
        if name in _CLEANERS:
            try:
                tidy[name] = _CLEANERS[name](value)
            except Invalid as refusal:
                refusals.append(refusal)
    starts, ends = tidy.get("starts_on"), tidy.get("ends_on")
    if starts and ends and ends < starts:
        refusals.append(Invalid(_("The contract ends before it starts."), field="ends_on"))
    return tidy, refusals
