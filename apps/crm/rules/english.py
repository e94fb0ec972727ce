"""Sums in words, dates and numbers as documents in English write them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from num2words import num2words

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_UNITS: Final[dict[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    "RUB": (("Russian rouble", "Russian roubles"), ("kopeck", "kopecks")),
    "USD": (("US dollar", "US dollars"), ("cent", "cents")),
    "EUR": (("euro", "euros"), ("cent", "cents")),
    "CNY": (("Chinese yuan", "Chinese yuan"), ("fen", "fen")),
    "KZT": (("Kazakhstani tenge", "Kazakhstani tenge"), ("tiyn", "tiyn")),
}


def sum_in_words(amount: Decimal, currency: str = "RUB") -> str:
    """Return «One thousand Russian roubles 00 kopecks»; a rate finer than a hundredth keeps its figures."""
    units, parts = _UNITS[currency]
    whole = int(amount)
    hundredths = (amount - whole) * 100
    words = str(num2words(whole, lang="en"))
    head = f"{words[:1].upper()}{words[1:]} {units[whole != 1]}"
    if hundredths == hundredths.to_integral_value():
        return f"{head} {int(hundredths):02} {parts[hundredths != 1]}"
    return f"{head} {grouped(hundredths.normalize())} {parts[1]}"


def money(amount: Decimal) -> str:
    """Return an amount rounded half up to hundredths: «1,234.56»."""
    return grouped(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))


def grouped(value: Decimal) -> str:
    """Return a number with a point and thousands parted by commas."""
    return f"{value:,f}"


def long_date(day: date) -> str:
    """Return 20 November 2026."""
    return f"{day.day}\u00a0{_MONTHS[day.month - 1]}\u00a0{day.year}"


def short_date(day: date) -> str:
    """Return 20 Nov 2026: no reader takes the day for the month."""
    return f"{day.day}\u00a0{_MONTHS[day.month - 1][:3]}\u00a0{day.year}"
