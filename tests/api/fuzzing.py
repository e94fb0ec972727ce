"""Hostile and ordinary calls of every operation of the API, made from its own description; what the answers must hold.

Schemathesis makes the calls (valid ones, and ones that break the description); the identifiers in them are exchanged
for real ones of the own place, of another client's and of another organisation's.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import schemathesis
from django.db import models, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Err

from apps.common.api.problems import CONTENT_TYPE
from apps.common.roles import Role
from tests.access import markers
from tests.access.objects import everything
from tests.browser import Browser

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from apps.accounts.models import User
    from tests.access.world import Place, World

FIRST_REFUSAL, FIRST_FAILURE = 400, 500
# How many of the identifiers in a body are those of real objects.
REAL_SHARE = 0.9
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass
class Findings:
    """What was asked and what was wrong."""

    asked: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Caller:
    """Somebody who calls: a name, a browser, the words that may not be read, the chance of choices."""

    name: str
    browser: Browser
    forbidden: tuple[str, ...]
    chance: random.Random

    @classmethod
    def of(cls, name: str, user: User | None, forbidden: tuple[str, ...], number: int) -> Caller:
        """Return the caller of a person who has signed in (None: of nobody)."""
        browser = Browser(raise_request_exception=False)
        if user is not None:
            browser.sign_in_as(user)
        return cls(name, browser, forbidden, random.Random(number))


def identifiers(place: Place, user: User) -> list[str]:
    """Return the identifiers of one object of every kind of a place."""
    return [str(row.uid) for row in everything(place, user) if isinstance(row, models.Model) and hasattr(row, "uid")]


def _exchanged(value: Any, known: list[str], chance: random.Random) -> Any:
    """Return a body in which some identifiers are real ones."""
    if isinstance(value, dict):
        return {name: _exchanged(item, known, chance) for name, item in value.items()}
    if isinstance(value, list):
        return [_exchanged(item, known, chance) for item in value]
    is_identifier = isinstance(value, str) and re.fullmatch(r"[0-9a-fA-F-]{36}", value) is not None
    return chance.choice(known) if is_identifier and chance.random() < REAL_SHARE else value


def _sent(browser: Browser, case: Any, path: str, body: Any) -> Any:
    """Send one call."""
    query = dict(case.query or {})
    if case.method in _SAFE:
        return browser.generic(case.method, path, QUERY_STRING=_query(query))
    try:
        text = json.dumps(body) if not isinstance(body, bytes) else body
    except (TypeError, ValueError):
        text = b"\xff\x00{"
    headers = {"Idempotency-Key": "fuzz"}
    return browser.generic(case.method, path, text, "application/json", headers=headers, QUERY_STRING=_query(query))


def _query(query: dict[str, Any]) -> str:
    """Return the query as text."""
    return urlencode({name: str(value) for name, value in query.items()}, errors="surrogatepass")


def judge(answer: Any, forbidden: tuple[str, ...], what: str) -> Iterator[str]:
    """Yield what is wrong with an answer."""
    if answer.status_code >= FIRST_FAILURE:
        yield f"{what}: {answer.status_code}"
    if answer.status_code >= FIRST_REFUSAL and answer.get("Content-Type", "") != CONTENT_TYPE:
        yield f"{what}: {answer.status_code} without a problem document"
    text = markers.text_of(answer)
    if any(word in text for word in forbidden):
        yield f"{what}: reads a foreign word"


def operations(description: dict[str, Any]) -> list[Any]:
    """Return every operation of the description."""
    schema = schemathesis.openapi.from_dict(description)
    found: list[Any] = []
    for operation in schema.get_all_operations():
        if isinstance(operation, Err):
            raise operation.err()
        found.append(operation.ok())
    return found


def attack(operation: Any, callers: Sequence[Caller], known: list[str], *, examples: int, number: int) -> Findings:
    """Make calls of one operation, each by every caller, and take every write back."""
    findings = Findings()
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @seed(number)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def call(case: Any) -> None:
            for caller in callers:
                _call(operation, case, caller, known, findings)

        with suppress(Unsatisfiable):  # an operation that takes nothing cannot be asked in a wrong way
            call()
    return findings


def _call(operation: Any, case: Any, caller: Caller, known: list[str], findings: Findings) -> None:
    """Make one call as one caller, on objects of its choice, and judge the answer."""
    path = operation.path
    for name in case.path_parameters or {}:
        path = path.replace(f"{{{name}}}", caller.chance.choice(known))
    body = _exchanged(case.body, known, caller.chance)
    with transaction.atomic():
        answer = _sent(caller.browser, case, path, body)
        transaction.set_rollback(True)
    findings.asked += 1
    findings.statuses[answer.status_code] += 1
    what = f"{caller.name}: {case.method} {operation.path} {str(body)[:300]} {str(case.query)[:200]}"
    findings.wrong += judge(answer, caller.forbidden, what)


def callers(world: World, number: int) -> tuple[list[Caller], list[str]]:
    """Return an administrator, a client's user and nobody, and the identifiers they know."""
    markers.fill(world)
    foreign, _count = markers.mark_organisation(world.foreign)
    sibling, _count = markers.mark_client(world.sibling)
    people = world.own.people
    known = [uid for place in world.places for uid in identifiers(place, place.people[Role.ADMIN])]
    return [
        Caller.of("admin", people[Role.ADMIN], (foreign,), number),
        Caller.of("client", people[Role.CLIENT_ADMIN], (foreign, sibling), number),
        Caller.of("nobody", None, (foreign, sibling), number),
    ], known
