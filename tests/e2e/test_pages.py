"""Every page that a role is led to, wide and narrow: no errors, names on all controls, no sideways scroll."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from tests.e2e.people import PHONE, WIDE

if TYPE_CHECKING:
    from tests.e2e.conftest import Visit
    from tests.e2e.people import Person

ROLES: Final = ("owner", "admin", "manager", "accountant", "warehouse", "technician", "client", "auditor")
# Pages and forms that no list leads to first.
MORE: Final = {
    "admin": ("/sites/new/", "/equipment/models/new/", "/agents/new/"),
    "manager": ("/clients/new/", "/logistics/intake/new/"),
}
OWN: Final = ("/profile/", "/profile/sessions/", "/password/change/", "/notifications/", "/notifications/channels/")
_UID: Final = re.compile(r"[0-9a-f-]{36}")
_FILES: Final = re.compile(
    r"export=|^/logistics/files/|^/equipment/photos/|/document/$|/paper\.|/act/\w+/|/proof/$|^/documents/|\.json|/admin/"
)


def _links(person: Person, within: str) -> list[str]:
    """Return the addresses of links to pages of this host, in their order, each once."""
    found = person.page.locator(f"{within} a[href]").evaluate_all(
        "links => links.filter(link => !link.hasAttribute('download') && link.host === location.host)"
        ".map(link => link.pathname + (link.search || ''))"
    )
    return [address for address in dict.fromkeys(found) if not _FILES.search(address)]


def _shape(address: str) -> str:
    """Return the address without what differs between pages of one kind."""
    return _UID.sub("*", address.partition("?")[0])


def _look_twice(person: Person, address: str) -> None:
    """Look a page over as it is wide, then on a phone."""
    person.look_at(address)
    person.be_wide(PHONE)
    person.settle()
    person.be_wide(WIDE)


@pytest.mark.parametrize("login", ROLES)
def test_every_page_a_role_is_led_to_is_sound(visit: Visit, login: str) -> None:
    person = visit(login)
    _look_twice(person, "/")
    waiting = [*_links(person, "aside"), *MORE.get(login, ()), *(OWN if login == "manager" else ())]
    seen = {"/"}
    while waiting:
        address = waiting.pop(0)
        if _shape(address) in seen:
            continue
        seen.add(_shape(address))
        _look_twice(person, address)
        waiting += [link for link in _links(person, "main") if _shape(link) not in seen]
    assert len(seen) > 1
