"""Bindings of people to what upper apps own (sites, a client): each app registers how they are chosen and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.common.actor import Actor
from apps.common.roles import Role

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Binder:
    """One kind of binding on the page of a user.

    `choices(by)` gives (uid, title) of what may be bound, `bound(user)` the uids bound now (needs a system scope),
    `bind(user, by, uids)` makes the bindings exactly these, through the app's own services. `several` says whether a
    person may have more than one; only users of `roles` are bound at all.
    """

    key: str
    title: str | Promise
    roles: frozenset[Role]
    several: bool
    choices: Callable[[Actor], Sequence[tuple[str, str]]]
    bound: Callable[[User], Sequence[str]]
    bind: Callable[[User, Actor, Sequence[str]], None]


_binders: dict[str, Binder] = {}


def register(binder: Binder) -> None:
    """Add a kind of binding; raises ValueError when the key is taken."""
    if binder.key in _binders:
        message = f"binding {binder.key} is registered twice"
        raise ValueError(message)
    _binders[binder.key] = binder


def binders() -> list[Binder]:
    """Return every kind of binding."""
    return list(_binders.values())


def binders_of(role: str) -> list[Binder]:
    """Return the kinds of binding that users of a role have."""
    return [binder for binder in _binders.values() if role in binder.roles]
