"""The ledger of commissions in the admin: read-only but for recording a payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin import AdminServices, HouseAdmin, Write, operation, register
from apps.common.navigation import Group
from apps.crm.models import CommissionCredit, CommissionEntry, CommissionPayment, Payout, PayoutLine
from apps.crm.permissions import COMMISSION_MANAGE, COMMISSION_PAGE
from apps.crm.services.commissions import PaymentFact, accrue_commission
from apps.crm.services.payouts import issue_payout

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor

_FACT = ("contract", "amount", "currency", "paid_on", "reference", "period_from", "period_to")


def _record(by: Actor, _row: CommissionPayment | None, data: dict[str, Any]) -> CommissionPayment:
    return accrue_commission(by=by, payment=PaymentFact(**{name: data.get(name) for name in _FACT}))  # type: ignore[arg-type]  # judged by the service


@register(CommissionPayment)
class CommissionPaymentAdmin(HouseAdmin[CommissionPayment]):
    """Payments that earn."""

    view_permission = COMMISSION_PAGE
    services = AdminServices(add=Write(COMMISSION_MANAGE, _record))
    group = Group.MONEY
    order = 20
    icon = "receipt"
    fields = _FACT
    autocomplete_fields = ("contract",)
    list_display = ("reference", "paid_on", "client", "amount", "currency", "broker", "outcome")
    list_filter = ("outcome", "currency")
    list_select_related = ("client", "broker")
    search_fields = ("reference", "client__name")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Leave the days paid for open when they are not known."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in ("period_from", "period_to"):
            field.required = False
        return field


@register(CommissionCredit)
class CommissionCreditAdmin(HouseAdmin[CommissionCredit]):
    """Credits of payments, read-only."""

    view_permission = COMMISSION_PAGE
    group = Group.MONEY
    order = 21
    icon = "undo"
    list_display = ("reference", "payment", "amount", "credited_on")
    list_select_related = ("payment",)
    search_fields = ("reference",)


@register(CommissionEntry)
class CommissionEntryAdmin(HouseAdmin[CommissionEntry]):
    """The ledger, read-only."""

    view_permission = COMMISSION_PAGE
    group = Group.MONEY
    order = 22
    icon = "menu_book"
    list_display = ("happened_on", "broker", "kind", "amount", "currency", "client", "month")
    list_filter = ("kind", "currency")
    list_select_related = ("broker", "client")
    search_fields = ("broker__name",)


@register(Payout)
class PayoutAdmin(HouseAdmin[Payout]):
    """Payout acts; drafts are made on the broker's page."""

    view_permission = COMMISSION_PAGE
    group = Group.MONEY
    order = 30
    icon = "payments"
    list_display = ("__str__", "broker", "status", "total", "currency", "issued_on", "paid_on")
    list_filter = ("status",)
    list_select_related = ("broker",)
    search_fields = ("number", "broker__name")
    actions_detail = ("issue_now",)

    @operation(
        title=gettext_lazy("Issue"),
        permission=COMMISSION_MANAGE,
        confirm=gettext_lazy("The act gets its number and date."),
        icon="task",
    )
    def issue_now(self, by: Actor, rows: QuerySet[Payout], data: dict[str, Any]) -> str:
        """Issue the draft."""
        numbers = [str(issue_payout(row, by=by, version=row.version)) for row in rows]
        return _("Issued: %(numbers)s.") % {"numbers": ", ".join(numbers)}


@register(PayoutLine)
class PayoutLineAdmin(HouseAdmin[PayoutLine]):
    """Lines of payout acts, read-only."""

    view_permission = COMMISSION_PAGE
    group = Group.MONEY
    order = 31
    icon = "list"
    list_display = ("payout", "entry", "released")
    list_select_related = ("payout", "entry")
