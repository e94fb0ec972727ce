"""The demonstration of sales: a year of leads and deals with their history, in both companies."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from apps.common import clock
from apps.common.demo import DemoContext, DemoOrganisation
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm import demo_sales
from apps.crm.models import Activity, Deal, Lead, StageChange
from tests.crm.factories import make_client, make_contract
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db


def test_the_second_company_gets_a_handful_with_history(other_organisation: Organisation) -> None:
    roles = (Role.ADMIN, Role.MANAGER, Role.BROKER, Role.PARTNER)
    actors = {role: actor_for(make_user(other_organisation, role)) for role in roles}
    clients = [make_client(other_organisation) for _number in range(3)]
    make_contract(clients[0], max_power_kw="70", ends_on=str((clock.now() + timedelta(days=30)).date()))
    company = DemoOrganisation(other_organisation.pk, other_organisation.slug, False, actors)
    context = DemoContext(organisations=[company], notes={"crm.clients": {company.id: [one.pk for one in clients]}})
    demo_sales.load(context)
    with system_scope(SystemJob.MAINTENANCE):
        deals = Deal.objects.count()
        assert (Lead.objects.count(), deals >= 6, Activity.objects.count()) == (7, True, 12)
        assert StageChange.objects.count() > deals
        assert Lead.objects.filter(broker=actors[Role.BROKER].id).exists()
