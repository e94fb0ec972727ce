"""Names of people and posts in documents: initials, grammatical gender, the genitive, posts in other languages."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

_GENITIVE: Final = {
    "генеральный директор": "генерального директора",
    "директор": "директора",
    "исполнительный директор": "исполнительного директора",
    "коммерческий директор": "коммерческого директора",
    "управляющий": "управляющего",
    "президент": "президента",
    "председатель правления": "председателя правления",
    "заместитель генерального директора": "заместителя генерального директора",
}
# Words that stand on cards in Russian, as documents in other languages say them.
_SAID: Final[dict[str, dict[str, str]]] = {
    "en": {
        "генеральный директор": "General Director",
        "директор": "Director",
        "исполнительный директор": "Executive Director",
        "коммерческий директор": "Commercial Director",
        "управляющий": "Manager",
        "президент": "President",
        "председатель правления": "Chairman of the Board",
        "заместитель генерального директора": "Deputy General Director",
        "устава": "its Charter",
        "доверенности": "a power of attorney",
    },
    "zh": {
        "генеральный директор": "总经理",
        "директор": "经理",
        "исполнительный директор": "执行总经理",
        "коммерческий директор": "商务总监",
        "управляющий": "负责人",
        "президент": "总裁",
        "председатель правления": "董事会主席",
        "заместитель генерального директора": "副总经理",
        "устава": "公司章程",
        "доверенности": "授权委托书",
    },
}
_FULL_NAME_WORDS: Final = 3
_RUSSIAN: Final = re.compile(r"[А-Яа-яЁё-]+(?: [А-Яа-яЁё-]+){2}")
_MALE: Final = ("вич", "ьич", "мич", "ничич", "оглы")
_FEMALE: Final = ("вна", "чна", "шна", "кызы")


def initials(name: str) -> str:
    """Return «Орлов П. И.» for a full Russian name; any other name as it is."""
    words = name.split()
    if len(words) != _FULL_NAME_WORDS or not all(word[:1].isalpha() for word in words):
        return name
    return f"{words[0]}\u00a0{words[1][0]}.\u00a0{words[2][0]}."


def is_female(name: str) -> bool:
    """Whether the patronymic at the end of the name is a woman's; False when it cannot be told."""
    words = name.lower().split()
    return len(words) == _FULL_NAME_WORDS and words[-1].endswith(_FEMALE)


def name_genitive(name: str) -> str:
    """Return «Орлова Петра Ивановича» for «Орлов Пётр Иванович», empty when it cannot be told.

    Only a full Russian name whose patronymic shows the gender is declined: a wrong guess in a contract is worse than
    an empty field.
    """
    tidy = " ".join(name.split())
    patronymic = tidy.lower().rpartition(" ")[2]
    if _RUSSIAN.fullmatch(tidy) is None or not patronymic.endswith(_MALE + _FEMALE):
        return ""
    gender = Gender.FEMALE if is_female(tidy) else Gender.MALE
    parts = zip((NamePart.LASTNAME, NamePart.FIRSTNAME, NamePart.MIDDLENAME), tidy.split(), strict=True)
    return " ".join(_maker().make(part, gender, Case.GENITIVE, word) for part, word in parts)


@lru_cache(maxsize=1)
def _maker() -> PetrovichDeclinationMaker:
    """Return the inflector, whose rules are read once."""
    return PetrovichDeclinationMaker()


def post_genitive(post: str) -> str:
    """Return the genitive of a common post, empty for one that is not known."""
    return _GENITIVE.get(" ".join(post.lower().split()), "")


def said(text: str, language: str) -> str:
    """Return a common post or ground of authority in the document's language, any other as the card has it."""
    return _SAID.get(language, {}).get(" ".join(text.lower().split()), text)
