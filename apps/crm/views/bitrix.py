"""The exchange with Bitrix24: state and progress, start and stop, refused records, conflicts, settings, its calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common import access
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded, public
from apps.common.http.scope import outside_scope
from apps.crm.forms.bitrix import BitrixForm
from apps.crm.permissions import BITRIX_DECIDE, BITRIX_MANAGE
from apps.crm.selectors import bitrix as selectors
from apps.crm.services import bitrix as services
from apps.crm.views.answers import UNPROCESSABLE, give_up, go, show_refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from apps.common.actor import Actor

SHOWN_REFUSED: Final = 50
SHOWN_RUNS: Final = 10
_LARGEST_CALL: Final = 64 * 1024
_STEPS: Final[dict[str, Callable[..., Any]]] = {
    "start": services.start_exchange, "trial": services.start_trial, "stop": services.stop_exchange,
}  # fmt: skip


@guarded(BITRIX_DECIDE)
@require_GET
def bitrix(request: HttpRequest) -> HttpResponse:
    """Show the exchange."""
    actor = actor_of(request)
    left = selectors.state(actor)
    refused = selectors.refused(actor)
    context = {
        **_live(actor, left),
        "refused": refused[:SHOWN_REFUSED],
        "runs": [selectors.progress(run, 0) for run in selectors.runs(actor)[:SHOWN_RUNS]],
        "conflicts": [_conflict(row) for row in selectors.open_conflicts(actor)[:SHOWN_REFUSED]],
    }
    return render(request, "crm/bitrix.html", context)


@guarded(BITRIX_DECIDE)
@require_GET
def bitrix_state(request: HttpRequest) -> HttpResponse:
    """Show the head of the page anew."""
    actor = actor_of(request)
    return render(request, "crm/partials/bitrix_state.html", _live(actor, selectors.state(actor)))


@guarded(BITRIX_MANAGE)
@require_POST
def bitrix_step(request: HttpRequest, step: str) -> HttpResponse:
    """Start, try out or stop."""
    if step not in _STEPS:
        raise Http404
    try:
        _STEPS[step](by=actor_of(request))
    except DomainError as refusal:
        give_up(request)
        messages.error(request, refusal.message)
    else:
        said = {
            "start": _("The exchange is on. A comparison of everything begins within seconds."),
            "trial": _("The trial begins within seconds. Nothing is written on either side."),
            "stop": _("The exchange is off."),
        }
        messages.success(request, said[step])
    return go(request, reverse("crm:bitrix"))


@guarded(BITRIX_MANAGE)
@require_POST
def bitrix_retry(request: HttpRequest, uid: UUID | None = None) -> HttpResponse:
    """Try one refused record again, or all of them."""
    actor = actor_of(request)
    task = None
    if uid is not None:
        task = access.fetch(actor, BITRIX_MANAGE, selectors.refused(actor), uid=uid)
    count = services.retry_refused(by=actor, task=task)
    said = ngettext(
        "%d record will be tried again within seconds.", "%d records will be tried again within seconds.", count
    )
    messages.success(request, said % count)
    return go(request, reverse("crm:bitrix"))


@guarded(BITRIX_DECIDE)
@require_POST
def bitrix_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say whose value stands."""
    actor = actor_of(request)
    conflict = access.fetch(actor, BITRIX_DECIDE, selectors.conflicts(actor), uid=uid)
    try:
        services.decide_conflict(conflict, by=actor, choice=request.POST.get("choice", ""))
    except DomainError as refusal:
        give_up(request)
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Decided. Both sides will say the same within seconds."))
    return go(request, reverse("crm:bitrix"))


@guarded(BITRIX_MANAGE)
@require_http_methods(["GET", "POST"])
def bitrix_settings(request: HttpRequest) -> HttpResponse:
    """Change the settings."""
    actor = actor_of(request)
    row = selectors.connection(actor)
    form = BitrixForm(request.POST) if request.method == "POST" else BitrixForm.of(row)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            values = dict(form.cleaned_data)
            try:
                services.change_connection(by=actor, version=values.pop("version"), values=values)
            except DomainError as refusal:
                show_refusal(request, form, refusal)
            else:
                messages.success(request, _("The settings were saved."))
                return go(request, reverse("crm:bitrix"))
    address = f"{settings.SITE_URL}{reverse('crm:bitrix_event', args=[row.uid])}" if row else ""
    context = {"form": form, "events_url": address, "has_webhook": selectors.state(actor).has_webhook}
    return render(request, "crm/bitrix_settings.html", context, status=status)


@csrf_exempt
@public
@outside_scope
@require_POST
def bitrix_event(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take one call of the portal: kept and answered at once; 403 for one that is not our portal's."""
    if int(request.headers.get("Content-Length") or 0) > _LARGEST_CALL:
        return HttpResponse(status=413)
    if not services.take_event(uid, request.POST.dict()):
        return HttpResponse(status=403)
    return HttpResponse(status=200)


def _live(actor: Actor, state: selectors.State) -> dict[str, Any]:
    """Return the variables of the head of the page."""
    return {"state": state, "may_manage": access.holds(actor, BITRIX_MANAGE)}


def _conflict(row: Any) -> dict[str, Any]:
    """Return a conflict as the page shows it."""
    link = row.link
    record = link.contact or link.account or link.client
    return {"row": row, "title": selectors.field_title(row.field), "record": record, "client": link.client}
