"""The content policy: strict on pages, wider in the admin and the API's documentation only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.accounts.models import Organisation, User
from apps.common.roles import Role
from tests.browser import Browser
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

STRICT = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'self'",
    "form-action 'self'",
}


def _policy(browser: Browser, url: str) -> set[str]:
    return set(browser.get(url)["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize("url", ["/sign-in/", "/password/reset/", "/nowhere/"])
def test_pages_before_signing_in_are_strict(db: None, url: str) -> None:
    assert _policy(Browser(), url) >= STRICT


@pytest.mark.parametrize("url", ["/profile/", "/profile/second-factor/", "/tokens/", "/users/", "/notifications/"])
def test_pages_are_strict_but_for_the_reader_of_codes(
    organisation: Organisation, signed_in: Callable[[User], Browser], url: str
) -> None:
    """The search of the shell reads codes with the camera: WebAssembly may be compiled there, no script evaluated."""
    policy = _policy(signed_in(make_user(organisation, Role.ADMIN)), url)
    assert policy >= STRICT - {"script-src 'self'"} | {"script-src 'self' 'wasm-unsafe-eval'"}


def test_the_admin_alone_may_evaluate(organisation: Organisation, signed_in: Callable[[User], Browser]) -> None:
    policy = _policy(signed_in(make_user(organisation, Role.ADMIN)), "/admin/")
    assert "script-src 'self' 'unsafe-eval' 'unsafe-inline'" in policy


def test_health_answers_everybody(db: None) -> None:
    assert Browser().get("/health/live").json() == {"status": "ok"}
    ready = Browser().get("/health/ready")
    assert (ready.status_code, sorted(ready.json()["parts"])) == (200, ["database", "redis"])
