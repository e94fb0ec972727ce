"""Markers: nobody ever reads a word of another organisation, and no client's user a word of another client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.common.roles import Role
from tests.access import markers, objects
from tests.access.addresses import Address, addresses
from tests.access.asking import Visitor
from tests.access.one_world import db, marked, world  # noqa: F401 - fixtures of this module
from tests.access.shares import is_walked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.access.world import World

READ = [one for one in addresses() if one.method == "GET"]
# Both files come of the same rows and columns: the second is asked by one role.
_EXPORTS = ("?export=csv", "?export=xlsx")


def questions(address: Address, world: World, role: Role, words: list[str], *, whole: bool) -> list[str]:
    """Return the addresses to ask: the own object's, and as a `whole` lists' exports and searches for the words."""
    makers = objects.makers_of(address.name, address.parts, address.model)
    if makers is None:
        return []
    user = world.own.people[role]
    url = address.url({part: objects.value(world.own, user, part, maker) for part, maker in makers.items()})
    if not whole:
        return [url]
    exports = (_EXPORTS if role is Role.ADMIN else _EXPORTS[:1]) if address.exports else ()
    searches = [f"?q={word}" for word in words if not address.parts]
    return [f"{url}{ending}" for ending in ("", *exports, *searches)]


def leaks(world: World, role: Role, words: list[str], *, only: str | None = None, whole: bool = True) -> Iterator[str]:
    """Yield every address of the role's share whose answer holds one of the words (an echo of the question aside).

    With `only`, all the addresses that this permission opens; not as a `whole`, each address once.
    """
    visitor = Visitor.of(world, world.own.people[role])
    for address in READ:
        if not address.reaches(role) or (only and (address.permission is None or address.permission.name != only)):
            continue
        if not only and not is_walked(address, role):
            continue
        for url in questions(address, world, role, words, whole=whole):
            text = markers.text_of(visitor.ask("GET", url)).replace(url, "")
            yield from (f"{role}: {url}" for word in words if _holds(text, word, asked=f"q={word}" in url))


def _holds(text: str, word: str, *, asked: bool) -> bool:
    """Whether the text holds the word; where it was asked for, only beside the box and chips that repeat it."""
    if not asked:
        return word in text
    # A page repeats what was typed: in the box, in its title, chips and addresses. A find comes with a number or tag.
    for echo in (f'value="{word}"', f"q={word}", f"q%3D{word}", f"«{word}»", f"&quot;{word}&quot;", f": {word}<"):
        text = text.replace(echo, "")
    return word in text


def test_the_markers_reach_many_fields(marked: markers.Marked) -> None:
    assert marked.planted > 20


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_no_word_of_another_organisation_or_client_is_read(world: World, marked: markers.Marked, role: Role) -> None:
    words = [] if role is Role.PLATFORM else [marked.foreign]
    assert list(leaks(world, role, [*words, *marked.of_clients(role)])) == []


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_refusals_are_drawn_and_tell_nothing(world: World, marked: markers.Marked, role: Role) -> None:
    """The pages of a missing right and of an address that leads nowhere, with the shell of each role."""
    visitor = Visitor.of(world, world.own.people[role])
    answers = [visitor.ask("GET", "/nowhere/")]
    closed = next((one for one in READ if not one.reaches(role) and not one.parts and not one.is_api), None)
    answers += [visitor.ask("GET", closed.url({}))] if closed else []
    assert [one.status_code for one in answers] == [404, 403][: len(answers)]
    assert [word for word in (marked.foreign, marked.sibling) for one in answers if word in markers.text_of(one)] == []


def test_a_planted_leak_is_noticed(world: World, marked: markers.Marked) -> None:
    """The test sees what it looks for: the own organisation's words are found in its own pages."""
    assert next(leaks(world, Role.ADMIN, [marked.own]), None) is not None
