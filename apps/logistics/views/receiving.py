"""The workplace's side of journeys: accept what a driver brought, hand over what its owner came for."""

from __future__ import annotations

import base64
import binascii
import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.common import access
from apps.common.errors import AccessDenied, DomainError, Invalid
from apps.common.http import actor_of, guarded
from apps.logistics.enums import ClaimKind, LineState, MovementStatus
from apps.logistics.forms.journeys import HandOverForm
from apps.logistics.models import Movement, ReturnAct, ReturnLine
from apps.logistics.permissions import CLAIM_REPORT, MOVEMENT_ACCEPT, RETURN_HAND_OVER
from apps.logistics.rules.serial_lists import parse
from apps.logistics.selectors import (
    movement_lines,
    movements,
    return_acts,
    waiting_for_hand_over,
    workplace_at,
    workplaces,
)
from apps.logistics.services import Discrepancy, accept_movement, hand_over_units

if TYPE_CHECKING:
    from uuid import UUID

    from apps.common.actor import Actor

UNPROCESSABLE = 422


def drawn(text: str) -> bytes:
    """Return the PNG of a signature field; nothing when the field is empty or holds no picture."""
    head, _comma, body = text.partition(",")
    if head != "data:image/png;base64":
        return b""
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return b""


@guarded(MOVEMENT_ACCEPT)
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Check a movement that arrived: scan what is there, say what does not agree, accept in one press."""
    by = actor_of(request)
    row = access.fetch(by, MOVEMENT_ACCEPT, movements(by), uid=uid)
    if row.to_site_id not in {site.pk for site in workplaces(by)}:
        raise Http404
    lines = list(movement_lines(by, row))
    refusal = ""
    if request.method == "POST":
        try:
            done = _accept(request, by, row)
        except AccessDenied:
            raise
        except DomainError as error:
            request.scope_failed = True  # type: ignore[attr-defined]  # ScopeMiddleware rolls back
            refusal = error.message
        else:
            messages.success(request, done)
            back = reverse("logistics:workplace", args=[row.to_site.uid])
            return HttpResponseRedirect(f"{back}?view=incoming")
    context = {
        "movement": row,
        "site": row.to_site,
        "rows": [(line, _typed(request, line.serial)) for line in lines if line.state == LineState.PICKED_UP],
        "others": [line for line in lines if line.state != LineState.PICKED_UP],
        "kinds": [kind for kind in ClaimKind.choices if kind[0] != ClaimKind.EXTRA],
        "typed": request.POST,
        "receiver": request.POST.get("receiver_name", getattr(request.user, "name", "")),
        "refusal": refusal,
        "key": request.POST.get("key") or str(uuid.uuid4()),
        "is_open": row.status == MovementStatus.PICKED_UP,
    }
    return TemplateResponse(request, "logistics/receive.html", context, status=UNPROCESSABLE if refusal else 200)


def _typed(request: HttpRequest, serial: str) -> dict[str, Any]:
    """Return what was ticked and reported for a listed unit, so that a refused form comes back with it."""
    told = {name: request.POST.get(f"{name}-{serial}", "") for name in ("kind", "seen", "note")}
    return told | {"is_here": serial in request.POST.getlist("serial")}


def _accept(request: HttpRequest, by: Actor, row: Movement) -> str:
    """Call the one service with what was ticked, scanned and reported; returns the sentence for the person."""
    scanned = [entry.serial for entry in parse(request.POST.get("scanned", ""))]
    ticked = request.POST.getlist("serial")
    found = accept_movement(
        row,
        by=by,
        key=_key(request.POST.get("key", "")),
        serials=[*ticked, *scanned],
        discrepancies=_discrepancies(request),
        receiver_name=request.POST.get("receiver_name", ""),
        signature=drawn(request.POST.get("signature", "")),
    )
    if found.status == MovementStatus.DELIVERED:
        return _("Movement %(number)s is accepted.") % {"number": found.number}
    return _("What was there is accepted; the rest of movement %(number)s is still on the way.") % {
        "number": found.number
    }


def _discrepancies(request: HttpRequest) -> list[Discrepancy]:
    """Return what was reported for each listed unit: `kind-SERIAL`, `seen-SERIAL`, `note-SERIAL`, `photo-SERIAL`."""
    found = []
    for name, kind in request.POST.items():
        serial = name.removeprefix("kind-")
        if serial == name or kind not in ClaimKind.values:
            continue
        found.append(
            Discrepancy(
                kind=ClaimKind(kind),
                serial=serial,
                serial_seen=str(request.POST.get(f"seen-{serial}", ""))[:64],
                note=str(request.POST.get(f"note-{serial}", ""))[:2000],
                photos=tuple(file.read() for file in request.FILES.getlist(f"photo-{serial}")),
            )
        )
    return found


def _key(text: str) -> UUID:
    """Return the key of a step; a text that is none gets a new one."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


@guarded(RETURN_HAND_OVER)
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, uid: UUID, act_uid: UUID) -> HttpResponse:
    """Hand the units of one act at one site over to their owner: scan what goes, let them sign, press once."""
    by = actor_of(request)
    site = workplace_at(by, uid)
    act = access.fetch(by, RETURN_HAND_OVER, return_acts(by), uid=act_uid)
    waiting = list(waiting_for_hand_over(by, site).filter(act=act))
    ticked = set(request.POST.getlist("line"))
    refusal = ""
    if request.method == "POST":
        try:
            done = _hand_over(request, by, act, [line for line in waiting if str(line.uid) in ticked])
        except AccessDenied:
            raise
        except DomainError as error:
            request.scope_failed = True  # type: ignore[attr-defined]  # ScopeMiddleware rolls back
            refusal = error.message
        else:
            messages.success(request, done)
            return HttpResponseRedirect(f"{reverse('logistics:workplace', args=[site.uid])}?view=returns")
    context = {
        "act": act,
        "site": site,
        "rows": [(line, str(line.uid) in ticked) for line in waiting],
        "typed": request.POST,
        "refusal": refusal,
        "may_report": access.may(by, CLAIM_REPORT, act),
    }
    return TemplateResponse(request, "logistics/hand_over.html", context, status=UNPROCESSABLE if refusal else 200)


def _hand_over(request: HttpRequest, by: Actor, act: ReturnAct, lines: list[ReturnLine]) -> str:
    """Call the one service with what was ticked and signed; returns the sentence for the person. Raises Invalid too."""
    form = HandOverForm(request.POST)
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise Invalid(" ".join(str(one) for one in errors), field=name)
    done = hand_over_units(
        act,
        by=by,
        lines=lines,
        receiver_name=form.cleaned_data["receiver_name"],
        signature=drawn(form.cleaned_data["signature"]),
    )
    return _("Act %(number)s: %(count)s handed over.") % {"number": done.number, "count": len(lines)}
