"""Sums in capital numerals, dates and numbers as Chinese documents write them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

# The numerals of payments: they cannot be altered by a stroke.
_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "兆")
_UNITS: Final[dict[str, tuple[str, str]]] = {
    "RUB": ("俄罗斯卢布", "戈比"),
    "USD": ("美元", "美分"),
    "EUR": ("欧元", "欧分"),
    "KZT": ("坚戈", "提恩"),
}
_GROUP: Final = 10_000
_GROUP_DIGITS: Final = 4


def numeral(number: int) -> str:
    """Return a whole number in capital numerals: 10 005 is 壹万零伍. Raises ValueError from 10^16 on."""
    if not 0 <= number < _GROUP ** len(_GROUPS):
        message = f"{number} has no name here"
        raise ValueError(message)
    text, skipped = "", False
    for power in range(len(_GROUPS) - 1, -1, -1):
        part = number // _GROUP**power % _GROUP
        if not part:
            skipped = skipped or bool(text)
            continue
        if text and (skipped or part < _GROUP // 10):
            text += _DIGITS[0]
        text += _four(part) + _GROUPS[power]
        skipped = False
    return text or _DIGITS[0]


def _four(part: int) -> str:
    """Return up to four digits in numerals, one zero for any run of zeros between."""
    text, gap = "", False
    for place in range(_GROUP_DIGITS - 1, -1, -1):
        digit = part // 10**place % 10
        if not digit:
            gap = gap or bool(text)
            continue
        text += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text


def sum_in_words(amount: Decimal, currency: str = "RUB") -> str:
    """Return 壹仟俄罗斯卢布整; yuan as 人民币壹仟元伍角整; a rate finer than a hundredth keeps its figures.

    Raises KeyError for an unknown currency.
    """
    whole = int(amount)
    hundredths = (amount - whole) * 100
    is_exact = hundredths == hundredths.to_integral_value()
    if currency == "CNY":
        return f"人民币{numeral(whole)}元{_jiao(int(hundredths)) if is_exact else f'{hundredths.normalize():f}分'}"
    unit, part = _UNITS[currency]
    if hundredths == 0:
        return f"{numeral(whole)}{unit}整"
    if not is_exact:
        return f"{numeral(whole)}{unit}{hundredths.normalize():f}{part}"
    return f"{numeral(whole)}{unit}{numeral(int(hundredths))}{part}"


def _jiao(hundredths: int) -> str:
    """Return tenths and hundredths of a yuan, 整 after a whole one."""
    tens, ones = divmod(hundredths, 10)
    if not hundredths:
        return "整"
    head = f"{_DIGITS[tens]}角" if tens else _DIGITS[0]
    return f"{head}{_DIGITS[ones]}分" if ones else f"{head}整"


def money(amount: Decimal) -> str:
    """Return an amount rounded half up to hundredths: «1,234.56»."""
    return grouped(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))


def grouped(value: Decimal) -> str:
    """Return a number with a point and thousands parted by commas."""
    return f"{value:,f}"


def long_date(day: date) -> str:
    """Return 2026年11月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def short_date(day: date) -> str:
    """Return 2026-11-20."""
    return day.isoformat()
