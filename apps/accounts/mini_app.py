"""The Mini App: pages of ours that Telegram shows inside of itself, below one prefix of addresses.

A page of the Mini App is the same view as its web page, under an address of its own. Only there a session that
Telegram's word has opened is believed, and only there Telegram may show the page in a frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from apps.common import access

if TYPE_CHECKING:
    from uuid import UUID

    from apps.common.access import Permission
    from apps.common.actor import Actor

PREFIX: Final = "/tma/"

_twins: dict[str, str] = {}
_starts: list[tuple[Permission, str]] = []


def register_page(web: str, mini: str) -> None:
    """Say which page of the Mini App is the twin of a web page, by the names of their addresses."""
    _twins[web] = mini


def register_start(permission: Permission, name: str) -> None:
    """Say where the Mini App begins for those who hold a right."""
    _starts.append((permission, name))


def is_inside(path: str) -> bool:
    """Whether an address belongs to the Mini App."""
    return path.startswith(PREFIX)


def is_twin(name: str) -> bool:
    """Whether a name is that of a page of the Mini App."""
    return name in _twins.values()


def name_inside(web: str) -> str:
    """Return the name of a page's twin; the page's own name when it has none."""
    return _twins.get(web, web)


def start_of(actor: Actor) -> str:
    """Return the address where the Mini App begins for a person, empty when it has nothing for them."""
    for permission, name in _starts:
        if access.holds(actor, permission):
            return reverse(name)
    return ""


def twin_of(path: str) -> str:
    """Return the address in the Mini App that shows what an address of this site shows; empty when there is none."""
    try:
        match = resolve(path.partition("?")[0])
    except Resolver404:
        return ""
    mini = _twins.get(match.view_name)
    return reverse(mini, args=match.args, kwargs=match.kwargs) if mini else ""


def entry_of(organisation_uid: UUID, to: str = "") -> str:
    """Return the full address that Telegram opens, empty where Telegram could not (it wants HTTPS)."""
    if not settings.SITE_URL.startswith("https://") and not settings.TELEGRAM_LOOPBACK:
        return ""
    address = f"{settings.SITE_URL}{reverse('accounts:mini_entry', args=[organisation_uid])}"
    return f"{address}?to={to}" if to else address
