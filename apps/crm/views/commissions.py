"""The ledger of commissions, and the payments and credits it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.common import access, clock
from apps.common.http import actor_of, guarded
from apps.common.pages import ChoiceFilter, Column, DateRangeFilter, EmptyState, Kind, ListPage
from apps.common.pages.forms import form_page
from apps.common.pages.lists import HeaderAction
from apps.crm.enums import CommissionOutcome, EntryKind
from apps.crm.forms.brokers import CreditForm, PaymentForm
from apps.crm.models import CommissionEntry, CommissionPayment
from apps.crm.permissions import BROKER_DESK, COMMISSION_MANAGE, COMMISSION_PAGE
from apps.crm.selectors import commissions as told
from apps.crm.selectors.contracts import contracts, matching
from apps.crm.services.commissions import PaymentFact, accrue_commission, reverse_commission
from apps.crm.views.answers import by_uid_or_text
from apps.crm.views.commission_words import explained

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.crm.models import Contract

_CLOSED = ("draft", "voided")


def _broker_address(row: Any) -> str | None:
    """Return the page of the broker of a row."""
    return reverse("crm:broker", args=[row.broker.uid]) if row.broker else None


def _paid_for(row: CommissionEntry) -> str:
    """Return what a line comes from: the payment's reference or the act's number."""
    return str(row.payment or row.payout or "")


_DAY = Column("day", gettext_lazy("Date"), "happened_on", Kind.DATE, "happened_on", card_title=True)
_LINE = (
    Column("kind", gettext_lazy("Line"), lambda row: row.get_kind_display(), sort="kind"),
    Column("client", gettext_lazy("Client"), lambda row: row.client and str(row.client), sort="client__name"),
    Column("amount", gettext_lazy("Amount"), "amount", Kind.NUMBER, "amount", digits=2),
    Column("currency", gettext_lazy("Currency"), "currency"),
    Column("document", gettext_lazy("Document"), _paid_for),
    Column("counted", gettext_lazy("How it was counted"), explained),
)
_LINE_FILTERS = (
    ChoiceFilter(key="kind", title=gettext_lazy("Line"), lookup="kind", choices=EntryKind.choices),
    DateRangeFilter(key="day", title=gettext_lazy("Date"), lookup="happened_on", instant=False),
)


class EntryList(ListPage[CommissionEntry]):
    """The ledger of all brokers."""

    permission = COMMISSION_PAGE
    key = "commissions"
    title = gettext_lazy("Commissions")
    columns = (
        _DAY,
        Column("broker", gettext_lazy("Broker"), "broker.name", sort="broker__name", link=_broker_address),
        *_LINE,
    )  # fmt: skip
    filters = (
        ChoiceFilter(
            key="broker", title=gettext_lazy("Broker"), lookup="broker__uid",
            choices=lambda actor: [(one.uid, one.name) for one in told.brokers(actor)],
        ),
        *_LINE_FILTERS,
    )  # fmt: skip
    search = ("payment__reference__icontains", "broker__name__icontains", "client__name__icontains")
    search_hint = gettext_lazy("Invoice reference, broker or client")
    order = "-happened_on"
    empty = EmptyState(
        gettext_lazy("No commissions yet"), gettext_lazy("They come from payments of clients whom brokers brought."),
        gettext_lazy("Record a payment"), "/commissions/payments/new/", icon="coins", permission=COMMISSION_MANAGE,
    )  # fmt: skip

    def rows(self, actor: Actor) -> QuerySet[CommissionEntry]:
        """Return the lines in reach."""
        return told.entries(actor)

    def matching(self, rows: QuerySet[CommissionEntry], text: str) -> QuerySet[CommissionEntry]:
        """Search over references, brokers and clients."""
        return told.entries_matching(self.actor, rows, text)

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Offer to record a payment."""
        return (
            HeaderAction(_("Record a payment"), reverse("crm:payment_new"), COMMISSION_MANAGE),
            HeaderAction(_("Payments"), reverse("crm:payments"), COMMISSION_PAGE, "receipt"),
        )


class OwnEntryList(ListPage[CommissionEntry]):
    """A broker's own ledger."""

    permission = BROKER_DESK
    key = "own-commissions"
    title = gettext_lazy("My accruals")
    columns = (_DAY, *_LINE)
    filters = _LINE_FILTERS
    search = ("payment__reference__icontains", "client__name__icontains")
    order = "-happened_on"
    empty = EmptyState(
        gettext_lazy("No accruals yet"), gettext_lazy("They appear when your clients pay their invoices."), icon="coins"
    )

    def rows(self, actor: Actor) -> QuerySet[CommissionEntry]:
        """Return the actor's own lines."""
        return told.entries(actor)


