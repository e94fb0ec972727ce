"""The bell, the list of notifications, and by which channels they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts import notifications as registry
from apps.accounts.forms.account import TimesForm
from apps.accounts.permissions import PROFILE
from apps.accounts.selectors import notifications as selectors
from apps.accounts.selectors.telegram import own_link
from apps.accounts.services import notifying
from apps.accounts.views import refusals
from apps.common import access
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from apps.accounts.models import Notification

PER_PAGE = 50


def _shown(rows: list[Notification]) -> list[tuple[Notification, str]]:
    """Return rows with their sentences in the reader's language."""
    return [(row, registry.sentence_of(row.kind, row.params)) for row in rows]


@guarded(PROFILE)
@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """Show the bell with the number of unread notifications (a fragment)."""
    return render(request, "accounts/partials/bell.html", {"unread": selectors.unread_count(actor_of(request))})


@guarded(PROFILE)
@require_GET
def notifications(request: HttpRequest) -> HttpResponse:
    """List what the person was told."""
    page = Paginator(selectors.own_notifications(actor_of(request)), PER_PAGE).get_page(request.GET.get("page"))
    context = {"entries": _shown(list(page.object_list)), "page": page}
    return render(request, "accounts/notifications.html", context)


@guarded(PROFILE)
@require_POST
def notifications_read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    notifying.mark_read(by=actor_of(request))
    return redirect("accounts:notifications")


@guarded(PROFILE)
@require_POST
def notification_open(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mark one as read and go to what it speaks of."""
    actor = actor_of(request)
    row = access.fetch(actor, PROFILE, selectors.own_notifications(actor), uid=uid)
    notifying.mark_read(by=actor, uid=uid)
    return redirect(row.url if row.url.startswith("/") and not row.url.startswith("//") else "accounts:notifications")


@guarded(PROFILE)
@require_http_methods(["GET", "POST"])
def notification_channels(request: HttpRequest) -> HttpResponse:
    """Show and change by which channels each kind comes."""
    actor = actor_of(request)
    if request.method == "POST" and actor.organisation_id is not None:
        for kind in registry.kinds():
            notifying.choose_channels(by=actor, kind=kind.key, channels=request.POST.getlist(kind.key))
        messages.success(request, _("The choice was saved."))
        return redirect("accounts:notification_channels")
    chosen = selectors.channel_choices(actor)
    rows = [
        (kind, [(channel, channel.key in chosen[kind.key]) for channel in registry.channels()])
        for kind in registry.kinds()
    ]
    context = {"rows": rows, "channels": registry.channels(), "link": own_link(actor)}
    return render(request, "accounts/notification_channels.html", context)


@guarded(PROFILE)
@require_http_methods(["GET", "POST"])
def notification_times(request: HttpRequest) -> HttpResponse:
    """Show and change when the own telephone may ring."""
    actor = actor_of(request)
    form = TimesForm(request.POST or None, initial=TimesForm.initial_of(selectors.own_times(actor)))
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid() and actor.organisation_id is not None:
        try:
            notifying.change_times(by=actor, times=form.times())
        except DomainError as refusal:
            status = refusals.show(request, form, refusal)
        else:
            messages.success(request, _("The choice was saved."))
            return redirect("accounts:notification_times")
    return render(request, "accounts/notification_times.html", {"form": form, "link": own_link(actor)}, status=status)
