"""What a bank account of a client may hold: a Russian one checked by its BIC, a foreign one by its form."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from apps.common import requisites
from apps.common.errors import Invalid
from apps.crm.rules import texts

_SWIFT = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_FOREIGN_ACCOUNT = re.compile(r"[A-Z0-9]{5,34}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def _is_iban(account: str) -> bool:
    """Whether the check digits of an IBAN are right (ISO 13616, modulo 97)."""
    digits = "".join(str(int(sign, 36)) for sign in account[4:] + account[:4])
    return int(digits) % 97 == 1


def clean(values: Mapping[str, str]) -> tuple[dict[str, str], list[Invalid]]:
    """Return bank_name, bic, swift, settlement_account and correspondent_account tidied, and every refusal."""
    given = {name: str(values.get(name) or "") for name in ("bank_name", "bic", "swift")}
    tidy: dict[str, str] = {"bic": requisites.clean(given["bic"]), "swift": requisites.clean(given["swift"])}
    refusals: list[Invalid] = []
    try:
        tidy["bank_name"] = texts.line(given["bank_name"], "bank_name", 200, required=True)
    except Invalid as refusal:
        refusals.append(refusal)
    checks = _foreign if tidy["swift"] and not tidy["bic"] else _russian
    refusals += checks(values, tidy)
    return tidy, refusals


def _russian(values: Mapping[str, str], tidy: dict[str, str]) -> list[Invalid]:
    """Check BIC, settlement account and correspondent account against each other."""
    refusals: list[Invalid] = []
    try:
        tidy["bic"] = requisites.check_bic(tidy["bic"])
    except Invalid as refusal:
        # Without a BIC no account can be judged.
        return [refusal]
    try:
        tidy["settlement_account"] = requisites.check_settlement_account(
            str(values.get("settlement_account") or ""), tidy["bic"]
        )
    except Invalid as refusal:
        refusals.append(refusal)
    text = str(values.get("correspondent_account") or "")
    tidy["correspondent_account"] = ""
    try:
        if requisites.clean(text):
            tidy["correspondent_account"] = requisites.check_correspondent_account(text, tidy["bic"])
    except Invalid as refusal:
        refusals.append(refusal)
    return refusals


def _foreign(values: Mapping[str, str], tidy: dict[str, str]) -> list[Invalid]:
    """Check SWIFT and the form of the account; there is no correspondent account."""
    refusals: list[Invalid] = []
    if _SWIFT.fullmatch(tidy["swift"]) is None:
        refusals.append(Invalid(_("A SWIFT code has 8 or 11 letters and digits."), field="swift"))
    tidy["settlement_account"] = requisites.clean(str(values.get("settlement_account") or ""))
    tidy["correspondent_account"] = ""
    account = tidy["settlement_account"]
    if _FOREIGN_ACCOUNT.fullmatch(account) is None:
        refusals.append(Invalid(_("An account abroad has 5 to 34 letters and digits."), field="settlement_account"))
    elif _IBAN.fullmatch(account) is not None and not _is_iban(account):
        refusals.append(Invalid(_("The check digits of the IBAN are wrong."), field="settlement_account"))
    return refusals
