"""Markers: nobody ever reads a word of another organisation, and no client's user a word of another client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.common.roles import Role
from tests.access import markers, objects
from tests.access.addresses import Address, addresses
from tests.access.asking import Visitor
from tests.access.one_world import db, marked, world  # noqa: F401 - fixtures of this module

if TYPE_CHECKING:
    from tests.access.world import World

READ = [one for one in addresses() if one.method == "GET"]
LISTS = ("", "?export=csv", "?export=xlsx")


def questions(address: Address, world: World, role: Role, words: list[str]) -> list[str]:
    """Return the addresses to ask: the own object's, lists with their exports, and searches for the words."""
    makers = objects.makers_of(address.name, address.parts, address.model)
    if makers is None:
        return []
    user = world.own.people[role]
    url = address.url({part: objects.value(world.own, user, part, maker) for part, maker in makers.items()})
    asked = [f"{url}{ending}" for ending in (LISTS if address.exports else ("",))]
    return asked + [f"{url}?q={word}" for word in words if not address.parts]


def leaks(world: World, role: Role, words: list[str], only: str | None = None) -> list[str]:
    """Return every address whose answer to this role holds one of the words (an echo of the question aside).

    With `only`, the addresses that this permission opens.
    """
    visitor = Visitor.of(world, world.own.people[role])
    found = []
    for address in READ:
        if not address.reaches(role) or (only and (address.permission is None or address.permission.name != only)):
            continue
        for url in questions(address, world, role, words):
            text = markers.text_of(visitor.ask("GET", url))
            text = text.replace(url, "")
            found += [f"{role}: {url}" for word in words if _holds(text, word, asked=f"q={word}" in url)]
    return found


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
    assert leaks(world, role, [*words, *marked.of_clients(role)]) == []


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
    assert leaks(world, Role.ADMIN, [marked.own]) != []
