"""Sums in words, dates and numbers as Russian documents write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from apps.common.errors import Invalid
from apps.crm.rules import names, texts, words


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.00", "Ноль рублей 00 копеек"),
        ("1.01", "Один рубль 01 копейка"),
        ("2.02", "Два рубля 02 копейки"),
        ("11.11", "Одиннадцать рублей 11 копеек"),
        ("21.21", "Двадцать один рубль 21 копейка"),
        ("1000", "Одна тысяча рублей 00 копеек"),
        ("2001", "Две тысячи один рубль 00 копеек"),
        ("21000", "Двадцать одна тысяча рублей 00 копеек"),
        ("112000", "Сто двенадцать тысяч рублей 00 копеек"),
        (
            "1234567.89",
            "Один миллион двести тридцать четыре тысячи пятьсот шестьдесят семь рублей 89 копеек",
        ),
        ("5.1234", "Пять рублей 12,34 копейки"),
    ],
)
def test_a_sum_is_written_in_words(amount: str, text: str) -> None:
    assert words.sum_in_words(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("currency", "text"),
    [
        ("USD", "Два доллара США 05 центов"),
        ("EUR", "Два евро 05 евроцентов"),
        ("CNY", "Два китайских юаня 05 фэней"),
        ("KZT", "Два тенге 05 тиынов"),
    ],
)
def test_a_sum_knows_its_currency(currency: str, text: str) -> None:
    assert words.sum_in_words(Decimal("2.05"), currency) == text


def test_dates_and_numbers_are_written_the_russian_way() -> None:
    assert words.long_date(date(2026, 11, 20)) == "«20»\u00a0ноября 2026\u00a0г."
    assert words.short_date(date(2026, 11, 20)) == "20.11.2026"
    assert words.money(Decimal("1234.565")) == "1\u00a0234,57"
    assert [words.rate(Decimal(one)) for one in ("5.1", "4.8725", "6", "100.00000000")] == [
        "5,10",
        "4,8725",
        "6,00",
        "100,00",
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("8 (495) 510-56-17", ("+74955105617", "")),
        ("9168233454", ("+79168233454", "")),
        ("89168233454", ("+79168233454", "")),
        ("7 916 8233454", ("+79168233454", "")),
        ("+79168233454 доб. 12", ("+79168233454", "12")),
        ("+998 90 123 45 67", ("+998901234567", "")),
        ("", ("", "")),
    ],
)
def test_a_phone_is_kept_in_one_form(typed: str, kept: tuple[str, str]) -> None:
    assert texts.phone(typed) == kept


@pytest.mark.parametrize("typed", ["12", "abc", "+7 000", "+7916823345499999"])
def test_what_is_no_phone_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        texts.phone(typed)


@pytest.mark.parametrize("typed", ["a@b", "a b@c.ru", "@c.ru", "a@c..", "a@c.ru, b@c.ru"])
def test_what_is_no_email_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        texts.email(typed)


def test_names_are_shortened_and_their_gender_told() -> None:
    assert names.initials("Орлов Пётр Иванович") == "Орлов\u00a0П.\u00a0И."
    assert names.initials("Li Wei") == "Li Wei"
    assert [names.is_female(one) for one in ("Климова Анна Сергеевна", "Орлов Пётр Иванович", "Anna")] == [
        True,
        False,
        False,
    ]
    assert names.post_genitive("Генеральный  директор") == "генерального директора"
