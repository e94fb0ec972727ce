"""The demonstration's brokers have a year of commissions, whose books are in order."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from apps.common.demo import DemoContext, DemoOrganisation
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm import demo_brokers
from apps.crm.models import Broker, CommissionEntry, Payout
from apps.crm.selectors.commissions import balances
from tests.crm.factories import make_client, make_contract
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db


def test_three_brokers_earn_a_year_and_two_have_their_acts(organisation: Organisation) -> None:
    roles = (Role.MANAGER, Role.ACCOUNTANT, Role.BROKER, Role.PARTNER)
    people = {role: actor_for(make_user(organisation, role)) for role in roles}
    contracts = [make_contract(make_client(organisation), max_power_kw="140") for _number in range(3)]
    context = DemoContext([DemoOrganisation(organisation.pk, "north", is_main=True, actors=people)])
    context.notes["crm.contracts"] = {organisation.pk: [contract.pk for contract in contracts]}
    with system_scope(SystemJob.DEMO):
        demo_brokers.load(context)
        assert sorted(Payout.objects.values_list("number", "status")) == [("ВП-1", "paid"), ("ВП-2", "issued")]
        brokers = list(Broker.objects.order_by("pk"))
        assert [bool(broker.user_id) for broker in brokers] == [True, True, False]
        total = sum((row.amount for row in CommissionEntry.objects.all()), Decimal(0))
        assert sum((one.balance for broker in brokers for one in balances(broker)), Decimal(0)) == total > 0
