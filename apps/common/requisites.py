"""Russian requisites: formats and check digits of INN, KPP, OGRN, OGRNIP, BIC, bank accounts and SNILS.

`is_…` answers for one text; `check_…` returns the text without its separators or raises Invalid with a sentence that
names what is wrong and the input it belongs to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

COMPANY_INN_LENGTH = 10
PERSON_INN_LENGTH = 12
_INN_COMPANY = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_PERSON_FIRST = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_PERSON_SECOND = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_SEPARATORS = str.maketrans("", "", " \u00a0\u2009\u202f-\t")
_KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")
_ACCOUNT = re.compile(r"[0-9]{5}[0-9ABCEHKMPTX][0-9]{14}")
# The letter at the sixth place of an account in a clearing currency counts as this digit.
_CLEARING_LETTERS = "ABCEHKMPTX"
_ACCOUNT_WEIGHTS = (7, 1, 3)
_CENTRAL_BANK_ENDINGS = ("000", "001", "002")
_CORRESPONDENT = "30101"
_TREASURY_ACCOUNTS = ("40102", "03")
# SNILS up to this number were given out before there was a check digit.
_SNILS_UNCHECKED = 1_001_998


def clean(text: str) -> str:
    """Return the text without spaces and hyphens, letters in upper case."""
    return text.translate(_SEPARATORS).upper()


def _is_digits(text: str, length: int) -> bool:
    """Whether the text is exactly so many ASCII digits."""
    return len(text) == length and text.isascii() and text.isdigit()


def _weighted(text: str, weights: Sequence[int]) -> int:
    """Return the sum of digits times weights, modulo 11 and then 10."""
    return sum(int(digit) * weight for digit, weight in zip(text, weights, strict=False)) % 11 % 10


def is_inn(text: str) -> bool:
    """Whether it is the INN of a company (10 digits) or of a person (12 digits)."""
    return is_company_inn(text) or is_person_inn(text)


def is_company_inn(text: str) -> bool:
    """Whether it is the INN of a legal entity: 10 digits, the last one a check digit."""
    return _is_digits(text, COMPANY_INN_LENGTH) and text[9] == str(_weighted(text, _INN_COMPANY))


def is_person_inn(text: str) -> bool:
    """Whether it is the INN of a person or sole trader: 12 digits, the last two check digits."""
    return (
        _is_digits(text, PERSON_INN_LENGTH)
        and text[10] == str(_weighted(text, _INN_PERSON_FIRST))
        and text[11] == str(_weighted(text, _INN_PERSON_SECOND))
    )


def is_kpp(text: str) -> bool:
    """Whether it has the form of a KPP; it carries no check digit."""
    return _KPP.fullmatch(text) is not None


def is_ogrn(text: str) -> bool:
    """Whether it is the OGRN of a legal entity: 13 digits."""
    return _is_digits(text, 13) and text[0] != "0" and text[12] == str(int(text[:12]) % 11 % 10)


def is_ogrnip(text: str) -> bool:
    """Whether it is the OGRNIP of a sole trader: 15 digits, beginning with 3 or 4."""
    return _is_digits(text, 15) and text[0] in "34" and text[14] == str(int(text[:14]) % 13 % 10)


def is_bic(text: str) -> bool:
    """Whether it has the form of a BIC; it carries no check digit."""
    return _is_digits(text, 9) and text[:2] in ("04", "01", "00")


def is_settlement_account(text: str, bic: str) -> bool:
    """Whether it is an account in the bank of this BIC; treasury accounts carry no check digit."""
    if not is_bic(bic) or _ACCOUNT.fullmatch(text) is None or text.startswith(_CORRESPONDENT):
        return False
    if bic.startswith("01") or text.startswith(_TREASURY_ACCOUNTS):
        return True
    bank = _central_bank_number(bic) if bic.endswith(_CENTRAL_BANK_ENDINGS) else bic[6:]
    return _account_fits(bank, text)


def is_correspondent_account(text: str, bic: str) -> bool:
    """Whether it is the account that the bank of this BIC keeps at the central bank (a treasury: 40102…)."""
    if not is_bic(bic) or _ACCOUNT.fullmatch(text) is None:
        return False
    if text.startswith(_TREASURY_ACCOUNTS):
        return bic.startswith("01")
    return text.startswith(_CORRESPONDENT) and _account_fits(_central_bank_number(bic), text)


def _central_bank_number(bic: str) -> str:
    """Return the number that a division of the central bank takes in the check of its accounts."""
    return f"0{bic[4:6]}"


def _account_fits(bank: str, account: str) -> bool:
    """Whether the check digit of an account agrees with the bank's number."""
    letter = account[5]
    number = account if letter.isdigit() else account.replace(letter, str(_CLEARING_LETTERS.index(letter)))
    digits = bank + number
    return sum(int(digit) * _ACCOUNT_WEIGHTS[place % 3] % 10 for place, digit in enumerate(digits)) % 10 == 0


