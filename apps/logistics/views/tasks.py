"""The driver's pages: today's tasks by stop, one task; the same in Telegram's Mini App and in any browser."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import Organisation
from apps.common import access, clock
from apps.common.errors import AccessDenied, DomainError, Invalid
from apps.common.http import actor_of, guarded
from apps.logistics.enums import ClaimKind, LineState, MovementStatus
from apps.logistics.models import SitePoint
from apps.logistics.permissions import MOVEMENT_DRIVE
from apps.logistics.selectors import is_handed_over, movement_lines, movements, stops, tasks
from apps.logistics.selectors.routes import planned_order, routes
from apps.logistics.services import Discrepancy, hand_to_receiver, leave_behind, pick_up
from apps.logistics.views.receiving import drawn

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from apps.common.actor import Actor
    from apps.logistics.models import Movement

_MOST_BYTES = 24 * 1024 * 1024


@guarded(MOVEMENT_DRIVE)
@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    """Show what is to be driven today, stop by stop."""
    actor = actor_of(request)
    today = clock.today()
    rows, plan = tasks(actor, today), routes(actor).filter(day=today, driver_id=actor.id).first()
    found = stops(rows, planned_order(actor, today) if plan else ())
    points = SitePoint.objects.in_bulk({stop.site.pk for stop in found}, field_name="site_id")
    context = {
        "tasks": rows,
        "stops": [(stop, points.get(stop.site.pk)) for stop in found],
        "plan": plan,
        "phone": _phone(request),
    }
    return TemplateResponse(request, "logistics/tasks.html", context)


@guarded(MOVEMENT_DRIVE)
@require_safe
def task(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one task: scan, picked up, mismatch, photo, handed over."""
    actor = actor_of(request)
    row = access.fetch(actor, MOVEMENT_DRIVE, movements(actor), uid=uid)
    lines = list(movement_lines(actor, row))
    return TemplateResponse(
        request,
        "logistics/task.html",
        {
            "movement": row,
            "phone": _phone(request),
            "planned": [line for line in lines if line.state == LineState.PLANNED],
            "loaded": [line for line in lines if line.state == LineState.PICKED_UP],
            "over": [line for line in lines if line.state not in (LineState.PLANNED, LineState.PICKED_UP)],
            "kinds": [kind for kind in ClaimKind.choices if kind[0] != ClaimKind.EXTRA],
            "is_handed": is_handed_over(row),
            "is_open": row.status in (MovementStatus.PENDING, MovementStatus.PICKED_UP),
        },
    )


