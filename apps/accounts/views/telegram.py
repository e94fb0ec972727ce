"""Telegram: the page of the integration, the own link in the profile, and the address that updates come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.permissions import PROFILE, SETTINGS_MANAGE
from apps.accounts.selectors import telegram as selectors
from apps.accounts.services import telegram as services
from apps.accounts.services.telegram.receiving import Taken
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded, public
from apps.common.http.idempotency import shown_once
from apps.common.http.scope import outside_scope

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

_SECRET: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_LARGEST_UPDATE: Final = 256 * 1024
_ANSWERS: Final = {Taken.APPLIED: 200, Taken.KNOWN: 200, Taken.REFUSED: 403, Taken.UNREADABLE: 400}


@guarded(SETTINGS_MANAGE)
@require_safe
def telegram(request: HttpRequest) -> HttpResponse:
    """Show the bot: is it on, how updates come, how many people are linked."""
    return render(request, "accounts/telegram.html", {"state": selectors.bot_state(actor_of(request))})


@outside_scope
@guarded(SETTINGS_MANAGE)
@require_POST
def telegram_connect(request: HttpRequest) -> HttpResponse:
    """Connect the bot, or turn it off; Telegram is asked while no transaction is open."""
    by, mode = actor_of(request), request.POST.get("mode", "")
    try:
        if mode == "off":
            services.disconnect_bot(by=by)
            messages.success(request, _("The bot is off."))
        else:
            bot = services.connect_bot(by=by, mode=mode)
            messages.success(request, _("%(bot)s is connected.") % {"bot": bot})
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect("accounts:telegram")


@guarded(PROFILE)
@never_cache
@require_POST
def telegram_link(request: HttpRequest) -> HttpResponse:
    """Show a link that links the Telegram in which it is opened; it is shown this once."""
    link = services.make_link(by=actor_of(request))
    picture = segno.make(link, error="m", micro=False).svg_data_uri(scale=5, border=4, light="white")
    return shown_once(render(request, "accounts/telegram_link.html", {"link": link, "picture": picture}))


@guarded(PROFILE)
@require_POST
def telegram_unlink(request: HttpRequest) -> HttpResponse:
    """Remove the own link."""
    if services.unlink(by=actor_of(request)):
        messages.success(request, _("Telegram is unlinked. Letters tell you the news from now on."))
    return redirect("accounts:profile")


@csrf_exempt
@public
@outside_scope
@require_POST
def telegram_update(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take one update of Telegram; 403 for one that is not Telegram's, and then nothing is read of it."""
    if int(request.headers.get("Content-Length") or 0) > _LARGEST_UPDATE:
        return HttpResponse(status=413)
    taken = services.take_update(uid, request.headers.get(_SECRET, ""), request.body)
    return HttpResponse(status=_ANSWERS[taken])
