"""What a payment earns: gathers what the rule of commissions needs to know, and splits the lines with the partner."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from apps.crm.enums import BrokerStatus, CapScope, CommissionBasis, CommissionOutcome, EntryKind
from apps.crm.models import BrokerTerm, CommissionCredit, CommissionEntry, CommissionPayment, CommissionPlanVersion
from apps.crm.rules import commission as rules

if TYPE_CHECKING:
    from datetime import date

    from apps.crm.models import Broker, Contract
    from apps.crm.services.commissions import PaymentFact

_LEDGER = (EntryKind.ACCRUAL, EntryKind.REVERSAL)


@dataclass(frozen=True, slots=True)
class EarnedLine:
    """One accrual to be written: whose, how much, counted how."""

    broker: Broker
    amount: Decimal
    month: date | None
    basis: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Earning:
    """What came of a payment."""

    outcome: CommissionOutcome
    lines: list[EarnedLine] = field(default_factory=list)
    version: CommissionPlanVersion | None = None


def earning(fact: PaymentFact, contract: Contract, broker: Broker) -> Earning:
    """Return what the payment earns the broker and the partner above; both are locked by the caller."""
    day = fact.paid_on
    term = BrokerTerm.objects.filter(broker=broker, during__contains=day).first()
    version = CommissionPlanVersion.objects.filter(plan_id=term.plan_id, during__contains=day).first() if term else None
    if term is None or version is None:
        return Earning(CommissionOutcome.NO_PLAN)
    terms = rules.Terms(
        CommissionBasis(version.basis),
        version.currency,
        version.percent,
        version.rate_per_kw,
        tuple((Decimal(start), Decimal(percent)) for start, percent in version.tiers),
    )
    result = rules.commission(terms, _situation(fact, contract, broker, version))
    lines = [part for line in result.lines for part in _parts(line, broker, term, version.currency)]
    return Earning(result.outcome, lines, version)


def _situation(
    fact: PaymentFact, contract: Contract, broker: Broker, version: CommissionPlanVersion
) -> rules.Situation:
    """Return the payment among what the ledger knows."""
    per_kw = version.basis == CommissionBasis.KW_MONTH
    return rules.Situation(
        amount=fact.amount,
        currency=fact.currency,
        is_first=_is_first(contract),
        months=_open_months(fact, contract) if per_kw else (),
        power_kw=contract.max_power_kw,
        volume_before=_volume(fact, broker) if version.basis == CommissionBasis.TIERED else Decimal(0),
        room=_room(fact, contract, broker, version),
    )


def _is_first(contract: Contract) -> bool:
    """Whether no payment of the contract stands: one that was credited in full does not count."""
    earlier = CommissionPayment.objects.filter(contract=contract)
    credited = Coalesce(Sum("credits__amount"), Decimal(0))
    return not earlier.annotate(credited=credited).filter(credited__lt=F("amount")).exists()


def _open_months(fact: PaymentFact, contract: Contract) -> tuple[date, ...]:
    """Return the months paid for that no accrual per kW stands for yet."""
    months = rules.months_of(fact.period_from or fact.paid_on, fact.period_to or fact.paid_on)
    counted = dict(
        CommissionEntry.objects.filter(payment__contract=contract, kind__in=_LEDGER, month__in=months)
        .order_by()
        .values_list("month")
        .annotate(Sum("amount"))
    )
    return tuple(month for month in months if not counted.get(month))


def _volume(fact: PaymentFact, broker: Broker) -> Decimal:
    """Return what the broker's clients paid in the month so far, credits taken off."""
    first = fact.paid_on.replace(day=1)
    mine = {
        "broker": broker,
        "currency": fact.currency,
        "paid_on__gte": first,
        "paid_on__lt": rules.next_month(first),
    }
    paid = CommissionPayment.objects.filter(**mine).aggregate(all=Sum("amount"))["all"] or Decimal(0)
    back = CommissionCredit.objects.filter(**{f"payment__{name}": value for name, value in mine.items()})
    return paid - (back.aggregate(all=Sum("amount"))["all"] or Decimal(0))


def _room(fact: PaymentFact, contract: Contract, broker: Broker, version: CommissionPlanVersion) -> Decimal | None:
    """Return what the plan's cap leaves, None without a cap; reversals give room back."""
    if version.cap_amount is None:
        return None
    if version.cap_scope == CapScope.PAYMENT:
        return version.cap_amount
    rows = CommissionEntry.objects.filter(
        kind__in=_LEDGER, payment__broker=broker, plan_version__plan_id=version.plan_id, currency=version.currency
    )
    if version.cap_scope == CapScope.CLIENT:
        rows = rows.filter(payment__client_id=contract.client_id)
    else:
        first = fact.paid_on.replace(day=1)
        rows = rows.filter(payment__paid_on__gte=first, payment__paid_on__lt=rules.next_month(first))
    return max(Decimal(0), version.cap_amount - (rows.aggregate(all=Sum("amount"))["all"] or Decimal(0)))


def _parts(line: rules.Line, broker: Broker, term: BrokerTerm, currency: str) -> list[EarnedLine]:
    """Split a line between the broker and the partner who brought the broker."""
    own, rest = rules.shared(line.amount, term.share_percent, currency)
    basis = line.basis | {"whole": str(line.amount), "share_percent": str(term.share_percent.normalize())}
    parts = [EarnedLine(broker, own, line.month, basis)] if own > 0 else []
    partner = broker.partner
    if rest > 0 and partner is not None and partner.status != BrokerStatus.CLOSED:
        parts.append(EarnedLine(partner, rest, line.month, basis | {"brought": str(broker.uid)}))
    return parts
