"""Navigation: each app registers its entries in the words of the roles; the shell shows what the actor may open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from apps.common import access

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.utils.functional import Promise

    from apps.common.access import Permission
    from apps.common.actor import Actor
    from apps.common.roles import Role

BOTTOM_BAR_TASKS = 4


class Group(Enum):
    """Groups of the left navigation, in the order they are shown; the first has no heading."""

    WORK = ""
    CLIENTS = _("Clients")
    EQUIPMENT = _("Equipment and places")
    JOURNEYS = _("Journeys")
    TELEMETRY = _("Telemetry")
    MONEY = _("Money")
    PEOPLE = _("People and access")
    RECORD = _("The record")
    SETTINGS = _("Settings")


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry. `roles` narrows it to those whose words they are; None means everybody who holds the permission."""

    key: str
    title: str | Promise
    url_name: str
    permission: Permission
    icon: str
    order: int = 100
    group: Group = Group.WORK
    bottom_bar: bool = False
    roles: frozenset[Role] | None = None
    short_title: str | Promise = ""


@dataclass(frozen=True, slots=True)
class NavLink:
    """An entry as a page shows it."""

    key: str
    title: str
    short_title: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class NavGroup:
    """A heading with its links."""

    title: str
    links: tuple[NavLink, ...]


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """One place of the site switcher; `url` opens its page."""

    title: str
    url: str
    current: bool = False


_items: dict[str, NavItem] = {}
_site_sources: list[Callable[[Actor], Iterable[SiteChoice]]] = []


def register(item: NavItem) -> None:
    """Add an entry; raises ValueError when the key is taken."""
    if item.key in _items:
        message = f"navigation entry {item.key} is registered twice"
        raise ValueError(message)
    _items[item.key] = item


def register_sites(source: Callable[[Actor], Iterable[SiteChoice]]) -> None:
    """Give the site switcher its places; called once by the app that owns sites."""
    _site_sources.append(source)


def sites(actor: Actor) -> list[SiteChoice]:
    """Return the places this actor can switch between."""
    return [choice for source in _site_sources for choice in source(actor)] if actor.is_known else []


def _visible(actor: Actor) -> list[NavItem]:
    """Return the entries that the actor may open, in order."""
    mine = [
        item
        for item in _items.values()
        if (item.roles is None or actor.role in item.roles) and access.holds(actor, item.permission)
    ]
    return sorted(mine, key=lambda item: (item.order, item.key))


def _link(item: NavItem) -> NavLink | None:
    """Return the entry with its address; an entry whose page is not routed is left out."""
    try:
        url = reverse(item.url_name)
    except NoReverseMatch:
        return None
    title = str(item.title)
    return NavLink(item.key, title, str(item.short_title) or title, url, item.icon, current=False)


def _marked(links: list[NavLink], path: str) -> dict[str, bool]:
    """Return which link is current: the one with the longest address that the path begins with."""
    fitting = [link for link in links if path == link.url or (link.url != "/" and path.startswith(link.url))]
    best = max(fitting, key=lambda link: len(link.url), default=None)
    return {link.key: link is best for link in links}


def links(actor: Actor, path: str) -> list[tuple[NavItem, NavLink]]:
    """Return every entry the actor may open with its address; the current one is marked."""
    pairs = [(item, link) for item in _visible(actor) if (link := _link(item)) is not None]
    current = _marked([link for _item, link in pairs], path)
    return [
        (item, NavLink(link.key, link.title, link.short_title, link.url, link.icon, current[link.key]))
        for item, link in pairs
    ]


def grouped(actor: Actor, path: str) -> list[NavGroup]:
    """Return the left navigation of this actor."""
    pairs = links(actor, path)
    groups = []
    for group in Group:
        mine = tuple(link for item, link in pairs if item.group is group)
        if mine:
            groups.append(NavGroup(str(group.value), mine))
    return groups


def bottom_bar(actor: Actor, path: str) -> list[NavLink]:
    """Return the core tasks for the bar at the foot of a phone, at most four."""
    return [link for item, link in links(actor, path) if item.bottom_bar][:BOTTOM_BAR_TASKS]
