"""The language switch: keeps the page; remembered on the device and, for who signed in, in the profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from apps.accounts.services import profile
from apps.common.http import actor_of, public

if TYPE_CHECKING:
    from django.http import HttpRequest

COOKIE_AGE_S = 365 * 24 * 3600


def remember(response: HttpResponse, language: str) -> None:
    """Keep the language on this device."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=COOKIE_AGE_S,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch and go back to the page; an unknown language or a foreign address changes nothing."""
    address = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        address = "/"
    response = HttpResponseRedirect(address)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        remember(response, language)
        actor = actor_of(request)
        if actor.is_known:
            profile.choose_language(by=actor, language=language)
    return response
