"""The scope of a request: transaction, database role, view and rendering in one; any failure rolls back."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction

from apps.common.actor import ANONYMOUS, Actor
from apps.common.errors import ScopeRefused
from apps.common.scope import SystemJob, scope, system_scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

ActorProvider = "Callable[[HttpRequest], Actor]"
SERVER_ERROR = 500

_provider: Callable[[HttpRequest], Actor] | None = None


def install_actor_provider(provider: Callable[[HttpRequest], Actor]) -> None:
    """Tell the middleware how to find out who asks; called by accounts when it is ready."""
    global _provider  # noqa: PLW0603 - one provider per process, set once at start
    _provider = provider


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks; anonymous when nobody signed in."""
    return cast("Actor", getattr(request, "actor", ANONYMOUS))


def outside_scope(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that opens its own scope (ingest, calls to outside services, streaming of static bytes)."""
    view.outside_scope = True  # type: ignore[attr-defined]  # read by ScopeMiddleware.process_view
    return view


class ScopeMiddleware:
    """Run view and rendering of a signed-in request inside its scope; roll back on any exception or 5xx."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Find the actor, open the scope, serve, and decide between commit and rollback."""
        actor = _provider(request) if _provider else ANONYMOUS
        request.actor = actor  # type: ignore[attr-defined]  # Django's request is open for middleware
        if not actor.is_known or _opens_its_own_scope(request):
            return self.get_response(request)
        if actor.organisation_id is None:
            with system_scope(SystemJob.PLATFORM):
                return self._serve(request)
        with scope(actor):
            return self._serve(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Remember that the view raised: whatever answer is made of it, its writes are not kept."""
        request.scope_failed = True  # type: ignore[attr-defined]  # read by _serve below

    def _serve(self, request: HttpRequest) -> HttpResponseBase:
        """Serve inside the scope; streaming is refused since it would read after the role is gone."""
        response = self.get_response(request)
        if response.streaming and not getattr(response, "file_to_stream", None):
            message = f"{request.path} streams its answer; it would be read outside the scope"
            raise ScopeRefused(message)
        if response.status_code >= SERVER_ERROR or getattr(request, "scope_failed", False):
            transaction.set_rollback(True)
        return response


def _opens_its_own_scope(request: HttpRequest) -> bool:
    """Whether the address belongs to a view marked `outside_scope`."""
    from django.urls import Resolver404, resolve  # noqa: PLC0415 - the URL configuration is loaded on first use

    try:
        match = resolve(request.path_info)
    except Resolver404:
        return False
    view = getattr(match.func, "view_class", None) or getattr(match.func, "cls", None) or match.func
    return bool(getattr(view, "outside_scope", False) or getattr(match.func, "outside_scope", False))
