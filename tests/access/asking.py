"""Asking an address as somebody: one request whose writes are taken back, whatever it does."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.test.client import ClientHandler

from apps.accounts import mini_app
from apps.accounts.backends import PolicyBackend
from tests.browser import Browser

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from apps.accounts.models import User
    from tests.access.addresses import Address
    from tests.access.world import World


class _Recognising(ClientHandler):
    """Serves a person that the session backend has read once: reading it took a third of every request.

    That the session and the account are read at each request is told by the tests of accounts.
    """

    def __init__(self, person: User) -> None:
        """Keep the person as PolicyBackend gives it."""
        super().__init__(enforce_csrf_checks=False)
        self._person = person

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Serve with a person of the request's own; the Mini App has sessions of its own."""
        if not mini_app.is_inside(request.path_info):
            request._cached_user = copy.copy(self._person)  # type: ignore[attr-defined]  # where Django keeps it
        return super().get_response(request)


class Visitor:
    """A browser of one person (or of nobody) that can be asked again and again."""

    def __init__(self, user: User | None) -> None:
        """Open the session, and remember its cookies."""
        self.browser = Browser(raise_request_exception=False)
        if user is not None:
            self.browser.sign_in_as(user)
            person = PolicyBackend().get_user(user.pk)
            assert person is not None, f"{user} may not sign in"
            self.browser.handler = _Recognising(person)
        self._cookies = self.browser.cookies.output()
        self._session = self.browser.cookies.get("nh_session")

    @classmethod
    def of(cls, world: World, user: User | None) -> Visitor:
        """Return the visitor of a person, signed in once per world."""
        key = user.pk if user else None
        if key not in world.visitors:
            world.visitors[key] = cls(user)
        visitor: Visitor = world.visitors[key]
        return visitor

    def ask(self, method: str, url: str, data: dict[str, Any] | None = None) -> Any:
        """Ask, and take back what was written; the browser is as it was before."""
        kept = self._session.value if self._session else None
        with transaction.atomic():
            if method in {"GET", "HEAD"}:
                answer = getattr(self.browser, method.lower())(url)
            elif method == "POST":
                answer = self.browser.post(url, json.dumps(data or {}) if url.startswith("/api/") else data)
            else:
                answer = self.browser.generic(
                    method,
                    url,
                    json.dumps(data or {}),
                    "application/json",
                    headers={"Idempotency-Key": f"{method}-{url}"[:80]},
                )
            transaction.set_rollback(True)
        self.browser.cookies.clear()
        if kept:
            self.browser.cookies["nh_session"] = kept
        return answer

    def status(self, address: Address, values: dict[str, Any]) -> int:
        """Return the status of an address filled with these values."""
        return int(self.ask(address.method, address.url(values)).status_code)
