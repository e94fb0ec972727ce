"""Sums in words, dates and numbers in three languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from apps.crm.rules import chinese, writing


@pytest.mark.parametrize(
    ("language", "amount", "currency", "words"),
    [
        ("ru", "0", "RUB", "Ноль рублей 00 копеек"),
        ("ru", "21.21", "RUB", "Двадцать один рубль 21 копейка"),
        ("ru", "112000", "RUB", "Сто двенадцать тысяч рублей 00 копеек"),
        ("en", "0", "RUB", "Zero Russian roubles 00 kopecks"),
        ("en", "1.01", "RUB", "One Russian rouble 01 kopeck"),
        ("en", "2000067.89", "USD", "Two million and sixty-seven US dollars 89 cents"),
        ("en", "4.8725", "RUB", "Four Russian roubles 87.25 kopecks"),
        ("zh", "0", "CNY", "人民币零元整"),
        ("zh", "1234.50", "CNY", "人民币壹仟贰佰叁拾肆元伍角整"),
        ("zh", "1234.05", "CNY", "人民币壹仟贰佰叁拾肆元零伍分"),
        ("zh", "10005", "RUB", "壹万零伍俄罗斯卢布整"),
        ("zh", "2001.20", "USD", "贰仟零壹美元贰拾美分"),
        ("zh", "4.8725", "RUB", "肆俄罗斯卢布87.25戈比"),
    ],
)  # fmt: skip
def test_a_sum_is_said_in_words(language: str, amount: str, currency: str, words: str) -> None:
    assert writing.of(language).sum_in_words(Decimal(amount), currency) == words


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (10, "壹拾"),
        (101, "壹佰零壹"),
        (100_050, "壹拾万零伍拾"),
        (1_000_001, "壹佰万零壹"),
        (20_300_040, "贰仟零叁拾万零肆拾"),
        (100_000_001, "壹亿零壹"),
        (1_234_567_890, "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾"),
    ],
)
def test_capital_numerals_have_one_zero_for_a_gap(number: int, numeral: str) -> None:
    assert chinese.numeral(number) == numeral


@pytest.mark.parametrize(
    ("language", "long", "short", "money", "rate"),
    [
        ("ru", "«05»\u00a0марта 2026\u00a0г.", "05.03.2026", "1\u00a0234,50", "5,10"),
        ("en", "5\u00a0March\u00a02026", "5\u00a0Mar\u00a02026", "1,234.50", "5.10"),
        ("zh", "2026年3月5日", "2026-03-05", "1,234.50", "5.10"),
    ],
)
def test_dates_and_numbers_follow_the_language(language: str, long: str, short: str, money: str, rate: str) -> None:
    hand, day = writing.of(language), date(2026, 3, 5)
    shown = (hand.long_date(day), hand.short_date(day), hand.money(Decimal("1234.495")), hand.rate(Decimal("5.1")))
    assert shown == (long, short, money, rate)
