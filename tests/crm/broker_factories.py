"""Factories of brokers, plans and payments, made by crm's own services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from apps.common.actor import Actor
from apps.common.scope import SystemJob, system_scope
from apps.crm.services.brokers import attribute_client, create_broker, set_broker_terms
from apps.crm.services.commissions import PaymentFact, accrue_commission
from apps.crm.services.plans import create_plan
from tests.crm.factories import account_number

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.crm.models import Broker, CommissionPayment, CommissionPlan, Contract

BIC = "044525974"
START = date(2026, 1, 1)
_numbers = count(1)


def _job(organisation_id: int) -> Actor:
    return Actor.job("factory", organisation_id)


def make_broker(organisation: Organisation, **values: Any) -> Broker:
    """Make a broker with an account money can be sent to."""
    number = next(_numbers)
    with system_scope(SystemJob.MAINTENANCE):
        return create_broker(
            by=_job(organisation.pk),
            **{
                "name": f"Broker {number}",
                "bank_name": "Банк",
                "bic": BIC,
                "settlement_account": account_number(BIC, seed=number),
            }
            | values,
        )


def make_plan(organisation: Organisation, **values: Any) -> CommissionPlan:
    """Make a plan of 5 % of each payment unless asked otherwise."""
    with system_scope(SystemJob.MAINTENANCE):
        told: dict[str, Any] = {
            "names": {"ru": "Тариф брокера", "zh": "经纪人方案", "en": "Broker plan"},
            "audience": "broker",
            "valid_from": START,
        } | (values or {"basis": "each_payment", "percent": "5"})
        return create_plan(by=_job(organisation.pk), **told)


def join(broker: Broker, contract: Contract, plan: CommissionPlan, share: str = "100", since: date = START) -> None:
    """Let the broker earn by the plan, and say that the contract's client is the broker's."""
    by = _job(broker.organisation_id)
    with system_scope(SystemJob.MAINTENANCE):
        if not broker.terms.exists():
            set_broker_terms(broker, by=by, plan=plan, valid_from=since, share_percent=Decimal(share))
        attribute_client(contract.client, by=by, broker=broker, since=since)


def pay(
    contract: Contract, amount: str, reference: str, paid_on: date = date(2026, 3, 10), **values: Any
) -> CommissionPayment:
    """Record a payment of the contract in roubles."""
    fact = PaymentFact(contract, Decimal(amount), values.pop("currency", "RUB"), paid_on, reference, **values)
    with system_scope(SystemJob.MAINTENANCE):
        return accrue_commission(by=_job(contract.organisation_id), payment=fact)
