"""Names in documents: the genitive is suggested only where it is sure."""

from __future__ import annotations

import pytest

from apps.crm.rules import names


@pytest.mark.parametrize(
    ("name", "genitive"),
    [
        ("Орлов Пётр Иванович", "Орлова Петра Ивановича"),
        ("Климова Анна Сергеевна", "Климовой Анны Сергеевны"),
        ("Толстой Лев Николаевич", "Толстого Льва Николаевича"),
        ("Шевченко Мария Ильинична", "Шевченко Марии Ильиничны"),
        ("Салтыков-Щедрин Михаил Евграфович", "Салтыкова-Щедрина Михаила Евграфовича"),
        ("  Кузьмин   Илья Ильич ", "Кузьмина Ильи Ильича"),
        ("Li Wei", ""),
        ("Орлов Пётр", ""),
        ("Алиев Ибрагим Магомед", ""),
        ("", ""),
    ],
)
def test_the_genitive_of_a_full_russian_name_is_suggested(name: str, genitive: str) -> None:
    assert names.name_genitive(name) == genitive


def test_posts_are_said_in_the_language_of_the_document() -> None:
    said = [names.said("Генеральный  директор", language) for language in ("ru", "en", "zh")]
    assert said == ["Генеральный  директор", "General Director", "总经理"]
    assert names.said("Chief of everything", "en") == "Chief of everything"
