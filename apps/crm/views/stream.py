"""The stream of a client, lead, deal or contract: what waits, what happened, and the quick form, without a new page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common import access, clock
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.crm import services
from apps.crm.enums import ActivityKind
from apps.crm.forms.sales import ActivityForm
from apps.crm.models import Activity, Client, Contract, Deal, Lead
from apps.crm.permissions import (
    ACTIVITY_MANAGE,
    ACTIVITY_VIEW,
    CLIENT_CARD,
    CONTRACT_PAGE,
    DEAL_VIEW,
    LEAD_VIEW,
)
from apps.crm.selectors import timeline
from apps.crm.selectors.activities import about, activities
from apps.crm.selectors.clients import clients
from apps.crm.selectors.contracts import contracts
from apps.crm.selectors.deals import deals
from apps.crm.selectors.leads import leads
from apps.crm.views.answers import UNPROCESSABLE, give_up, show_refusal, version_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from apps.common.access import Permission
    from apps.common.actor import Actor

Subject = Client | Lead | Deal | Contract
SHOWN: Final = 40
SYSTEM: Final = "system"
_SUBJECTS: Final[dict[str, tuple[Permission, Callable[[Actor], QuerySet[Any]]]]] = {
    "client": (CLIENT_CARD, clients),
    "lead": (LEAD_VIEW, leads),
    "deal": (DEAL_VIEW, deals),
    "contract": (CONTRACT_PAGE, contracts),
}


def subject_of(request: HttpRequest, noun: str, uid: UUID) -> Subject:
    """Return what the address names; 404 when it is out of reach or no such noun."""
    if noun not in _SUBJECTS:
        raise Http404
    permission, rows = _SUBJECTS[noun]
    actor = actor_of(request)
    found: Subject = access.fetch(actor, permission, rows(actor), uid=uid)
    return found


def stream_of(actor: Actor, subject: Subject, kind: str = "", **more: Any) -> dict[str, Any]:
    """Return the variables of the stream: what waits first, then the newest of activities and of the record."""
    sees = access.holds(actor, ACTIVITY_VIEW)
    writes = access.may(actor, ACTIVITY_MANAGE, subject)
    rows = about(actor, subject)
    if kind in ActivityKind.values:
        rows = rows.filter(kind=kind)
    waits = list(rows.filter(done_at__isnull=True, due_at__isnull=False).order_by("due_at", "pk")) if sees else []
    entries = [] if kind in ActivityKind.values else timeline.of(actor, subject, SHOWN)
    if sees and kind != SYSTEM:
        done = rows.filter(done_at__isnull=False)[:SHOWN]
        entries = timeline.newest([*entries, *timeline.of_activities(done, subject)], SHOWN)
    return {
        "stream_subject": subject,
        "stream_noun": type(subject).__name__.lower(),
        "stream_kind": kind,
        "stream_kinds": [*ActivityKind.choices] if sees else [],
        "stream_waiting": waits if kind != SYSTEM else [],
        "stream_entries": entries,
        "stream_form": ActivityForm(actor=actor) if writes else None,
        "stream_may_write": writes,
        "moment": clock.now(),
        **more,
    }


def _answer(request: HttpRequest, subject: Subject, status: int = 200, **more: Any) -> HttpResponse:
    """Return the stream alone."""
    kind = request.GET.get("kind", "")
    context = stream_of(actor_of(request), subject, kind, **more)
    return render(request, "crm/partials/stream.html", context, status=status)


@guarded(ACTIVITY_VIEW)
@require_safe
def stream(request: HttpRequest, noun: str, uid: UUID) -> HttpResponse:
    """Show the stream of a subject, narrowed to one kind (`?kind=call`, `system`)."""
    return _answer(request, subject_of(request, noun, uid))


@guarded(ACTIVITY_MANAGE)
@require_POST
def activity_add(request: HttpRequest, noun: str, uid: UUID) -> HttpResponse:
    """Write down what was typed into the quick form."""
    actor, subject = actor_of(request), subject_of(request, noun, uid)
    form = ActivityForm(request.POST, actor=actor)
    if form.is_valid():
        try:
            services.add_activity(subject, by=actor, **form.typed())
        except DomainError as refusal:
            show_refusal(request, form, refusal)
        else:
            return _answer(request, subject)
    return _answer(request, subject, UNPROCESSABLE, stream_form=form, stream_is_open=True)


def _found(request: HttpRequest, uid: UUID) -> Activity:
    """Return the activity of the address; 404 when it is out of reach."""
    actor = actor_of(request)
    return access.fetch(actor, ACTIVITY_MANAGE, activities(actor), uid=uid)


def _shown(request: HttpRequest, activity: Activity) -> Subject:
    """Return the subject whose stream the activity is edited in: the page's own (`noun`, `subject`), or its own."""
    noun, named = request.GET.get("noun", ""), request.GET.get("subject", "")
    try:
        return subject_of(request, noun, UUID(named))
    except (ValueError, Http404):
        return activity.subject


@guarded(ACTIVITY_MANAGE)
@require_http_methods(["GET", "POST"])
def activity_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open an activity in its place in the stream, keep what was typed, or close it again (`?close=1`)."""
    actor, activity = actor_of(request), _found(request, uid)
    subject = _shown(request, activity)
    if request.method != "POST":
        if request.GET.get("close"):
            return _answer(request, subject)
        form = ActivityForm(actor=actor, activity=activity)
        return _answer(request, subject, editing=activity, edit_form=form)
    form = ActivityForm(request.POST, actor=actor, activity=activity)
    if form.is_valid():
        try:
            services.update_activity(activity, by=actor, version=version_of(request), changes=form.typed())
        except DomainError as refusal:
            show_refusal(request, form, refusal)
        else:
            return _answer(request, subject)
    return _answer(request, subject, UNPROCESSABLE, editing=activity, edit_form=form)


@guarded(ACTIVITY_MANAGE)
@require_POST
def activity_step(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Mark an activity as done, take that back, or remove it; answers with the stream it stands in."""
    actor, activity = actor_of(request), _found(request, uid)
    subject = _shown(request, activity)
    version = version_of(request)
    try:
        match verb:
            case "done":
                outcome = request.POST.get("outcome", "")
                services.complete_activity(activity, by=actor, version=version, outcome=outcome)
            case "reopen":
                services.reopen_activity(activity, by=actor, version=version)
            case "remove":
                services.remove_activity(activity, by=actor, version=version)
            case _:
                raise Http404
    except DomainError as refusal:
        give_up(request)
        return _answer(request, subject, refusal.status, stream_refusal=refusal.message)
    if request.headers.get("HX-Target", "").startswith("task-"):
        return HttpResponse(status=200)
    return _answer(request, subject)