def is_snils(text: str) -> bool:
    """Whether it is a SNILS: 11 digits, the last two a check sum (older numbers have none)."""
    if not _is_digits(text, 11):
        return False
    if int(text[:9]) <= _SNILS_UNCHECKED:
        return True
    total = sum(int(digit) * weight for digit, weight in zip(text[:9], range(9, 0, -1), strict=True))
    return int(text[9:]) == total % 101 % 100


def check_company_inn(text: str, field: str = "inn") -> str:
    """Return the clean INN of a legal entity. Raises Invalid."""
    inn = clean(text)
    if not _is_digits(inn, COMPANY_INN_LENGTH):
        raise Invalid(_("The INN of a legal entity has 10 digits."), field=field)
    if not is_company_inn(inn):
        raise Invalid(_("The check digit of the INN is wrong."), field=field)
    return inn


def check_person_inn(text: str, field: str = "inn") -> str:
    """Return the clean INN of a person or sole trader. Raises Invalid."""
    inn = clean(text)
    if not _is_digits(inn, PERSON_INN_LENGTH):
        raise Invalid(_("The INN of a person has 12 digits."), field=field)
    if not is_person_inn(inn):
        raise Invalid(_("The check digits of the INN are wrong."), field=field)
    return inn


def check_kpp(text: str, field: str = "kpp") -> str:
    """Return the clean KPP. Raises Invalid."""
    kpp = clean(text)
    if not is_kpp(kpp):
        raise Invalid(_("A KPP has 9 characters: four digits, two digits or letters, three digits."), field=field)
    return kpp


def check_ogrn(text: str, field: str = "ogrn") -> str:
    """Return the clean OGRN of a legal entity. Raises Invalid."""
    ogrn = clean(text)
    if not _is_digits(ogrn, 13):
        raise Invalid(_("An OGRN has 13 digits."), field=field)
    if not is_ogrn(ogrn):
        raise Invalid(_("The check digit of the OGRN is wrong."), field=field)
    return ogrn


def check_ogrnip(text: str, field: str = "ogrn") -> str:
    """Return the clean OGRNIP of a sole trader. Raises Invalid."""
    ogrnip = clean(text)
    if not _is_digits(ogrnip, 15):
        raise Invalid(_("An OGRNIP has 15 digits."), field=field)
    if not is_ogrnip(ogrnip):
        raise Invalid(_("The check digit of the OGRNIP is wrong."), field=field)
    return ogrnip


def check_bic(text: str, field: str = "bic") -> str:
    """Return the clean BIC. Raises Invalid."""
    bic = clean(text)
    if not is_bic(bic):
        raise Invalid(_("A BIC has 9 digits and begins with 04."), field=field)
    return bic


def check_settlement_account(text: str, bic: str, field: str = "settlement_account") -> str:
    """Return the clean settlement account in the bank of this BIC. Raises Invalid."""
    account = clean(text)
    if _ACCOUNT.fullmatch(account) is None:
        raise Invalid(_("A settlement account has 20 digits."), field=field)
    if not is_settlement_account(account, clean(bic)):
        raise Invalid(_("The settlement account does not belong to the bank of this BIC."), field=field)
    return account


def check_correspondent_account(text: str, bic: str, field: str = "correspondent_account") -> str:
    """Return the clean correspondent account of the bank of this BIC. Raises Invalid."""
    account = clean(text)
    if _ACCOUNT.fullmatch(account) is None:
        raise Invalid(_("A correspondent account has 20 digits."), field=field)
    if not is_correspondent_account(account, clean(bic)):
        raise Invalid(_("The correspondent account does not belong to the bank of this BIC."), field=field)
    return account


def check_snils(text: str, field: str = "snils") -> str:
    """Return the clean SNILS. Raises Invalid."""
    snils = clean(text)
    if not _is_digits(snils, 11):
        raise Invalid(_("A SNILS has 11 digits."), field=field)
    if not is_snils(snils):
        raise Invalid(_("The check sum of the SNILS is wrong."), field=field)
    return snils
