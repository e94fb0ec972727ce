"""The access policy: turns a signed-in request into an Actor; rights themselves are in `common.access`.

Bindings of staff to sites and of client users to a client are kept by the apps that own sites and clients; each
registers a provider here, so that the actor is complete once per request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings

from apps.accounts.models import User
from apps.common import access
from apps.common.actor import ANONYMOUS, Actor, ActorKind
from apps.common.http.bearer import bearer_actor
from apps.common.roles import CLIENT_ROLES, SITE_BOUND_ROLES, Role
from apps.common.scope import SystemJob, current_actor, system_scope

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

BindingProvider = Callable[[int], tuple[int, ...]]

_site_bindings: BindingProvider | None = None
_client_bindings: BindingProvider | None = None


def install_site_bindings(provider: BindingProvider) -> None:
    """Let inventory tell which sites a user is bound to."""
    global _site_bindings  # noqa: PLW0603 - one provider per process, set once at start
    _site_bindings = provider


def install_client_bindings(provider: BindingProvider) -> None:
    """Let crm tell which clients a user is bound to."""
    global _client_bindings  # noqa: PLW0603 - one provider per process, set once at start
    _client_bindings = provider


def client_ip(request: HttpRequest) -> str:
    """Return the address the request came from, as the outermost of our own proxies saw it.

    Only as many entries of X-Forwarded-For are believed as there are trusted proxies: the rest can be invented.
    """
    trusted = int(settings.TRUSTED_PROXIES)
    if trusted:
        seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(seen) >= trusted:
            return seen[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))


def actor_for_user(user: User, *, ip: str | None = None, request_id: str = "") -> Actor:
    """Return the actor of a person, with the bindings to sites and clients. Needs a system scope."""
    role = Role(user.role)
    sites: tuple[int, ...] | None = ()
    clients: tuple[int, ...] = ()
    if role in CLIENT_ROLES:
        clients = _client_bindings(user.pk) if _client_bindings else ()
    else:
        bound = _site_bindings(user.pk) if _site_bindings else ()
        sites = bound or (() if role in SITE_BOUND_ROLES else None)
    return Actor(
        kind=ActorKind.USER,
        id=user.pk,
        uid=user.uid,
        label=user.login,
        organisation_id=user.organisation_id,
        role=role,
        client_ids=clients,
        site_ids=sites,
        ip=ip,
        request_id=request_id,
    )


def actor_for_request(request: HttpRequest) -> Actor:
    """Return who asks: an API key's actor, the signed-in person, or nobody."""
    by_key = bearer_actor(request)
    if by_key is not None:
        return by_key
    user = cast("User | AnonymousUser", cast("Any", request).user)
    if not isinstance(user, User):
        return ANONYMOUS
    ip, request_id = client_ip(request), getattr(request, "request_id", "")
    if user.present is not None:
        return replace(user.present, ip=ip, request_id=request_id)
    with system_scope(SystemJob.AUTHENTICATE):
        return actor_for_user(user, ip=ip, request_id=request_id)


def user_may(user: User, name: str, row: Any = None) -> bool:
    """Answer Django's `has_perm` by the policy: unknown names are refused.

    The admin asks this dozens of times for a page: within the person's own scope the bindings are known.
    """
    permission = access.named(name)
    if permission is None or not user.is_active:
        return False
    actor = current_actor()
    if actor is None or actor.kind is not ActorKind.USER or actor.id != user.pk:
        with system_scope(SystemJob.AUTHENTICATE):
            actor = actor_for_user(user)
    return access.may(actor, permission, row)
