"""Demonstration data of brokers: three of them, two plans, a year of commissions, one payout paid and one issued."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, cast

from apps.accounts.models import User
from apps.common import clock
from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm import demo_numbers as numbers
from apps.crm.enums import BrokerKind, ClientType
from apps.crm.models import Contract
from apps.crm.rules.commission import months_of
from apps.crm.services.brokers import attribute_client, create_broker, set_broker_terms
from apps.crm.services.commissions import PaymentFact, accrue_commission, reverse_commission
from apps.crm.services.payouts import draft_payout, issue_payout, open_entries, pay_payout
from apps.crm.services.plans import add_plan_version, create_plan

if TYPE_CHECKING:
    from random import Random

    from apps.common.actor import Actor
    from apps.common.demo import DemoContext, DemoOrganisation
    from apps.crm.models import Broker, CommissionPlan

_BIC: Final = "044525974"
_MONTHS: Final = 12
_CLIENTS_EACH: Final = 3
_PAID_MONTHS: Final = 9
_PERCENT_NAMES: Final = {"ru": "5 % с каждого счёта", "zh": "每张账单 5%", "en": "5 % of each invoice"}
_PACKAGE_NAMES: Final = {
    "ru": "Пакет продавца: ступени по объёму",
    "zh": "经销商套餐：按金额分级",
    "en": "Reseller package: tiers by volume",
}


def load(context: DemoContext) -> None:
    """Make brokers of the main company from the contracts in force that `crm.contracts` names."""
    contracts = cast("dict[int, list[int]]", context.notes["crm.contracts"])
    for organisation in context.organisations:
        if organisation.is_main:
            _load_one(organisation, contracts[organisation.id], context.random)


def _load_one(organisation: DemoOrganisation, contract_ids: list[int], random: Random) -> None:
    """Make the brokers of one company with their year."""
    manager, accountant = organisation.actors[Role.MANAGER], organisation.actors[Role.ACCOUNTANT]
    today = clock.today()
    start = (today - timedelta(days=30 * _MONTHS)).replace(day=1)
    with scope(accountant):
        plans = _plans(accountant, start, today)
    with scope(manager):
        brokers = _brokers(organisation, manager, random)
        shares = (Decimal(100), Decimal(100), Decimal(70))
        for broker, plan, share in zip(brokers, (plans[0], plans[1], plans[0]), shares, strict=True):
            set_broker_terms(broker, by=manager, plan=plan, valid_from=start, share_percent=share)
        mine = _attributed(manager, brokers, contract_ids, start)
    with scope(accountant):
        _year(accountant, mine, start, today, random)
        _payouts(accountant, brokers, today)


def _plans(by: Actor, start: date, today: date) -> tuple[CommissionPlan, CommissionPlan]:
    """Make a plan of a percent with a cap, and a package of a reseller whose tiers rose this quarter."""
    simple = create_plan(
        by=by, names=_PERCENT_NAMES, audience=BrokerKind.BROKER, valid_from=start, basis="each_payment", percent="5",
        cap_amount="150000", cap_scope="month",
    )  # fmt: skip
    package = create_plan(
        by=by, names=_PACKAGE_NAMES, audience=BrokerKind.RESELLER, valid_from=start, basis="tiered",
        tiers="0: 4; 500000: 5; 1500000: 6.5",
    )  # fmt: skip
    risen = (today - timedelta(days=90)).replace(day=1)
    add_plan_version(package, by=by, valid_from=risen, basis="tiered", tiers="0: 4; 500000: 5.5; 1500000: 7")
    return simple, package


def _brokers(organisation: DemoOrganisation, by: Actor, random: Random) -> list[Broker]:
    """Make a broker who signs in, a reseller who signs in, and a broker whom the reseller brought."""
    users = {role: User.objects.get(pk=organisation.actors[role].id or 0) for role in (Role.BROKER, Role.PARTNER)}

    def bank(start: str) -> dict[str, Any]:
        return {"bank_name": "АО «ТБанк»", "bic": _BIC, "settlement_account": numbers.account(random, _BIC, start)}

    broker = create_broker(
        by=by, name="ИП Посредников Глеб Юрьевич", legal_form=ClientType.SOLE_TRADER, user=users[Role.BROKER],
        inn=numbers.person_inn(random, "77"), agreement_number="АГ-1", agreement_on=date(2025, 9, 1),
        phone="+7 900 000-11-22", email="broker@severny.example", **bank("40802810"),
    )  # fmt: skip
    partner = create_broker(
        by=by, name="ООО «Майнинг-Маркет»", kind=BrokerKind.RESELLER, user=users[Role.PARTNER],
        inn=numbers.company_inn(random, "50"), agreement_number="АГ-2", agreement_on=date(2025, 9, 15),
        phone="+7 900 000-33-44", email="partner@severny.example", **bank("40702810"),
    )  # fmt: skip
    brought = create_broker(
        by=by, name="Агентов Семён Ильич", legal_form=ClientType.PERSON, partner=partner,
        inn=numbers.person_inn(random, "33"), agreement_number="АГ-3", agreement_on=date(2025, 10, 1),
        **bank("40817810"),
    )  # fmt: skip
    return [broker, partner, brought]


def _attributed(by: Actor, brokers: list[Broker], contract_ids: list[int], start: date) -> list[Contract]:
    """Give each broker some clients; return their contracts."""
    rows = Contract.objects.filter(pk__in=contract_ids, max_power_kw__isnull=False, tariff_unit="kwh")
    chosen: dict[int, Contract] = {}
    for contract in rows.select_related("client").order_by("-max_power_kw", "pk"):
        chosen.setdefault(contract.client_id, contract)
        if len(chosen) == _CLIENTS_EACH * len(brokers):
            break
    for number, contract in enumerate(chosen.values()):
        attribute_client(contract.client, by=by, broker=brokers[number % len(brokers)], since=start)
    return list(chosen.values())


def _year(by: Actor, contracts: list[Contract], start: date, today: date, random: Random) -> None:
    """Let the clients pay each month what their power comes to, and credit one payment in part."""
    for month in months_of(start, today - timedelta(days=10)):
        for contract in contracts:
            load = Decimal(random.randrange(70, 96)) / 100
            rate, power = contract.tariff_rate or Decimal(5), contract.max_power_kw or Decimal(100)
            paid = accrue_commission(
                by=by,
                payment=PaymentFact(
                    contract,
                    (rate * power * 720 * load).quantize(Decimal("0.01")),
                    "RUB",
                    month + timedelta(days=random.randrange(3, 9)),
                    f"СЧ-{month:%y%m}-{contract.pk}",
                ),
            )
    reverse_commission(
        by=by, payment=paid, amount=(paid.amount / 4).quantize(Decimal("0.01")), credited_on=today,
        reference="К-1", reason="Простой площадки, кредит-нота",
    )  # fmt: skip


def _payouts(by: Actor, brokers: list[Broker], today: date) -> None:
    """Pay the first broker, issue an act to the second."""
    until = (today - timedelta(days=30 * (_MONTHS - _PAID_MONTHS))).replace(day=1)
    for number, broker in enumerate(brokers[:2]):
        lines = open_entries(broker).filter(happened_on__lt=until).values_list("pk", flat=True)
        draft = draft_payout(broker, by=by, currency="RUB", entries=list(lines))
        issued = issue_payout(draft, by=by, version=draft.version)
        if number == 0:
            paid_on = issued.issued_on or today
            pay_payout(issued, by=by, version=issued.version, paid_on=paid_on, payment_reference="ПП 118")
