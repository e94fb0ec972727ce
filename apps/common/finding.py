"""Finding things by what people type: a part of a word, a phone in any writing, a typing error, the wrong keyboard.

Apps keep `SearchEntry` rows of their things by triggers; `keys` returns the keys of the things that fit. It looks in
turn for every word as it stands (a phone's digits joined), for the words as another keyboard layout would have typed
them, and at last for names that are alike.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor

_ENGLISH: Final = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN: Final = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_RUSSIAN: Final = str.maketrans(_ENGLISH, _RUSSIAN)
_TO_ENGLISH: Final = str.maketrans(_RUSSIAN, _ENGLISH)
_PHONE: Final = re.compile(r"\+?[\d\s()\-–.]{4,30}")
# A trunk digit that stands by itself before a part of a number: «8 916», «+7(495)».
_TRUNK: Final = re.compile(r"(?:\+7|8)[\s(–-]")
_TRUNK_DIGITS: Final = 11
_MIN_PHONE_DIGITS: Final = 4
_MAX_WORDS: Final = 6
Source = Callable[["Actor", str], Iterable[int]]
_sources: dict[str, list[Source]] = defaultdict(list)
MOST: Final = 10_001
LIKENESS: Final = 0.45
BEGUN_LIKENESS: Final = 0.5
_NEWEST: Final = 1_000
_ALIKE_AT_MOST: Final = 50
_MIN_ALIKE_CHARS: Final = 4


@dataclass(frozen=True, slots=True)
class _Answers:
    """What one text found of several kinds: the keys by kind and by whether personal data were searched."""

    text: str
    organisation_id: int | None
    at_most: int
    found: Mapping[tuple[str, bool], list[int]]


_together: ContextVar[_Answers | None] = ContextVar("nh_finding_together", default=None)


def keys(
    actor: Actor, kind: str, text: str, *, personal: bool, at_most: int = MOST, tolerant: bool = True
) -> list[int]:
    """Return the keys of things of the actor's organisation that fit the text; `personal` searches personal data too.

    `tolerant` looks for names that are alike when nothing fits as typed; kinds without names have none to look for.
    Of more than `MOST` the newest thousand are among the keys. Keys only: the caller narrows the rows by the access
    policy. One query, another when very much fits, a few when nothing fits as typed.
    """
    stages = _stages(text)
    if not stages:
        return []
    known = _answered(actor, kind, text, personal=personal, at_most=at_most)
    found = _as_typed(actor, kind, stages, personal=personal, at_most=at_most) if known is None else known
    if found or not tolerant:
        return found
    return [key for key, _likeness in alike(actor, kind, text)]


@contextmanager
def together(actor: Actor, kinds: Iterable[tuple[str, bool]], text: str, *, at_most: int) -> Iterator[None]:
    """Look for several kinds at once; inside the block `keys` of this text and at most so many answers from it.

    `kinds` are pairs of a kind and whether its personal data are searched. They lie in one index, so that one look
    costs hardly more than that for one of them.
    """
    stages = _stages(text)
    found: dict[tuple[str, bool], list[int]] = {pair: [] for pair in kinds}
    if stages:
        with connection.cursor() as cursor:
            for personal in sorted({personal for _kind, personal in found}):
                wanted = [kind for kind, searched in found if searched is personal]
                cursor.execute(
                    "SELECT found_kind, found_id FROM common_find_kinds(%s, %s, %s, %s, %s)",
                    [wanted, actor.organisation_id, json.dumps(stages), personal, at_most],
                )
                for kind, key in cursor.fetchall():
                    found[kind, personal].append(key)
    token = _together.set(_Answers(text, actor.organisation_id, at_most, found))
    try:
        yield
    finally:
        _together.reset(token)


def _answered(actor: Actor, kind: str, text: str, *, personal: bool, at_most: int) -> list[int] | None:
    """Return what `together` found of a kind, None when it was not asked just that."""
    answers = _together.get()
    if answers is None or (text, actor.organisation_id, at_most) != (
        answers.text, answers.organisation_id, answers.at_most,
    ):  # fmt: skip
        return None
    return answers.found.get((kind, personal))


def _as_typed(actor: Actor, kind: str, stages: list[list[list[str]]], *, personal: bool, at_most: int) -> list[int]:
    """Return the keys of what holds the words, of very many the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT found_id FROM common_find(%s, %s, %s, %s, %s)",
            [kind, actor.organisation_id, json.dumps(stages), personal, at_most],
        )
        found = [key for (key,) in cursor.fetchall()]
        if len(found) == MOST:
            cursor.execute(
                "SELECT found_id FROM common_find_newest(%s, %s, %s, %s, %s)",
                [kind, actor.organisation_id, json.dumps(stages[0]), personal, _NEWEST],
            )
            found = list(dict.fromkeys((*(key for (key,) in cursor.fetchall()), *found)))
    return found


def alike(
    actor: Actor, kind: str, text: str, *, least: float = LIKENESS, at_most: int = _ALIKE_AT_MOST
) -> list[tuple[int, float]]:
    """Return keys and likeness (0 to 1) of things whose names hold something like the text, the likest first."""
    words = text.strip().lower()
    if len(words) < _MIN_ALIKE_CHARS or not any(sign.isalpha() for sign in words):
        return []
    tried = list(dict.fromkeys((words, *_layouts(words))))
    with connection.cursor() as cursor:
        # Names whose words begin as those that were typed are few; comparing all names comes last.
        for function, likeness in (("common_find_misspelt", max(least, BEGUN_LIKENESS)), ("common_find_like", least)):
            for one in tried:
                cursor.execute(
                    f"SELECT found_id, likeness FROM {function}(%s, %s, %s, %s, %s)",  # noqa: S608 - names above
                    [kind, actor.organisation_id, one, likeness, at_most],
                )
                found = [(int(key), float(much)) for key, much in cursor.fetchall()]
                if found:
                    return found
    return []


def register_source(kind: str, source: Source) -> None:
    """Let an upper app find things of a lower one by what it knows of them (a client by a serial number)."""
    if source not in _sources[kind]:
        _sources[kind].append(source)


def through(actor: Actor, kind: str, text: str) -> list[int]:
    """Return the keys that the sources of upper apps know for the text."""
    return [key for source in _sources[kind] for key in source(actor, text)]


def digits_of_phone(text: str) -> str:
    """Return the digits of what looks like a phone, without the trunk digit («8 916 …» and «+7 916 …» are one)."""
    if not _PHONE.fullmatch(text.strip()):
        return ""
    digits = re.sub(r"\D", "", text)
    if len(digits) < _MIN_PHONE_DIGITS:
        return ""
    has_trunk = _TRUNK.match(text.strip()) or (len(digits) == _TRUNK_DIGITS and digits[0] in "78")
    return digits[1:] if has_trunk else digits


def _stages(text: str) -> list[list[list[str]]]:
    """Return what to look for in turn: stages of ways, a way being words that must all be there."""
    words = text.lower().split()[:_MAX_WORDS]
    if not words:
        return []
    ways = [words]
    if digits := digits_of_phone(text):
        ways.append([digits])
    layouts: list[list[str]] = [other.split() for other in _layouts(text.lower()) if other.split()]
    return [ways, [way[:_MAX_WORDS] for way in layouts]] if layouts else [ways]


def _layouts(words: str) -> Sequence[str]:
    """Return the text as the other keyboard layout would have typed it; nothing for a text without letters."""
    if not any(sign.isalpha() for sign in words):
        return ()
    return tuple(other for other in (words.translate(_TO_RUSSIAN), words.translate(_TO_ENGLISH)) if other != words)
