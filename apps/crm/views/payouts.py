"""Payout acts: the list, a new one over chosen lines, its page and steps."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common import access, clock
from apps.common.errors import Invalid
from apps.common.http import actor_of, guarded
from apps.common.pages import ChoiceFilter, Column, DateRangeFilter, EmptyState, Kind, ListPage
from apps.common.pages.forms import form_page, run_and_return
from apps.common.templatetags.ui import number_text
from apps.crm.enums import PayoutStatus, PayoutVerb
from apps.crm.forms.brokers import PayForm, PayoutForm
from apps.crm.models import CommissionEntry, Payout
from apps.crm.permissions import BROKER_CARD, COMMISSION_MANAGE, COMMISSION_PAGE, COMMISSION_VIEW
from apps.crm.selectors import commissions as told
from apps.crm.selectors.contracts import legal_entities
from apps.crm.services.payouts import draft_payout, issue_payout, open_entries, pay_payout, read_payout, void_payout
from apps.crm.transitions import payout_verbs
from apps.crm.views import brokers
from apps.crm.views.answers import version_of
from apps.crm.views.commission_words import explained

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.access import Permission
    from apps.common.actor import Actor


def _address(payout: Payout) -> str:
    """Return the act's page."""
    return reverse("crm:payout", args=[payout.uid])


class PayoutList(ListPage[Payout]):
    """Payout acts of all brokers."""

    permission = COMMISSION_PAGE
    key = "payouts"
    title = gettext_lazy("Payout acts")
    columns = (
        Column("number", gettext_lazy("Number"), str, sort="ordinal", card_title=True, link=_address),
        Column("broker", gettext_lazy("Broker"), "broker.name", sort="broker__name"),
        Column("status", gettext_lazy("Status"), kind=Kind.STATUS, sort="status"),
        Column("total", gettext_lazy("Total"), "total", Kind.NUMBER, "total", digits=2),
        Column("currency", gettext_lazy("Currency"), "currency"),
        Column("issued", gettext_lazy("Issued on"), "issued_on", Kind.DATE, "issued_on"),
        Column("paid", gettext_lazy("Paid on"), "paid_on", Kind.DATE, "paid_on"),
    )
    filters = (
        ChoiceFilter(key="status", title=gettext_lazy("Status"), lookup="status", choices=PayoutStatus.choices),
        ChoiceFilter(
            key="broker", title=gettext_lazy("Broker"), lookup="broker__uid",
            choices=lambda actor: [(one.uid, one.name) for one in told.brokers(actor)],
        ),
        DateRangeFilter(key="issued", title=gettext_lazy("Issued on"), lookup="issued_on", instant=False),
    )  # fmt: skip
    search = ("number__icontains", "broker__name__icontains")
    order = "-id"
    empty = EmptyState(
        gettext_lazy("No payout acts yet"), gettext_lazy("Open a broker and press «Pay out»."), icon="cash-banknote"
    )

    def rows(self, actor: Actor) -> QuerySet[Payout]:
        """Return the acts in reach."""
        return told.payouts(actor)


def _line_label(line: CommissionEntry) -> str:
    """Return a line as the form offers it."""
    day = date_format(line.happened_on, "SHORT_DATE_FORMAT")
    client = f" · {line.client}" if line.client else ""
    return f"{day} · {line.get_kind_display()} · {number_text(line.amount, 2)} {line.currency}{client}"


@guarded(COMMISSION_MANAGE)
@require_http_methods(["GET", "POST"])
def payout_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Draft an act over the chosen open lines of a broker."""
    actor = actor_of(request)
    broker = brokers.found(request, uid, BROKER_CARD)
    lines = list(open_entries(broker).select_related("client").order_by("happened_on", "pk"))
    entities = legal_entities(actor)
    offered = [(str(line.uid), _line_label(line)) for line in lines]
    initial = {"entries": [key for key, _label in offered], "legal_entity": entities[0].uid if entities else None}
    form = PayoutForm(request.POST or None, lines=offered, entities=entities, initial=initial)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        chosen = [line for line in lines if str(line.uid) in set(data["entries"])]
        if len({line.currency for line in chosen}) != 1:
            raise Invalid(_("Choose lines of one currency."), field="entries")
        payout = draft_payout(
            broker,
            by=actor,
            currency=chosen[0].currency,
            entries=[line.pk for line in chosen],
            legal_entity=data["legal_entity"],
            note=data["note"],
        )
        return _address(payout), _("The draft is made: check it and issue it.")

    back = reverse("crm:broker", args=[broker.uid])
    title = _("Payout to %(broker)s") % {"broker": broker}
    total = sum((line.amount for line in lines if line.currency == "RUB"), Decimal(0))
    lead = _("Open lines come to %(total)s RUB.") % {"total": number_text(total, 2)}
    return form_page(request, form, title=title, run=run, lead=lead, cancel_url=back)


def _found(request: HttpRequest, uid: UUID, permission: Permission) -> Payout:
    """Return the act of the address; 404 when it is out of reach."""
    actor = actor_of(request)
    return access.fetch(actor, permission, told.payouts(actor), uid=uid)


@guarded(COMMISSION_VIEW)
@require_safe
def payout_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show an act with its lines and its next step; a broker sees the own ones, drafts excepted."""
    actor = actor_of(request)
    payout = _found(request, uid, COMMISSION_VIEW)
    is_office = access.holds(actor, COMMISSION_PAGE)
    if payout.status == PayoutStatus.DRAFT and not is_office:
        raise Http404
    lines = [one.entry for one in payout.lines.select_related("entry__client", "entry__payment").order_by("pk")]
    may_manage = access.holds(actor, COMMISSION_MANAGE)
    context = {
        "payout": payout,
        "lines": [(line, explained(line)) for line in lines],
        "verbs": payout_verbs(payout.status) if may_manage else (),
        "is_office": is_office,
        "pay_form": PayForm(initial={"paid_on": clock.today()}),
    }
    return render(request, "crm/payout.html", context)


@guarded(COMMISSION_VIEW)
@require_safe
def payout_document(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the act's .docx as it was issued."""
    actor = actor_of(request)
    payout = _found(request, uid, COMMISSION_VIEW)
    if payout.file is None:
        raise Http404
    response = HttpResponse(read_payout(payout, by=actor), content_type=payout.file.content_type)
    name = quote(payout.file.filename)
    response.headers["Content-Disposition"] = f"attachment; filename=\"payout.docx\"; filename*=UTF-8''{name}"
    response["Cache-Control"] = "no-store"
    return response


@guarded(COMMISSION_MANAGE)
@require_POST
def payout_step(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Issue an act, mark it as paid, or void it."""
    actor = actor_of(request)
    payout = _found(request, uid, COMMISSION_MANAGE)
    if verb not in PayoutVerb.values:
        raise Http404

    def run() -> str:
        changed = _step(request, payout, PayoutVerb(verb), actor)
        return f"{changed}: {PayoutStatus(changed.status).label}"

    return run_and_return(request, _address(payout), run)


def _step(request: HttpRequest, payout: Payout, verb: PayoutVerb, by: Actor) -> Payout:
    """Call the service of a step."""
    version = version_of(request)
    if verb is PayoutVerb.ISSUE:
        return issue_payout(payout, by=by, version=version)
    if verb is PayoutVerb.VOID:
        return void_payout(payout, by=by, version=version, reason=request.POST.get("reason", ""))
    form = PayForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("This is not a date."), field="paid_on")
    return pay_payout(payout, by=by, version=version, **form.cleaned_data)