@guarded(MOVEMENT_DRIVE)
@require_safe
def tasks_worker(request: HttpRequest) -> HttpResponse:
    """Answer the program that keeps these pages on the phone; its address limits it to them."""
    response = TemplateResponse(request, "logistics/tasks_worker.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _phone(request: HttpRequest) -> dict[str, str]:
    """Return what the phone's queue is told: whose it is, where to enter again, the address of that program.

    The address tells the program whose pages are kept, where they are, of which build.
    """
    actor, is_mini = actor_of(request), getattr(request, "is_mini", False)
    told = {
        "person": str(actor.uid),
        "version": getattr(staticfiles_storage, "manifest_hash", ""),
        "assets": settings.STATIC_URL,
        "list": reverse("logistics:mini_tasks" if is_mini else "logistics:tasks"),
    }
    if is_mini:
        house = Organisation.objects.values_list("uid", flat=True).get(pk=actor.tenant_id)
        told["entry"] = reverse("accounts:mini_entry", args=[house])
    program = reverse("logistics:mini_tasks_worker" if is_mini else "logistics:tasks_worker")
    return {
        "person": told["person"],
        "worker": f"{program}?{urlencode(told)}",
        "enter": reverse("accounts:mini_over") if is_mini else f"{reverse('accounts:sign_in')}?next={told['list']}",
    }


@guarded(MOVEMENT_DRIVE)
@require_POST
def task_step(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Apply one step from the phone's queue; the answer tells where the movement stands now.

    The body is multipart: `step` is JSON with verb, key, at, serials, discrepancies, receiver_name, signature, why;
    photos are files named `photo-N-M` (the M-th of discrepancy N). A refusal is 409 or 422 with its sentence: the
    phone shows it and keeps the step as a conflict; anything else is tried again later with the same key.
    """
    by = actor_of(request)
    row = access.fetch(by, MOVEMENT_DRIVE, movements(by), uid=uid)
    try:
        done = _apply(row, by, _told(request), request)
    except AccessDenied:
        raise
    except DomainError as refusal:
        request.scope_failed = True  # type: ignore[attr-defined]  # ScopeMiddleware rolls back
        return JsonResponse({"code": refusal.code, "message": refusal.message}, status=refusal.status)
    return JsonResponse({"status": done.status, "number": done.number})


def _told(request: HttpRequest) -> dict[str, Any]:
    """Return the step as the phone sent it. Raises Invalid for anything else."""
    text = request.POST.get("step", "")
    if len(text) > _MOST_BYTES:
        raise Invalid(field="step")
    try:
        told = json.loads(text)
    except ValueError as error:
        raise Invalid(field="step") from error
    if not isinstance(told, dict):
        raise Invalid(field="step")
    return told


def _apply(row: Movement, by: Actor, told: dict[str, Any], request: HttpRequest) -> Movement:
    """Call the service that the step names. Raises Invalid for a step that is none."""
    verb, key, at = told.get("verb"), _key(told.get("key")), _instant(told.get("at"))
    if verb == "pick_up":
        return pick_up(
            row,
            by=by,
            key=key,
            serials=_texts(told.get("serials")),
            discrepancies=_discrepancies(told.get("discrepancies"), request),
            done_at=at,
        )
    if verb == "leave_behind":
        return leave_behind(row, by=by, key=key, why=str(told.get("why", "")), done_at=at)
    if verb == "hand_over":
        return hand_to_receiver(
            row,
            by=by,
            key=key,
            receiver_name=str(told.get("receiver_name", "")),
            signature=drawn(str(told.get("signature", ""))),
            done_at=at,
        )
    raise Invalid(field="verb")


def _key(value: object) -> UUID:
    """Return the key of a step. Raises Invalid: without one a repetition could not be told from a new step."""
    try:
        return uuid.UUID(str(value))
    except ValueError as error:
        raise Invalid(field="key") from error


def _instant(value: object) -> datetime | None:
    """Return when the phone says that it was done; None when it does not, or not understandably."""
    if not isinstance(value, str):
        return None
    try:
        told = parse_datetime(value)
    except ValueError:
        return None
    return told if told is not None and told.tzinfo is not None else None


def _texts(value: object) -> list[str]:
    """Return a list of texts. Raises Invalid."""
    if not isinstance(value, list) or any(not isinstance(one, str) for one in value):
        raise Invalid(field="serials")
    return list(value)


def _discrepancies(value: object, request: HttpRequest) -> list[Discrepancy]:
    """Return what the driver reported, with the photos that came beside it. Raises Invalid."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Invalid(field="discrepancies")
    found = []
    for number, one in enumerate(value):
        if not isinstance(one, dict) or one.get("kind") not in ClaimKind.values:
            raise Invalid(field="discrepancies")
        names = sorted(name for name in request.FILES if name.startswith(f"photo-{number}-"))
        found.append(
            Discrepancy(
                kind=ClaimKind(one["kind"]),
                serial=str(one.get("serial", ""))[:100],
                serial_seen=str(one.get("serial_seen", ""))[:64],
                note=str(one.get("note", ""))[:2000],
                photos=tuple(request.FILES[name].read() for name in names),  # type: ignore[union-attr]  # one file a name
            )
        )
    return found
