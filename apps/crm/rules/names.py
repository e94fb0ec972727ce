"""Names of people and posts in documents: initials, grammatical gender, the genitive of common posts."""

from __future__ import annotations

from typing import Final

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
_FULL_NAME_WORDS: Final = 3


def initials(name: str) -> str:
    """Return «Орлов П. И.» for a full Russian name; any other name as it is."""
    words = name.split()
    if len(words) != _FULL_NAME_WORDS or not all(word[:1].isalpha() for word in words):
        return name
    return f"{words[0]}\u00a0{words[1][0]}.\u00a0{words[2][0]}."


def is_female(name: str) -> bool:
    """Whether the patronymic at the end of the name is a woman's; False when it cannot be told."""
    words = name.lower().split()
    return len(words) == _FULL_NAME_WORDS and words[-1].endswith(("вна", "чна", "шна", "кызы"))


def post_genitive(post: str) -> str:
    """Return the genitive of a common post, empty for one that is not known."""
    return _GENITIVE.get(" ".join(post.lower().split()), "")
