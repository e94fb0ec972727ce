"""The matrix: every address of the resolver × every role × own object, another client's, another organisation's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import RequestFactory, override_settings

from apps.common.access import Reach
from apps.common.roles import SITE_BOUND_ROLES, Role
from apps.crm.documents import pdf
from tests.access import objects
from tests.access.addresses import Address, addresses, silent, undeclared
from tests.access.asking import Visitor
from tests.access.one_world import db, world  # noqa: F401 - fixtures of this module

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.access.world import Place, World

ALL = addresses()
UNDECLARED = undeclared()
BARE = Path(__file__).parent / "templates"
FIRST_SERVER_ERROR = 500


@pytest.fixture(scope="module", autouse=True)
def _bare_refusals() -> Iterator[None]:
    """Draw pages of refusal without the shell: most answers here are refusals (test_markers draws the real ones)."""
    engine: dict[str, Any] = settings.TEMPLATES[0]
    with override_settings(TEMPLATES=[engine | {"DIRS": [BARE, *engine["DIRS"]]}]):
        yield


@pytest.fixture(scope="module", autouse=True)
def _one_pdf() -> Iterator[None]:
    """Let the first PDF stand for all: here a paper is answered or refused, its words are read elsewhere."""
    real = pdf.convert
    made: dict[str, bytes] = {}

    def convert(documents: Sequence[bytes], into: str = "pdf") -> list[bytes]:
        if into not in made:
            made[into] = real(documents[:1], into)[0]
        return [made[into]] * len(documents)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "convert", convert)
        yield


def _filled(address: Address, place: Place, role: Role) -> dict[str, Any]:
    """Return values for the captured parts from the objects of a place."""
    makers = objects.makers_of(address.name, address.parts, address.model)
    assert makers is not None, f"no object is registered for {address} ({address.name}): see tests/access/objects.py"
    return {part: objects.value(place, place.people[role], part, maker) for part, maker in makers.items()}


def test_the_resolver_was_walked() -> None:
    assert len(ALL) > 20
    assert len({str(one) for one in ALL}) == len(ALL)


@pytest.mark.parametrize("address", ALL, ids=str)
def test_every_address_declares_who_may_open_it(address: Address) -> None:
    assert address.is_public or address.permission is not None, f"{address} declares neither a permission nor public"


def test_every_address_declares_its_methods() -> None:
    """A view says them by `require_safe`, `require_POST` or `require_http_methods` under `guarded`."""
    assert silent() == []


@pytest.mark.parametrize(
    ("address", "view", "methods"), UNDECLARED, ids=[str(address) for address, _view, _methods in UNDECLARED]
)
def test_a_method_that_is_not_declared_is_refused(
    address: Address, view: Any, methods: list[str], world: World
) -> None:
    """Asked by somebody who holds the right, so that nothing else refuses; the view itself says 405."""
    role = next((one for one in Role if address.reaches(one)), Role.ADMIN)
    statuses = {_refusal(address, view, method, world, role) for method in methods}
    # DRF asks for the right of an action first, and there is none.
    assert statuses <= ({405, 403, 401} if address.is_api else {405})


def _refusal(address: Address, view: Any, method: str, world: World, role: Role) -> int:
    """Return the status of a method that the view does not have, without the ways around it except for the API."""
    if address.is_api:
        visitor = Visitor.of(world, world.own.people[role])
        return int(visitor.ask(method, address.url(_filled(address, world.own, role))).status_code)
    request = RequestFactory().generic(method, "/")
    request.actor = world.own.actor(role)  # type: ignore[attr-defined]  # as ScopeMiddleware sets it
    return int(view(request, **dict.fromkeys(address.parts, "1")).status_code)


@pytest.mark.parametrize("address", [one for one in ALL if not one.is_public and one.permission], ids=str)
def test_an_address_answers_each_role_as_declared(address: Address, world: World) -> None:
    wrong = [f"signed out: {status}" for status in [_signed_out(address, world)] if status not in _way_in(address)]
    for role, user in world.own.people.items():
        visitor = Visitor.of(world, user)
        status = visitor.status(address, _filled(address, world.own, role))
        if not address.reaches(role):
            wrong += [f"{role}, own object, without the right: {status}"] * (status not in _no_right(address))
            continue
        wrong += _own(address, role, status)
        if address.parts:
            wrong += _others(address, world, role, visitor)
    assert wrong == []


def _signed_out(address: Address, world: World) -> int:
    """Return the answer to somebody who is not signed in."""
    return Visitor.of(world, None).status(address, _filled(address, world.own, Role.ADMIN))


def _no_right(address: Address) -> set[int]:
    """Return the right answers to who lacks the right; an address that no person may open may ask for its key."""
    assert address.permission is not None
    refused = {403} if address.permission.reach else {401, 403}
    return refused | {302} if address.leads_on else refused


def _way_in(address: Address) -> set[int]:
    """Return the right answers to somebody who is not signed in."""
    if address.permission is not None and not address.permission.reach:
        return {401}
    return {401} if address.is_api else {302}


def _own(address: Address, role: Role, status: int) -> list[str]:
    """Judge the answer for the own object: served or refused by its content, never as foreign."""
    # Platform staff have no rows of their own inside an organisation; a list page knows no operation without a name.
    refused = {404} if address.method == "GET" and (not address.parts or role is not Role.PLATFORM) else set()
    refused.add(405)
    if address.method == "GET" and not address.is_admin:
        refused.add(403)
    if status >= FIRST_SERVER_ERROR or status in refused:
        return [f"{role}, own object: {status}"]
    return []


def _others(address: Address, world: World, role: Role, visitor: Visitor) -> list[str]:
    """Judge the answers for objects out of reach: 404."""
    assert address.permission is not None
    reach = address.permission.reach[role]
    wrong = []
    strangers = [world.foreign] if reach is not Reach.PLATFORM and not address.leads_on else []
    # Staff who need no binding work at every site of the organisation.
    narrow = {Reach.CLIENT, Reach.OWN} | ({Reach.SITES} if role in SITE_BOUND_ROLES else set())
    if reach in narrow and not address.leads_on:
        strangers.append(world.sibling)
    for place in strangers:
        values = _filled(address, place, role)
        if values == _filled(address, world.own, role):
            continue  # what is the same for everybody (a word in the address) is nobody's own
        status = visitor.status(address, values)
        # An admin page may refuse the write itself before it looks at the row.
        allowed = {404} | ({403} if address.method != "GET" or address.is_admin else set())
        wrong += [f"{role}, object of {place.name}: {status}"] * (status not in allowed)
    return wrong


@pytest.mark.parametrize("address", [one for one in ALL if one.is_public], ids=str)
def test_a_public_address_never_fails(address: Address, world: World) -> None:
    visitors = [None, world.own.people[Role.ADMIN], world.own.people[Role.CLIENT_VIEWER]]
    values = _filled(address, world.own, Role.ADMIN) if address.parts else {}
    statuses = {Visitor.of(world, user).status(address, values) for user in visitors}
    assert {status for status in statuses if status >= FIRST_SERVER_ERROR} == set()
