"""How a document of each language writes sums, numbers and dates: one set of functions per language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from apps.crm.rules import chinese, english, words

_CENTS: Final = -2


@dataclass(frozen=True, slots=True)
class Writing:
    """The hand of one language."""

    language: str
    sum_in_words: Callable[[Decimal, str], str]
    money: Callable[[Decimal], str]
    grouped: Callable[[Decimal], str]
    long_date: Callable[[date], str]
    short_date: Callable[[date], str]
    # A date that is written in by hand.
    blank_date: str
    rouble: str

    def rate(self, value: Decimal) -> str:
        """Return a rate with at least two digits after the point and no trailing zeros beyond."""
        short = value.normalize()
        exponent = short.as_tuple().exponent
        if isinstance(exponent, int) and exponent > _CENTS:
            short = value.quantize(Decimal("0.01"))
        return self.grouped(short)

    def plain(self, value: Decimal | None) -> str:
        """Return a number without trailing zeros, empty for None."""
        if value is None:
            return ""
        short = value.normalize()
        return self.grouped(short if short.as_tuple().exponent <= 0 else short.quantize(Decimal(1)))  # type: ignore[operator]  # a stored number is finite

    def day(self, value: date | None) -> str:
        """Return a long date, a place to write one in for None."""
        return self.long_date(value) if value else self.blank_date

    def currency(self, code: str) -> str:
        """Return how a currency stands behind figures."""
        return self.rouble if code == "RUB" else code


_HANDS: Final = {
    "ru": Writing(
        "ru", words.sum_in_words, words.money, words.grouped, words.long_date, words.short_date,
        "«___» ____________ 20___ г.", "руб.",
    ),
    "en": Writing(
        "en", english.sum_in_words, english.money, english.grouped, english.long_date, english.short_date,
        "____ ____________ 20___", "RUB",
    ),
    "zh": Writing(
        "zh", chinese.sum_in_words, chinese.money, chinese.grouped, chinese.long_date, chinese.short_date,
        "20___年___月___日", "卢布",
    ),
}  # fmt: skip


def of(language: str) -> Writing:
    """Return the hand of a language («ru», «en», «zh»). Raises KeyError for another."""
    return _HANDS[language]
