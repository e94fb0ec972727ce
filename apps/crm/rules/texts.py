"""Texts people type: tidied, limited, refused by name."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import phonenumbers
from django.utils.translation import gettext_lazy as _

from apps.common.errors import Invalid

_EMAIL = re.compile(r"[^@\s,;<>()\"]{1,64}@[^@\s,;<>()\"]+\.[^@\s.,;<>()\"]{2,}")
_TELEGRAM = re.compile(r"[A-Za-z][A-Za-z0-9_]{4,31}")
_MAX_EMAIL = 254
_MAX_EXTENSION = 10


def line(text: str, field: str, limit: int, *, required: bool = False) -> str:
    """Return one line of text without control characters and double spaces. Raises Invalid."""
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    tidy = " ".join(text.split())
    if required and not tidy:
        raise Invalid(_("This field is needed."), field=field)
    if len(tidy) > limit:
        raise Invalid(_("At most %(limit)s characters."), field=field, limit=limit)
    return tidy


def paragraphs(text: str, field: str, limit: int = 4000) -> str:
    """Return free text with its line breaks, without other control characters. Raises Invalid."""
    tidy = "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) != "Cc").strip()
    if len(tidy) > limit:
        raise Invalid(_("At most %(limit)s characters."), field=field, limit=limit)
    return tidy


def phone(text: str, field: str = "phone") -> tuple[str, str]:
    """Return number in E.164 and extension, both empty for an empty text. Raises Invalid.

    A number without a country code is taken as Russian.
    """
    tidy = line(text, field, 60)
    if not tidy:
        return "", ""
    try:
        number = phonenumbers.parse(tidy, "RU")
    except phonenumbers.NumberParseException as error:
        raise Invalid(_("This is not a phone number."), field=field) from error
    extension = number.extension or ""
    if not phonenumbers.is_possible_number(number) or len(extension) > _MAX_EXTENSION:
        raise Invalid(_("This is not a phone number."), field=field)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), extension


def shown_phone(number: str, extension: str = "") -> str:
    """Return a number of E.164 as people write it; a text that is none (from an import, say) as it stands."""
    if not number:
        return ""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    text = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return f"{text} ext. {extension}" if extension else text


def email(text: str, field: str = "email") -> str:
    """Return an e-mail address in lower-case domain, empty for an empty text. Raises Invalid."""
    tidy = text.strip()
    if not tidy:
        return ""
    if len(tidy) > _MAX_EMAIL or _EMAIL.fullmatch(tidy) is None:
        raise Invalid(_("This is not an e-mail address."), field=field)
    name, _at, domain = tidy.rpartition("@")
    return f"{name}@{domain.lower()}"


def telegram(text: str, field: str = "telegram") -> str:
    """Return a Telegram name without «@», empty for an empty text. Raises Invalid."""
    tidy = text.strip().removeprefix("https://t.me/").removeprefix("@")
    if tidy and _TELEGRAM.fullmatch(tidy) is None:
        raise Invalid(_("A Telegram name has 5 to 32 letters, digits or underscores."), field=field)
    return tidy


def past_day(text: str, field: str, today: date) -> str:
    """Return a day that is not in the future as YYYY-MM-DD, empty for an empty text. Raises Invalid."""
    tidy = text.strip()
    if not tidy:
        return ""
    try:
        day = date.fromisoformat(tidy)
    except ValueError as error:
        raise Invalid(_("This is not a date."), field=field) from error
    if not date(1900, 1, 1) <= day <= today:
        raise Invalid(_("The date is out of range."), field=field)
    return day.isoformat()


def digits(text: str) -> str:
    """Return the digits of a text."""
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())
