"""Search: one box over everything; each app registers a provider that finds what the actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from apps.common import finding, navigation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import QuerySet
    from django.utils.functional import Promise

    from apps.common.actor import Actor

RowT = TypeVar("RowT", bound=Model)
MIN_LENGTH = 2
MAX_LENGTH = 100
# The link of a label's code is longer than what people type.
MAX_CODE = 400
HITS_PER_GROUP = 6
# Of what fits, so many are looked at to choose the hits that are shown.
LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """One find: where it leads, its icon, and a second line that tells it from others of the same name."""

    title: str
    url: str
    icon: str = "search"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """A group of finds. `find(actor, text, limit)` returns at most `limit` hits, narrowed by the access policy.

    `exact(actor, text)` returns the address of the one thing that a text names beyond doubt (a scanned code, a whole
    number), empty when it names none. `sought(actor)` tells which kind of `apps.common.finding` is looked for, and
    whether its personal data are searched: one look then serves all providers; `find` asks for `LOOKED_AT` of them.
    """

    key: str
    title: str | Promise
    find: Callable[[Actor, str, int], Iterable[Hit]]
    order: int = 100
    exact: Callable[[Actor, str], str] | None = None
    sought: Callable[[Actor], tuple[str, bool] | None] | None = None


@dataclass(frozen=True, slots=True)
class HitGroup:
    """The finds of one provider."""

    title: str
    hits: tuple[Hit, ...]


_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Add a provider; raises ValueError when the key is taken."""
    if provider.key in _providers:
        message = f"search provider {provider.key} is registered twice"
        raise ValueError(message)
    _providers[provider.key] = provider


def first(rows: QuerySet[RowT], limit: int) -> list[RowT]:
    """Return the first rows in their order; what they lead to is read only when there are any.

    Most texts fit nothing of most kinds: a question for keys alone is a third of the cost then.
    """
    keys = list(rows.values_list("pk", flat=True)[:limit])
    return list(rows.filter(pk__in=keys)) if keys else []


def _in_order() -> list[Provider]:
    """Return the providers as they are shown."""
    return sorted(_providers.values(), key=lambda one: (one.order, one.key))


def exact(actor: Actor, text: str) -> str:
    """Return the address that a text names beyond doubt, empty when it names nothing."""
    text = text.strip()[:MAX_CODE]
    if len(text) < MIN_LENGTH or not actor.is_known:
        return ""
    found = (one.exact(actor, text) for one in _in_order() if one.exact is not None)
    return next((address for address in found if address), "")


def find(actor: Actor, text: str) -> list[HitGroup]:
    """Return what the actor may see for `text`; a text shorter than two characters finds nothing."""
    text = text.strip()[:MAX_CODE]
    if len(text) < MIN_LENGTH or not actor.is_known:
        return []
    providers = _in_order()
    kinds = [one.sought(actor) for one in providers if one.sought is not None]
    groups = []
    with finding.together(actor, filter(None, kinds), text, at_most=LOOKED_AT):
        for provider in providers:
            hits = tuple(provider.find(actor, text, HITS_PER_GROUP))
            if hits:
                groups.append(HitGroup(str(provider.title), hits))
    return groups


def _pages(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Find pages of the navigation by their title."""
    wanted = text.casefold()
    pairs = navigation.links(actor, "")
    return [Hit(link.title, link.url, link.icon) for _item, link in pairs if wanted in link.title.casefold()][:limit]


register(Provider("common.pages", _("Pages"), _pages, order=900))
