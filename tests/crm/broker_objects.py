"""Brokers, plans, payments and payouts for the matrix of addresses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from apps.common.actor import Actor
from apps.common.roles import Role
from apps.crm.models import (
    Attribution,
    Broker,
    BrokerTerm,
    CommissionCredit,
    CommissionEntry,
    CommissionPayment,
    CommissionPlan,
    CommissionPlanVersion,
    Payout,
    PayoutLine,
)
from apps.crm.services.commissions import reverse_commission
from apps.crm.services.payouts import draft_payout, issue_payout
from tests.access import admin_forms, objects
from tests.crm.broker_factories import join, make_broker, make_plan, pay
from tests.crm.factories import make_client, make_contract

if TYPE_CHECKING:
    from apps.accounts.models import User
    from tests.access.world import Place


def broker(place: Place, user: User) -> Broker:
    """Return the broker who the person is; for anybody else one of the place with a client, a plan and a payment."""
    own = user if user.role in (Role.BROKER, Role.PARTNER) else None
    made = make_broker(place.organisation, user=own)
    join(made, make_contract(make_client(place.organisation)), make_plan(place.organisation))
    return made


def plan(place: Place, user: User) -> CommissionPlan:
    """Return a plan that nobody earns by."""
    return make_plan(place.organisation)


def plan_version(place: Place, user: User) -> CommissionPlanVersion:
    """Return the version of a plan."""
    found: CommissionPlanVersion = objects.made(place, user, plan).versions.get()
    return found


def payment(place: Place, user: User) -> CommissionPayment:
    """Return a payment that earned the broker of the person something."""
    earner: Broker = objects.made(place, user, broker)
    contract = make_contract(earner.attributions.get().client)
    return pay(contract, "100000", f"СЧ-{contract.number}")


def entry(place: Place, user: User) -> CommissionEntry:
    """Return a line of the ledger."""
    found: CommissionEntry = objects.made(place, user, payment).entries.earliest("pk")
    return found


def credit(place: Place, user: User) -> CommissionCredit:
    """Return a credit of a payment."""
    return reverse_commission(
        by=Actor.job("factory", place.organisation.pk), payment=objects.made(place, user, payment), amount=Decimal(1),
        credited_on=date(2026, 4, 1), reference=f"К-{user.pk}", reason="downtime",
    )  # fmt: skip


def draft(place: Place, user: User) -> Payout:
    """Return a draft of a payout act over a payment of its own."""
    earner: Broker = objects.made(place, user, broker)
    contract = make_contract(earner.attributions.get().client)
    pay(contract, "100000", f"СЧ-{contract.number}")
    return draft_payout(earner, by=Actor.job("factory", place.organisation.pk), currency="RUB")


def payout(place: Place, user: User) -> Payout:
    """Return an issued payout act."""
    return issue_payout(draft(place, user), by=Actor.job("factory", place.organisation.pk), version=1)


def payout_line(place: Place, user: User) -> PayoutLine:
    """Return a line of a payout act."""
    found: PayoutLine = objects.made(place, user, payout).lines.earliest("pk")
    return found


def attribution(place: Place, user: User) -> Attribution:
    """Return whose client a client is."""
    found: Attribution = objects.made(place, user, broker).attributions.get()
    return found


def term(place: Place, user: User) -> BrokerTerm:
    """Return by which plan a broker earns."""
    found: BrokerTerm = objects.made(place, user, broker).terms.get()
    return found


def broker_verb(place: Place, user: User) -> str:
    """Return a step of a broker."""
    return "suspend"


def chart_name(place: Place, user: User) -> str:
    """Return the name of a chart of the sales dashboard."""
    return "income"


def payout_verb(place: Place, user: User) -> str:
    """Return a step of a payout act."""
    return "pay"


objects.register("crm:dashboard_chart", name=chart_name)
objects.register("crm_api:dashboard*", name=chart_name)
objects.register("crm:broker*", uid=broker)
objects.register("crm:broker_step", uid=broker, verb=broker_verb)
objects.register("crm:attribution_end", uid=attribution)
objects.register("crm:plan*", uid=plan)
objects.register("crm:payment*", uid=payment)
objects.register("crm:payout*", uid=payout)
objects.register("crm:payout_step", uid=payout, verb=payout_verb)
objects.register("crm_api:broker*", uid=broker)
objects.register("crm_api:commission-*", uid=entry)
objects.register("crm_api:commission-plan*", uid=plan)
objects.register("crm_api:commission-payment*", uid=payment)
objects.register("crm_api:payout*", uid=payout)
for model, maker in (
    (Broker, broker), (CommissionPlan, plan), (CommissionPlanVersion, plan_version), (CommissionPayment, payment),
    (CommissionEntry, entry), (CommissionCredit, credit), (Payout, payout), (PayoutLine, payout_line),
    (Attribution, attribution), (BrokerTerm, term),
):  # fmt: skip
    objects.register_model(model, maker)


def _new_payment(place: Place) -> dict[str, Any]:
    contract = make_contract(place.things["client"])
    return {
        "contract": contract.pk, "amount": "1000.00", "currency": "RUB", "paid_on": "2026-03-01", "reference": "СЧ-77",
        "period_from": "", "period_to": "",
    }  # fmt: skip


def register_admin_forms() -> None:
    """Say what is typed into the admin's forms of brokers."""
    admin_forms.register(Broker, "add", {"kind": "broker", "legal_form": "person", "name": "Зимин Олег"})
    admin_forms.register(Broker, "change", {"note": "calls in the morning"})
    admin_forms.register(Broker, "suspend")
    admin_forms.register(CommissionPlan, "put_away")
    admin_forms.register(CommissionPayment, "add", _new_payment)
    admin_forms.register(Payout, "issue_now", row=draft)
