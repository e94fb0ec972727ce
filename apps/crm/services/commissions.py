"""Commissions: a payment earns, a credit takes back; the ledger is only appended to.

Billing calls `accrue_commission` and `reverse_commission` for its payments; until then people record the facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.common import access, events
from apps.common.errors import Invalid
from apps.crm import signals
from apps.crm.enums import BrokerStatus, CommissionOutcome, ContractStatus, EntryKind
from apps.crm.exceptions import PaymentDiffers
from apps.crm.models import Attribution, Broker, CommissionCredit, CommissionEntry, CommissionPayment, Contract
from apps.crm.permissions import COMMISSION_MANAGE
from apps.crm.rules import commission as rules
from apps.crm.rules import texts
from apps.crm.rules.contract_fields import CURRENCIES
from apps.crm.services.earning import Earning, earning

if TYPE_CHECKING:
    from apps.common.actor import Actor

_LIMIT = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """That a client has paid: `reference` is unique in the organisation, so that a repetition earns once.

    `period_from` and `period_to` are the days paid for (the month of the payment when they are not known).
    """

    contract: Contract
    amount: Decimal
    currency: str
    paid_on: date
    reference: str
    period_from: date | None = None
    period_to: date | None = None


def accrue_commission(*, by: Actor, payment: PaymentFact) -> CommissionPayment:
    """Keep a payment and write what it earns to the ledger of the broker whose client it is; return the payment.

    Its `outcome` says what came of it, also when nothing is earned. The same fact again changes nothing.
    Effects: the payment; a line for the broker and one for the partner who brought the broker; one audit record;
    `commission_accrued` after commit when there are lines.
    Raises AccessDenied, Invalid (at its field), PaymentDiffers (the reference is taken by other facts).
    """
    access.require(by, COMMISSION_MANAGE)
    access.require(by, COMMISSION_MANAGE, payment.contract)
    fact = _checked(payment)
    with transaction.atomic():
        # Payments of one contract are counted one after another.
        contract = Contract.objects.select_for_update(of=("self",)).get(pk=fact.contract.pk)
        known = CommissionPayment.objects.filter(
            organisation_id=contract.organisation_id, reference=fact.reference
        ).first()
        if known is not None:
            return _same(known, fact)
        broker = _lock_broker_of(contract.client_id, fact.paid_on)
        earned = earning(fact, contract, broker) if broker else Earning(CommissionOutcome.NO_BROKER)
        if broker is not None and broker.status == BrokerStatus.CLOSED:
            earned = Earning(CommissionOutcome.BROKER_CLOSED)
        kept = _keep(fact, contract, broker, earned.outcome, by)
        entries = _write(kept, earned)
        record(
            by=by,
            action="crm.commission.accrue",
            subject=kept,
            after={
                "contract": str(contract.uid),
                "amount": fact.amount,
                "currency": fact.currency,
                "paid_on": fact.paid_on,
                "reference": fact.reference,
                "outcome": str(earned.outcome),
                "accrued": sum((entry.amount for entry in entries), Decimal(0)),
            },
        )
        if entries:
            events.announce(
                signals.commission_accrued,
                by=by,
                sender=CommissionPayment,
                payment_id=kept.pk,
                entry_ids=[entry.pk for entry in entries],
            )
    return kept


def reverse_commission(
    *, by: Actor, payment: CommissionPayment, amount: Decimal, credited_on: date, reference: str, reason: str
) -> CommissionCredit:
    """Credit a part of a payment, or all of it, and take back the same part of its commission; return the credit.

    Counted from all credits of the payment together: many small ones end where one large would, and never more is
    taken than was accrued. The same `reference` again changes nothing.
    Effects: the credit; a reversal for each accrual of the payment; one audit record; `commission_reversed` after
    commit when there are lines. Raises AccessDenied, Invalid (at its field), PaymentDiffers.
    """
    access.require(by, COMMISSION_MANAGE, payment)
    reference = texts.line(reference, "reference", 80, required=True)
    reason = texts.line(reason, "reason", 500, required=True)
    with transaction.atomic():
        Contract.objects.select_for_update(of=("self",)).get(pk=payment.contract_id)
        known = CommissionCredit.objects.filter(organisation_id=payment.organisation_id, reference=reference).first()
        if known is not None:
            if (known.payment_id, known.amount) == (payment.pk, amount):
                return known
            raise PaymentDiffers(reference=reference, field="reference")
        before = sum((one.amount for one in payment.credits.all()), Decimal(0))
        _check_amount(amount, payment.currency)
        if before + amount > payment.amount:
            raise Invalid(
                _("At most %(rest)s of this payment can still be credited."), field="amount",
                rest=str(payment.amount - before),
            )  # fmt: skip
        if credited_on < payment.paid_on:
            raise Invalid(_("A credit comes after its payment."), field="credited_on")
        _lock_all({entry.broker_id for entry in payment.entries.all()})
        credit = CommissionCredit.objects.create(
            organisation_id=payment.organisation_id,
            payment=payment,
            amount=amount,
            credited_on=credited_on,
            reference=reference,
            reason=reason,
        )
        entries = _take_back(payment, credit, before + amount)
        after = {
            "payment": payment.reference,
            "amount": amount,
            "currency": payment.currency,
            "reversed": -sum((entry.amount for entry in entries), Decimal(0)),
        }
        record(by=by, action="crm.commission.reverse", subject=credit, after=after, reason=reason)
        if entries:
            events.announce(
                signals.commission_reversed,
                by=by,
                sender=CommissionCredit,
                credit_id=credit.pk,
                entry_ids=[entry.pk for entry in entries],
            )
    return credit


def _checked(fact: PaymentFact) -> PaymentFact:
    """Return the fact with its reference tidied. Raises Invalid."""
    if fact.currency not in CURRENCIES:
        raise Invalid(field="currency")
    _check_amount(fact.amount, fact.currency)
    first, last = fact.period_from, fact.period_to
    if (first is None) is not (last is None) or (first and last and not first <= last <= _years_on(first)):
        raise Invalid(_("The days paid for have a start and an end, within ten years."), field="period_to")
    if fact.contract.status in (ContractStatus.DRAFT, ContractStatus.VOIDED):
        raise Invalid(_("A draft or voided contract is not paid."), field="contract")
    reference = texts.line(fact.reference, "reference", 80, required=True)
    return PaymentFact(fact.contract, fact.amount, fact.currency, fact.paid_on, reference, first, last)


def _years_on(day: date) -> date:
    """Return the last day that a period from `day` may have."""
    return date(min(day.year + 10, 9999), 12, 31)


def _check_amount(amount: Decimal, currency: str) -> None:
    """Refuse what is no sum of money above nought in minor units."""
    if not amount.is_finite() or not 0 < amount <= _LIMIT or rules.rounded(amount, currency) != amount:
        raise Invalid(_("A sum is above 0 and has whole minor units."), field="amount")


def _same(known: CommissionPayment, fact: PaymentFact) -> CommissionPayment:
    """Return the payment that is known. Raises PaymentDiffers when its facts are others."""
    told = (known.contract_id, known.amount, known.currency, known.paid_on, known.period_from, known.period_to)
    if told != (fact.contract.pk, fact.amount, fact.currency, fact.paid_on, fact.period_from, fact.period_to):
        raise PaymentDiffers(reference=fact.reference, field="reference")
    return known


def _lock_broker_of(client_id: int, day: date) -> Broker | None:
    """Return the broker whose client it was on the day, locked, with the partner locked too."""
    found = Attribution.objects.filter(client_id=client_id, during__contains=day).select_related("broker").first()
    if found is None:
        return None
    partner_id = found.broker.partner_id
    locked = _lock_all({found.broker_id} if partner_id is None else {found.broker_id, partner_id})
    return locked[found.broker_id]


def _lock_all(ids: set[int]) -> dict[int, Broker]:
    """Lock brokers in the order of their keys, so that two of us never wait for each other."""
    rows = Broker.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return {broker.pk: broker for broker in rows}


def _keep(
    fact: PaymentFact, contract: Contract, broker: Broker | None, outcome: CommissionOutcome, by: Actor
) -> CommissionPayment:
    """Write the payment. Raises PaymentDiffers when another contract took the reference meanwhile."""
    try:
        with transaction.atomic():
            return CommissionPayment.objects.create(
                organisation_id=contract.organisation_id,
                contract=contract,
                client_id=contract.client_id,
                broker=broker,
                amount=fact.amount,
                currency=fact.currency,
                paid_on=fact.paid_on,
                reference=fact.reference,
                period_from=fact.period_from,
                period_to=fact.period_to,
                outcome=outcome,
                recorded_by=by.label,
            )
    except IntegrityError as error:
        raise PaymentDiffers(reference=fact.reference, field="reference") from error


def _write(payment: CommissionPayment, earned: Earning) -> list[CommissionEntry]:
    """Write the accruals of a payment."""
    return [
        CommissionEntry.objects.create(
            organisation_id=payment.organisation_id,
            broker=line.broker,
            kind=EntryKind.ACCRUAL,
            amount=line.amount,
            currency=payment.currency,
            happened_on=payment.paid_on,
            client_id=payment.client_id,
            payment=payment,
            plan_version=earned.version,
            month=line.month,
            basis=line.basis,
        )
        for line in earned.lines
    ]


def _take_back(payment: CommissionPayment, credit: CommissionCredit, credited: Decimal) -> list[CommissionEntry]:
    """Write the reversals of a credit, `credited` being all that is credited of the payment now."""
    made = []
    for accrual in payment.entries.filter(kind=EntryKind.ACCRUAL).order_by("pk"):
        gone = -sum((one.amount for one in accrual.reversals.all()), Decimal(0))
        amount = rules.reversal(accrual.amount, gone, credited, payment.amount, payment.currency)
        if amount > 0:
            made.append(
                CommissionEntry.objects.create(
                    organisation_id=payment.organisation_id,
                    broker_id=accrual.broker_id,
                    kind=EntryKind.REVERSAL,
                    amount=-amount,
                    currency=payment.currency,
                    happened_on=credit.credited_on,
                    client_id=accrual.client_id,
                    payment=payment,
                    credit=credit,
                    accrual=accrual,
                    plan_version_id=accrual.plan_version_id,
                    month=accrual.month,
                    basis={"credited": str(credited), "paid": str(payment.amount), "accrued": str(accrual.amount)},
                )
            )
    return made
