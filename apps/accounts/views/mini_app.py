"""The way into the Mini App: Telegram's word is checked by the bot's token, and a short session follows."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from apps.accounts import mini_app
from apps.accounts.policy import actor_for_user
from apps.accounts.rules.init_data import MOST_CHARS
from apps.accounts.services import telegram as services
from apps.common.errors import DomainError
from apps.common.http import actor_of, public
from apps.common.http.csp import framed_by
from apps.common.http.scope import outside_scope
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest


def mini_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a page of the Mini App of a web page's view: Telegram may frame it, and its short session is believed.

    Forms carry the session's own token (`MiniCsrfMiddleware`), since Django's cookie does not come into a frame.
    """

    @csrf_exempt
    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.is_mini = True  # type: ignore[attr-defined]  # read by templates
        if not actor_of(request).is_known:
            return framed_by(HttpResponseRedirect(reverse("accounts:mini_over")), settings.TELEGRAM_FRAMES)
        return framed_by(view(request, *args, **kwargs), settings.TELEGRAM_FRAMES)

    return inside


@public
@never_cache
@require_safe
def mini_entry(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the page that Telegram opens; its script sends what Telegram told it, and goes on."""
    request.is_mini = True  # type: ignore[attr-defined]  # read by templates
    context = {"enter": reverse("accounts:mini_enter", args=[uid])}
    return framed_by(render(request, "telegram/entry.html", context), settings.TELEGRAM_FRAMES)


@csrf_exempt
@public
@outside_scope
@never_cache
@require_POST
def mini_enter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open the session for whom Telegram names; the answer says where to go, or why not."""
    text = request.POST.get("init_data", "")
    try:
        user = services.enter_mini_app(request, uid, text[: MOST_CHARS + 1])
    except DomainError as refusal:
        return JsonResponse({"code": refusal.code, "message": refusal.message}, status=refusal.status)
    with system_scope(SystemJob.AUTHENTICATE):
        actor = actor_for_user(user)
    go = _wanted(request.POST.get("to", "")) or mini_app.start_of(actor)
    if not go:
        with translation.override(user.language):
            message = _("There is nothing for your role here yet; the news comes into the chat.")
        return JsonResponse({"code": "nothing_here", "message": message}, status=403)
    return JsonResponse({"go": go})


@public
@never_cache
@require_safe
def mini_over(request: HttpRequest) -> HttpResponse:
    """Say that the session is over; the script enters again while Telegram's word is fresh."""
    request.is_mini = True  # type: ignore[attr-defined]  # read by templates
    return framed_by(render(request, "telegram/over.html"), settings.TELEGRAM_FRAMES)


def _wanted(address: str) -> str:
    """Return a page of the Mini App that was asked for; empty for anything else."""
    try:
        match = resolve(address)
    except Resolver404:
        return ""
    return address if mini_app.is_twin(match.view_name) else ""
