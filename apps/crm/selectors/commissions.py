"""Brokers, plans, the ledger of commissions and payouts an actor may see, and what is owed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Case, Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from apps.accounts.models import User
from apps.common import access, finding
from apps.common.roles import Role
from apps.crm.enums import EntryKind
from apps.crm.models import (
    Attribution,
    Broker,
    BrokerTerm,
    CommissionEntry,
    CommissionPayment,
    CommissionPlan,
    CommissionPlanVersion,
    Payout,
)
from apps.crm.permissions import BROKER_VIEW, COMMISSION_VIEW, PLAN_VIEW
from apps.crm.selectors.clients import found as clients_found
from apps.crm.selectors.personal import sees_personal

if TYPE_CHECKING:
    from datetime import date

    from apps.common.actor import Actor

_MONEY: DecimalField[Decimal, Decimal] = DecimalField(max_digits=18, decimal_places=2)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Balance:
    """What the ledger of one broker says in one currency."""

    currency: str
    accrued: Decimal
    reversed: Decimal
    paid: Decimal

    @property
    def balance(self) -> Decimal:
        """What is owed: negative when more was paid than stands."""
        return self.accrued - self.reversed - self.paid


def brokers(actor: Actor) -> QuerySet[Broker]:
    """Return the brokers in reach by name; a broker sees itself."""
    return access.narrow(actor, BROKER_VIEW, Broker.objects.select_related("user", "partner").order_by("name", "pk"))


def listed(actor: Actor, today: date) -> QuerySet[Broker]:
    """Return the brokers with `client_count` of today and `owed` in roubles, counted for the rows shown only."""
    count = (
        Attribution.objects.filter(broker=OuterRef("pk"), during__contains=today)
        .order_by()
        .values("broker")
        .annotate(number_of=_count())
        .values("number_of")
    )
    owed = (
        CommissionEntry.objects.filter(broker=OuterRef("pk"), currency="RUB")
        .order_by()
        .values("broker")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    return brokers(actor).annotate(
        client_count=Coalesce(Subquery(count), 0), owed=Coalesce(Subquery(owed), _ZERO, output_field=_MONEY)
    )


def _count() -> Count:
    """Return the number of rows as an aggregate that a subquery can hold."""
    return Count("pk")


def attributions(actor: Actor) -> QuerySet[Attribution]:
    """Return whose client is whose, the newest first."""
    rows = Attribution.objects.select_related("broker", "client").order_by("-during", "-pk")
    return access.narrow(actor, BROKER_VIEW, rows)


def terms(actor: Actor) -> QuerySet[BrokerTerm]:
    """Return by which plans brokers earn, the newest first."""
    return access.narrow(actor, BROKER_VIEW, BrokerTerm.objects.select_related("plan").order_by("-during", "-pk"))


def plans(actor: Actor) -> QuerySet[CommissionPlan]:
    """Return the commission plans, the newest first."""
    return access.narrow(actor, PLAN_VIEW, CommissionPlan.objects.prefetch_related("versions").order_by("-pk"))


def plan_versions(actor: Actor) -> QuerySet[CommissionPlanVersion]:
    """Return the versions of the plans."""
    return access.narrow(actor, PLAN_VIEW, CommissionPlanVersion.objects.select_related("plan"))


def entries(actor: Actor) -> QuerySet[CommissionEntry]:
    """Return the lines of the ledger in reach, the newest first."""
    rows = CommissionEntry.objects.select_related("broker", "client", "payment", "payout", "plan_version__plan")
    return access.narrow(actor, COMMISSION_VIEW, rows.order_by("-happened_on", "-pk"))


def payments(actor: Actor) -> QuerySet[CommissionPayment]:
    """Return the payments that were recorded, the newest first."""
    rows = CommissionPayment.objects.select_related("client", "contract", "broker")
    return access.narrow(actor, COMMISSION_VIEW, rows.order_by("-paid_on", "-pk"))


def payouts(actor: Actor) -> QuerySet[Payout]:
    """Return the payout acts in reach, the newest first."""
    rows = Payout.objects.select_related("broker", "legal_entity", "file").order_by("-pk")
    return access.narrow(actor, COMMISSION_VIEW, rows)


def balances(broker: Broker) -> list[Balance]:
    """Return what the ledger of a broker says, by currency (one query)."""
    rows = (
        CommissionEntry.objects.filter(broker=broker)
        .order_by()
        .values("currency")
        .annotate(
            accrued=_sum_of(EntryKind.ACCRUAL), reversed=-_sum_of(EntryKind.REVERSAL), paid=-_sum_of(EntryKind.PAYOUT)
        )
    )
    return [Balance(**row) for row in rows.order_by("currency")]


def _sum_of(kind: EntryKind) -> Coalesce:
    """Return the sum of the lines of a kind."""
    amount = Case(When(kind=kind, then=F("amount")), default=_ZERO, output_field=_MONEY)
    return Coalesce(Sum(amount), _ZERO, output_field=_MONEY)


def broker_of(actor: Actor) -> Broker | None:
    """Return the broker who the actor is, None for anybody else."""
    return Broker.objects.select_related("partner").filter(user_id=actor.id).first() if actor.id else None


def broker_users(actor: Actor) -> QuerySet[User]:
    """Return the people who may sign in to a broker's desk."""
    rows = User.objects.filter(organisation=actor.organisation_id or 0, status=User.Status.ACTIVE)
    return rows.filter(role__in=(Role.BROKER, Role.PARTNER)).order_by("name")


def entries_matching(actor: Actor, rows: QuerySet[CommissionEntry], text: str) -> QuerySet[CommissionEntry]:
    """Return the lines whose payment's reference, broker or client fits the text."""
    paid = CommissionPayment.objects.filter(reference__icontains=text).values_list("pk", flat=True)
    named = brokers(actor).filter(name__icontains=text).order_by().values_list("pk", flat=True)
    return rows.filter(
        Q(payment_id__among=list(paid[: finding.MOST]))
        | Q(broker_id__among=list(named))
        | Q(client_id__among=clients_found(actor, text))
    )


def payments_matching(actor: Actor, rows: QuerySet[CommissionPayment], text: str) -> QuerySet[CommissionPayment]:
    """Return the payments whose reference, client or contract fits the text."""
    by_contract = finding.keys(actor, "crm.contract", text, personal=sees_personal(actor), tolerant=False)
    return rows.filter(
        Q(reference__icontains=text)
        | Q(contract_id__among=by_contract)
        | Q(client_id__among=clients_found(actor, text))
    )