class PaymentList(ListPage[CommissionPayment]):
    """Payments that were recorded, with what came of each."""

    permission = COMMISSION_PAGE
    key = "commission-payments"
    title = gettext_lazy("Payments that earn")
    columns = (
        Column("reference", gettext_lazy("Invoice reference"), str, sort="reference", card_title=True,
               link=lambda row: reverse("crm:payment", args=[row.uid])),
        Column("paid", gettext_lazy("Paid on"), "paid_on", Kind.DATE, "paid_on"),
        Column("client", gettext_lazy("Client"), "client.name", sort="client__name"),
        Column("contract", gettext_lazy("Contract"), lambda row: str(row.contract)),
        Column("amount", gettext_lazy("Amount"), "amount", Kind.NUMBER, "amount", digits=2),
        Column("currency", gettext_lazy("Currency"), "currency"),
        Column("broker", gettext_lazy("Broker"), lambda row: row.broker and str(row.broker), link=_broker_address),
        Column("outcome", gettext_lazy("Outcome"), lambda row: row.get_outcome_display()),
    )  # fmt: skip
    filters = (
        ChoiceFilter(key="outcome", title=gettext_lazy("Outcome"), lookup="outcome", choices=CommissionOutcome.choices),
        DateRangeFilter(key="paid", title=gettext_lazy("Paid on"), lookup="paid_on", instant=False),
    )
    search = ("reference__icontains", "client__name__icontains", "contract__number__icontains")
    order = "-paid_on"
    empty = EmptyState(
        gettext_lazy("No payments yet"), "", gettext_lazy("Record a payment"), "/commissions/payments/new/",
        icon="receipt", permission=COMMISSION_MANAGE,
    )  # fmt: skip

    def rows(self, actor: Actor) -> QuerySet[CommissionPayment]:
        """Return the payments."""
        return told.payments(actor)

    def matching(self, rows: QuerySet[CommissionPayment], text: str) -> QuerySet[CommissionPayment]:
        """Search over references, clients and contracts."""
        return told.payments_matching(self.actor, rows, text)

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Offer to record a payment."""
        return (HeaderAction(_("Record a payment"), reverse("crm:payment_new"), COMMISSION_MANAGE),)


@guarded(COMMISSION_MANAGE)
@require_http_methods(["GET", "POST"])
def payment_new(request: HttpRequest) -> HttpResponse:
    """Record a payment of a client and say what it earned."""
    actor = actor_of(request)

    def find(text: str) -> QuerySet[Contract]:
        rows = contracts(actor).exclude(status__in=_CLOSED)
        return by_uid_or_text(rows, text, lambda: matching(actor, rows, text))

    form = PaymentForm(request.POST or None, find=find, initial={"paid_on": clock.today()})

    def run(data: dict[str, Any]) -> tuple[str, str]:
        payment = accrue_commission(by=actor, payment=PaymentFact(**data))
        return reverse("crm:payment", args=[payment.uid]), payment.get_outcome_display()

    lead = _("Until invoices are kept here, payments of clients are recorded by hand.")
    return form_page(
        request, form, title=_("Record a payment"), run=run, lead=lead, cancel_url=reverse("crm:commissions")
    )


def _found(request: HttpRequest, uid: UUID) -> CommissionPayment:
    """Return the payment of the address."""
    actor = actor_of(request)
    return access.fetch(actor, COMMISSION_PAGE, told.payments(actor), uid=uid)


@guarded(COMMISSION_PAGE)
@require_safe
def payment_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a payment, its lines of the ledger and its credits."""
    actor = actor_of(request)
    payment = _found(request, uid)
    lines = told.entries(actor).filter(payment=payment).order_by("pk")
    credited = sum(one.amount for one in payment.credits.all())
    context = {
        "payment": payment,
        "lines": [(line, explained(line)) for line in lines],
        "credits": payment.credits.order_by("pk"),
        "left": payment.amount - credited,
        "may_manage": access.holds(actor, COMMISSION_MANAGE),
    }
    return render(request, "crm/commission_payment.html", context)


@guarded(COMMISSION_MANAGE)
@require_http_methods(["GET", "POST"])
def credit_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Credit a part of a payment, or all of it."""
    actor = actor_of(request)
    payment = _found(request, uid)
    back = reverse("crm:payment", args=[payment.uid])
    form = CreditForm(request.POST or None, initial={"credited_on": clock.today(), "amount": payment.amount})

    def run(data: dict[str, Any]) -> tuple[str, str]:
        reverse_commission(by=actor, payment=payment, **data)
        return back, _("The same part of the commission is taken back.")

    title = _("Credit of %(reference)s") % {"reference": payment}
    return form_page(request, form, title=title, run=run, cancel_url=back)
