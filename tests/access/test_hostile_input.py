"""Hostile words, in the database and in requests: never run by a browser or a spreadsheet, never a failure of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from apps.common.roles import Role
from tests.access import markers, objects
from tests.access.addresses import Address, addresses
from tests.access.admin_pages import shown, state
from tests.access.asking import Visitor
from tests.access.one_world import db, world  # noqa: F401 - fixtures of this module
from tests.access.shares import is_walked, one_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.access.world import World

ALL = addresses()
PAGES = [one for one in ALL if one.method == "GET" and not one.is_api]
FORMS = [one for one in ALL if one.method == "POST" and not one.is_api and not one.is_public]
FIRST_FAILURE = 500
# Begins a formula and a tag, ends an attribute.
WORD = "=<nhx\">'"
FORMULA = re.compile(r"(^|[,;\t\n\"])=<nhx")
QUERIES = (
    "q=%00&page=-5", "q=%F0%9F%98%80%E2%80%AE%25%27%22%5C&page=99999999999999999999", "sort=password&columns=__class__",
    "export=exe&next=%00&period=%00&created_from=9999-99-99&site=%00",
    "client=%00&contract=abc",
)  # fmt: skip
VALUES = ("a\x00b", "😀\u202eمرحبا\u0301" + "x" * 70_000, "-99999999999999999999", "1e400")
# Opening the page of the second factor draws the seed that the page shows; it means nothing until it is confirmed.
DRAWS_A_SEED = "/profile/second-factor/"
ROLES = (Role.ADMIN, Role.CLIENT_ADMIN)


@pytest.fixture(scope="module")
def hostile_world(world: World) -> World:
    """Return the world with the hostile word in every text of the own organisation."""
    markers.fill(world)
    _word, planted = markers.mark_organisation(world.own, WORD)
    assert planted > 20
    return world


def _url(address: Address, world: World, role: Role) -> str | None:
    makers = objects.makers_of(address.name, address.parts, address.model)
    if makers is None or not address.reaches(role):
        return None
    user = world.own.people[role]
    return address.url({part: objects.value(world.own, user, part, maker) for part, maker in makers.items()})


def _urls(world: World, chosen: list[Address], role: Role) -> list[str]:
    """Return the addresses that the role may open and walks, filled in with objects of its own."""
    walked = (one for one in chosen if one.reaches(role) and is_walked(one, role, ROLES))
    return [url for url in (_url(one, world, role) for one in walked) if url is not None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page answered: kept without Django's contexts."""

    url: str
    status: int
    headers: dict[str, str]
    content: bytes


@pytest.fixture(scope="module")
def answers(hostile_world: World) -> Callable[[Role], list[Answer]]:
    """Return how to get the answers of every page of the hostile world to a role; each page is asked once."""

    @cache
    def asked(role: Role) -> list[Answer]:
        visitor = Visitor(hostile_world.own.people[role])
        found = ((url, visitor.ask("GET", url)) for url in _urls(hostile_world, PAGES, role))
        return [Answer(url, one.status_code, dict(one.headers), one.content) for url, one in found]

    return asked


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_no_query_breaks_a_page(world: World, role: Role) -> None:
    visitor = Visitor(world.own.people[role])
    wrong = []
    for address in PAGES:
        url = _url(address, world, role)
        if url is None or address.parts:
            continue
        for query in one_of(address, QUERIES):
            status = visitor.ask("GET", f"{url}?{query}").status_code
            wrong += [f"{url}?{query}: {status}"] * (status >= FIRST_FAILURE)
    assert wrong == []


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_no_typed_value_breaks_a_form(world: World, role: Role) -> None:
    visitor = Visitor(world.own.people[role])
    wrong = []
    for address in FORMS:
        url = next(iter(_urls(world, [address], role)), None)
        if url is None:
            continue
        page = visitor.ask("GET", url)
        text = page.content.decode("utf-8", "replace") if page.status_code == 200 else ""
        names = [name for name in shown(text) if not name.startswith(("_", "csrf"))] or ["name", "reason", "q"]
        for value in one_of(address, VALUES):
            status = visitor.ask("POST", url, dict.fromkeys(names, value)).status_code
            wrong += [f"{url} {value[:20]!r} in {names}: {status}"] * (status >= FIRST_FAILURE)
    assert wrong == []


def _writes(visitor: Visitor, url: str, *, exact: bool = False) -> bool:
    """Whether a page writes anything when it is opened, but the record of reading what is personal."""
    with transaction.atomic():
        before = state(exact=exact)
        visitor.browser.get(url)
        visitor.browser.head(url)
        after = state(exact=exact)
        transaction.set_rollback(True)
    return before.mark != after.mark and before.records == after.records


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_a_page_that_is_opened_changes_nothing(world: World, role: Role) -> None:
    """Also an address that is meant for POST: asked with GET or HEAD it writes nothing but what reading records."""
    visitor = Visitor(world.own.people[role])
    pages = set(_urls(world, PAGES, role)) - {DRAWS_A_SEED}
    # A write that was counted may have been taken back: those pages are opened again and looked at exactly.
    written = [url for url in pages if _writes(visitor, url) and _writes(visitor, url, exact=True)]
    assert written == []


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_a_stored_tag_is_shown_as_text(answers: Callable[[Role], list[Answer]], role: Role) -> None:
    pages = [one for one in answers(role) if one.headers.get("Content-Type", "").startswith("text/html")]
    broken = [f"{one.url}: {one.status}" for one in pages if one.status >= FIRST_FAILURE]
    run = [one.url for one in pages if b"<nhx" in one.content]
    assert (broken, run, any(b"&lt;nhx" in one.content for one in pages)) == ([], [], True)


def test_a_stored_formula_is_exported_as_text(hostile_world: World) -> None:
    visitor = Visitor(hostile_world.own.people[Role.ADMIN])
    wrong, seen = [], 0
    for address in PAGES:
        url = None if address.parts else _url(address, hostile_world, Role.ADMIN)
        if url is None:
            continue
        answer = visitor.ask("GET", f"{url}?export=csv")
        if answer.get("Content-Type", "").startswith("text/csv"):
            text = answer.content.decode("utf-8-sig")
            seen += "<nhx" in text
            wrong += [url] * bool(FORMULA.search(text))
    assert (wrong, seen > 0) == ([], True)


def test_a_files_name_cannot_add_a_header(answers: Callable[[Role], list[Answer]]) -> None:
    names = [one.headers["Content-Disposition"] for one in answers(Role.ADMIN) if "Content-Disposition" in one.headers]
    assert names
    assert [name for name in names if re.search(r"[\r\n]", name) or name.count('"') not in {0, 2}] == []
