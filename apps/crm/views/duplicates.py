"""Likely duplicates: the work list, two cards side by side, the merge and its undoing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common import access
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.common.pages import Column, EmptyState, Kind, ListPage
from apps.crm.models import Client, ClientMerge, DuplicatePair
from apps.crm.permissions import CLIENT_MANAGE
from apps.crm.rules import merge_fields
from apps.crm.selectors import duplicates as selectors
from apps.crm.selectors.clients import clients
from apps.crm.services import merge_clients, tell_apart, undo_merge
from apps.crm.views.answers import UNPROCESSABLE, give_up, go, version_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.db.models import QuerySet
    from django.utils.functional import Promise

    from apps.common.actor import Actor

REASONS: Final[Mapping[str, Promise | str]] = {
    "inn": gettext_lazy("same INN"),
    "phone": gettext_lazy("same phone"),
    "email": gettext_lazy("same e-mail"),
    "name": pgettext_lazy("of two clients", "similar name"),
}


def _reasons(pair: DuplicatePair) -> str:
    """Return why two clients look alike, in words."""
    return ", ".join(str(REASONS[reason]) for reason in pair.reasons if reason in REASONS)


def _compare(pair: DuplicatePair) -> str:
    """Return the address of both cards side by side: the younger one becomes part of the older."""
    return f"{reverse('crm:client_merge', args=[pair.second.uid])}?with={pair.first.uid}"


class DuplicateList(ListPage[DuplicatePair]):
    """Pairs of clients that look like one, the likest first."""

    permission = CLIENT_MANAGE
    key = "duplicates"
    title = gettext_lazy("Likely duplicates")
    pretitle = gettext_lazy("Clients")
    columns = (
        Column("first", gettext_lazy("Client"), sort="first__name", card_title=True, link=_compare),
        Column("second", gettext_lazy("Looks like"), sort="second__name", link=_compare),
        Column("reasons", gettext_lazy("What is alike"), _reasons),
        Column("likeness", gettext_lazy("Likeness"), lambda pair: pair.likeness * 100, Kind.NUMBER, "likeness", "%", 0),
        Column("found", gettext_lazy("Found"), "found_at", Kind.DATETIME, "found_at"),
    )
    search = ("first__name__icontains", "second__name__icontains")
    order = "-likeness"
    empty = EmptyState(
        gettext_lazy("No duplicates"),
        gettext_lazy("Clients alike in INN, phone, e-mail or name appear here by themselves."),
        icon="circle-check",
    )

    def rows(self, actor: Actor) -> QuerySet[DuplicatePair]:
        """Return the undecided pairs."""
        return selectors.pairs(actor)


@guarded(CLIENT_MANAGE)
@require_http_methods(["GET", "POST"])
def client_merge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show both cards side by side, or merge the client of the address into the one named by `with`."""
    actor = actor_of(request)
    source = access.fetch(actor, CLIENT_MANAGE, clients(actor), uid=uid)
    target = _other(actor, request, source)
    if target is None:
        found = [twin.client for twin in selectors.twins(actor, **selectors.facts_of(source))]
        context: dict[str, Any] = {"source": source, "twins": found}
        return render(request, "crm/client_merge_with.html", context)
    status, refusal = 200, ""
    if request.method == "POST":
        try:
            merge_clients(
                source,
                by=actor,
                into=target,
                version=version_of(request),
                into_version=_number(request.POST.get("into_version", "")),
                take=[name for name in merge_fields.CHOSEN if request.POST.get(f"take_{name}") == "source"],
                reason=request.POST.get("reason", ""),
            )
        except DomainError as wrong:
            give_up(request)
            status, refusal = UNPROCESSABLE, wrong.message
        else:
            messages.success(request, _("The two clients are one now. It can be undone on this page."))
            return go(request, reverse("crm:client", args=[target.uid]))
    shown = selectors.preview(source, target)
    taken = {name for name in merge_fields.CHOSEN if request.POST.get(f"take_{name}") == "source"}
    context = {
        "source": source,
        "target": target,
        "preview": shown,
        # A value that only the old card has is offered first: nothing is lost by pressing the button.
        "rows": [
            (field, field.name in taken if request.method == "POST" else field.differs and not field.target)
            for field in shown.fields
        ],
        "pair": _pair(actor, source, target),
        "refusal": refusal,
        "typed_reason": request.POST.get("reason", ""),
    }
    return render(request, "crm/client_merge.html", context, status=status)


def _number(raw: str) -> int:
    """Return a version that was sent, 0 for what is none."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0  # noqa: PLR2004 - far above any version


def _other(actor: Actor, request: HttpRequest, source: Client) -> Client | None:
    """Return the client to merge with, None when none is named; 404 for one out of reach."""
    raw = request.POST.get("with") or request.GET.get("with", "")
    if not raw:
        return None
    try:
        return access.fetch(actor, CLIENT_MANAGE, clients(actor).exclude(pk=source.pk), uid=raw)
    except ValueError as wrong:
        raise Http404 from wrong


def _pair(actor: Actor, one: Client, other: Client) -> DuplicatePair | None:
    """Return the undecided pair of two clients."""
    first, second = sorted((one.pk, other.pk))
    return selectors.pairs(actor).filter(first=first, second=second).first()


@guarded(CLIENT_MANAGE)
@require_POST
def pair_apart(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say that the two clients of a pair are different."""
    actor = actor_of(request)
    rows = access.narrow(actor, CLIENT_MANAGE, DuplicatePair.objects.select_related("first", "second"))
    pair = access.fetch(actor, CLIENT_MANAGE, rows, uid=uid)
    tell_apart(pair, by=actor)
    messages.success(request, _("They will not be offered as duplicates again."))
    return go(request, reverse("crm:duplicates"))


@guarded(CLIENT_MANAGE)
@require_POST
def merge_undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Undo a merge, or say why it cannot be undone."""
    actor = actor_of(request)
    merge = access.fetch(actor, CLIENT_MANAGE, ClientMerge.objects.select_related("source", "target"), uid=uid)
    try:
        undo_merge(merge, by=actor)
    except DomainError as refusal:
        give_up(request)
        messages.error(request, refusal.message)
        return go(request, reverse("crm:client", args=[merge.target.uid]))
    messages.success(request, _("The merge is undone: both cards are as they were."))
    return go(request, reverse("crm:client", args=[merge.source.uid]))


@guarded(CLIENT_MANAGE)
@require_safe
def client_twins(request: HttpRequest) -> HttpResponse:
    """Say which clients look like the one that is being entered."""
    given = {name: request.GET.get(name, "").strip()[:300] for name in ("inn", "name", "phone", "email")}
    actor = actor_of(request)
    found = selectors.twins_of_typed(
        actor,
        inn=given["inn"],
        name=given["name"],
        phones=(given["phone"], request.GET.get("contact_phone", "")),
        emails=(given["email"], request.GET.get("contact_email", "").strip()[:300]),
    )
    rows = [(twin.client, ", ".join(str(REASONS[reason]) for reason in twin.likeness.reasons)) for twin in found[:5]]
    return render(request, "crm/partials/twins.html", {"rows": rows})
