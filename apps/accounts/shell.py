"""The brand of a request: the own organisation's; before signing in that of the address or the last visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import connection
from django.urls import reverse

from apps.accounts.models import Brand
from apps.accounts.selectors import company as selectors
from apps.common.branding import ShellBrand
from apps.common.http import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from apps.accounts.selectors.company import ShownBrand

COOKIE: Final = "nh_brand"
PARAMETER: Final = "brand"
_SLUG_CHARS: Final = 50
_YEAR_S: Final = 365 * 24 * 3600


def brand_of(request: HttpRequest) -> ShellBrand:
    """Return the brand for the shell of this request."""
    if connection.in_atomic_block and connection.needs_rollback:
        return ShellBrand()  # the page of an error: the transaction takes no more questions
    return _shell(_found(request))


def brand_of_slug(slug: str) -> ShellBrand:
    """Return the brand of the working organisation with this short name, whoever looks (public pages)."""
    return _shell(selectors.brand_by_slug(slug))


def _shell(found: ShownBrand | None) -> ShellBrand:
    """Return a brand as the shell shows it; the product's own for none."""
    if found is None:
        return ShellBrand()
    logo = f"{reverse('accounts:brand_logo', args=[found.slug])}?v={found.version}"
    style = f"{reverse('accounts:brand_style', args=[found.slug])}?v={found.version}"
    return ShellBrand(
        name=found.name,
        logo_url=logo if found.has_logo else "",
        style_url="" if found.accent_color.lower() == Brand.DEFAULT_ACCENT else style,
    )


def _found(request: HttpRequest) -> ShownBrand | None:
    """Return the brand that this request is about."""
    actor = actor_of(request)
    if actor.organisation_id is not None:
        return selectors.brand_of_organisation(actor.organisation_id)
    if actor.is_known:
        return None
    slug = request.GET.get(PARAMETER, "") or request.COOKIES.get(COOKIE, "")
    named = selectors.brand_by_slug(slug) if slug and len(slug) <= _SLUG_CHARS and "\x00" not in slug else None
    return named or selectors.only_brand()


def remember(response: HttpResponse, slug: str) -> None:
    """Let this browser's next sign-in page show the brand."""
    response.set_cookie(
        COOKIE,
        slug,
        max_age=_YEAR_S,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
