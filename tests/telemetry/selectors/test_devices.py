"""Machines that an actor sees: a client sees each of theirs, wherever its agent stands."""

from __future__ import annotations

import pytest

from apps.accounts.models import Organisation
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.models import Site
from apps.telemetry.models import Device
from apps.telemetry.selectors.devices import devices, problems
from tests.factories import actor_for
from tests.hosting.factories import make_running
from tests.telemetry.factories import make_agent, make_site

pytestmark = pytest.mark.django_db


def test_a_client_sees_a_machine_whose_unit_stands_at_another_site_than_its_agent(organisation: Organisation) -> None:
    running = make_running(organisation)
    moved = running.devices[1]
    agent, _key = make_agent(make_site(organisation, "Far"))
    unseen = make_site(organisation, "Unseen")
    with system_scope(SystemJob.MAINTENANCE):
        Device.objects.filter(pk=moved.pk).update(agent=agent, site=agent.site)
    with scope(actor_for(running.client_user)) as actor:
        assert sorted(devices(actor).values_list("pk", "site__name")) == sorted(
            (device.pk, "Far" if device == moved else running.world.site.name) for device in running.devices
        )
        assert len(devices(actor)) == len(running.devices)
        assert [problem.device.site.name for problem in problems(actor)] == ["Far"]
        assert not Site.objects.filter(pk=unseen.pk).exists()
