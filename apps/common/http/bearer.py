"""Bearer keys: apps register how a key of their prefix is turned into an actor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from apps.common.actor import Actor

if TYPE_CHECKING:
    from django.http import HttpRequest

Resolver = Callable[["HttpRequest", str], Actor | None]

_resolvers: dict[str, Resolver] = {}


def register(prefix: str, resolver: Resolver) -> None:
    """Tell who answers for keys that begin with `prefix`; raises ValueError when it is taken."""
    if prefix in _resolvers:
        message = f"bearer prefix {prefix} is registered twice"
        raise ValueError(message)
    _resolvers[prefix] = resolver


def bearer_key(request: HttpRequest) -> str:
    """Return the key of the Authorization header, empty without one."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def bearer_actor(request: HttpRequest) -> Actor | None:
    """Return the actor behind the request's key; None without a key, or for one that is not valid."""
    key = bearer_key(request)
    for prefix, resolver in _resolvers.items():
        if key.startswith(prefix):
            return resolver(request, key)
    return None
