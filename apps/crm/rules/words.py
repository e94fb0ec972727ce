"""Sums in words, dates and numbers as Russian documents write them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from num2words import num2words

NBSP: Final = "\u00a0"
_MONTHS: Final = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
# Forms for 1, for 2-4, for other numbers: the unit, then its hundredth part.
_UNITS: Final[dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]]] = {
    "RUB": (("рубль", "рубля", "рублей"), ("копейка", "копейки", "копеек")),
    "USD": (("доллар США", "доллара США", "долларов США"), ("цент", "цента", "центов")),
    "EUR": (("евро", "евро", "евро"), ("евроцент", "евроцента", "евроцентов")),
    "CNY": (("китайский юань", "китайских юаня", "китайских юаней"), ("фэнь", "фэня", "фэней")),
    "KZT": (("тенге", "тенге", "тенге"), ("тиын", "тиына", "тиынов")),
}


def form(number: int, forms: tuple[str, str, str]) -> str:
    """Return the form of a Russian noun that goes with a number."""
    if number % 100 in range(11, 20):
        return forms[2]
    return forms[0] if number % 10 == 1 else forms[1] if number % 10 in (2, 3, 4) else forms[2]


def sum_in_words(amount: Decimal, currency: str = "RUB") -> str:
    """Return «Одна тысяча рублей 00 копеек»: units in words, hundredths in figures, rounded half up.

    A rate finer than a hundredth keeps its figures: «Пять рублей 12,34 копейки». Raises KeyError for an unknown
    currency.
    """
    units, parts = _UNITS[currency]
    whole = int(amount)
    hundredths = (amount - whole) * 100
    words = str(num2words(whole, lang="ru"))
    head = f"{words[:1].upper()}{words[1:]} {form(whole, units)}"
    if hundredths == hundredths.to_integral_value():
        return f"{head} {int(hundredths):02} {form(int(hundredths), parts)}"
    return f"{head} {grouped(hundredths.normalize())} {parts[1]}"


def money(amount: Decimal) -> str:
    """Return an amount rounded half up to hundredths: «1 234,56» with U+00A0."""
    return grouped(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))


def rate(value: Decimal) -> str:
    """Return a rate with at least two digits after the comma and no trailing zeros beyond: «5,10», «4,8725»."""
    short = value.normalize()
    exponent = short.as_tuple().exponent
    if isinstance(exponent, int) and exponent > -2:  # noqa: PLR2004 - hundredths
        short = value.quantize(Decimal("0.01"))
    return grouped(short)


def grouped(value: Decimal) -> str:
    """Return a number with a comma and thousands parted by U+00A0."""
    return f"{value:,f}".replace(",", NBSP).replace(".", ",")


def long_date(day: date) -> str:
    """Return «20» ноября 2026 г."""
    return f"«{day.day:02}»{NBSP}{_MONTHS[day.month - 1]} {day.year}{NBSP}г."


def short_date(day: date) -> str:
    """Return 20.11.2026."""
    return f"{day:%d.%m.%Y}"
