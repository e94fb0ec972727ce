"""The board: deals by stage, moved by mouse, touch, keyboard or menu; each move is one service call."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.common import access, clock
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.crm import services
from apps.crm.enums import ContractStatus, DealStatus
from apps.crm.models import Contract, Deal, Stage
from apps.crm.permissions import DEAL_MANAGE, DEAL_VIEW
from apps.crm.selectors.clients import managers
from apps.crm.selectors.contracts import contracts
from apps.crm.selectors.deals import BoardFilter, board, deals, stages
from apps.crm.views.answers import give_up, go, version_of

if TYPE_CHECKING:
    from apps.common.actor import Actor

BOARD: Final = "board"
_PERIODS: Final = (
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("A year")),
    ("all", gettext_lazy("All time")),
)
_DEFAULT_PERIOD: Final = "90"


def _filter(request: HttpRequest) -> tuple[BoardFilter, dict[str, str]]:
    """Return what the address narrows the board to, and the values that the controls show.

    Open deals are always shown; the period is the time in which closed ones were closed.
    """
    period = request.GET.get("period", _DEFAULT_PERIOD)
    period = period if period in dict(_PERIODS) else _DEFAULT_PERIOD
    owner = request.GET.get("owner", "")
    try:
        wanted_owner = UUID(owner) if owner else None
    except ValueError:
        wanted_owner, owner = None, ""
    since = None
    if period != "all":
        day = timezone.localtime(clock.now()).date() - timedelta(days=int(period))
        since = timezone.make_aware(datetime.combine(day, time.min))
    return BoardFilter(owner=wanted_owner, closed_since=since), {"owner": owner, "period": period}


def _context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """Return the variables of the board."""
    actor = actor_of(request)
    wanted, shown = _filter(request)
    return {
        "columns": board(actor, wanted),
        "shown": shown,
        "periods": _PERIODS,
        "managers": [(str(one.uid), one.name) for one in managers(actor)],
        "may_manage": access.holds(actor, DEAL_MANAGE),
        "query": request.GET.urlencode(),
        **more,
    }


@guarded(DEAL_VIEW)
@require_safe
def deal_board(request: HttpRequest) -> HttpResponse:
    """Show the board, or only its columns when htmx asks for them."""
    fragment = request.headers.get("HX-Target") == BOARD
    return render(request, "crm/partials/board.html" if fragment else "crm/board.html", _context(request))


@guarded(DEAL_MANAGE)
@require_http_methods(["GET", "POST"])
def deal_move(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Move a deal: a GET asks where to (or why, with `?stage=`) in a dialog, a POST moves.

    Sent from the board it answers with the board as it is then (409 and the reason when it was refused).
    """
    actor = actor_of(request)
    deal = access.fetch(actor, DEAL_MANAGE, deals(actor), uid=uid)
    if request.method != "POST":
        return _dialog(request, deal, request.GET.get("stage", ""))
    stage = _stage(actor, request.POST.get("stage", ""))
    on_board = request.headers.get("HX-Target") == BOARD
    reason = request.POST.get("reason", "")
    try:
        services.move_deal(
            deal,
            by=actor,
            stage=stage,
            version=version_of(request),
            reason=reason,
            contract=_contract(actor, deal, request.POST.get("contract", "")),
        )
    except DomainError as refusal:
        give_up(request)
        if on_board:
            context = _context(request, refusal=refusal.message, moved=str(deal.uid))
            return render(request, "crm/partials/board.html", context, status=409)
        return _dialog(request, deal, str(stage.uid), refusal=refusal, typed=reason)
    if on_board:
        said = _("%(deal)s: %(stage)s") % {"deal": deal.title, "stage": stage}
        return render(request, "crm/partials/board.html", _context(request, said=said, moved=str(deal.uid)))
    messages.success(request, _("%(deal)s: %(stage)s") % {"deal": deal.title, "stage": stage})
    back = reverse("crm:deal_board") if request.POST.get("back") == BOARD else reverse("crm:deal", args=[deal.uid])
    return go(request, back)


def _stage(actor: Actor, uid: str) -> Stage:
    """Return the stage that is named; 404 for none of the pipeline in use."""
    for stage in stages(actor):
        if str(stage.uid) == uid:
            return stage
    raise Http404


def _contract(actor: Actor, deal: Deal, uid: str) -> Contract | None:
    """Return the contract of the deal's client that was chosen."""
    return next((one for one in _contracts(actor, deal) if str(one.uid) == uid), None) if uid else None


def _contracts(actor: Actor, deal: Deal) -> list[Contract]:
    """Return the contracts that may have come of the deal."""
    if deal.client_id is None:
        return []
    kept = contracts(actor).filter(client=deal.client_id).exclude(status=ContractStatus.VOIDED)
    return list(kept)


def _dialog(request: HttpRequest, deal: Deal, chosen: str, **more: Any) -> HttpResponse:
    """Return the dialog that asks where a deal goes."""
    actor = actor_of(request)
    refusal: DomainError | None = more.get("refusal")
    context = {
        "deal": deal,
        "stages": stages(actor),
        "chosen": chosen or str(deal.stage.uid),
        "contracts": _contracts(actor, deal),
        "won": DealStatus.WON,
        "lost": DealStatus.LOST,
        "back": BOARD if request.GET.get("back") == BOARD or request.POST.get("back") == BOARD else "",
        **more,
        "refusal": refusal.message if refusal else "",
        "refused_field": (refusal.field or "") if refusal else "",
    }
    return render(request, "crm/partials/deal_move.html", context, status=refusal.status if refusal else 200)
