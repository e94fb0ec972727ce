"""History through the security-barrier view: staff their organisation's, a client only what was its own then."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from apps.common.clock import now
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.telemetry.models import Device
from apps.telemetry.selectors.devices import history
from apps.telemetry.services.ingest import accept_batch
from tests.factories import actor_for, make_user
from tests.hosting.factories import Running, make_running
from tests.telemetry.factories import Reading, batch_body

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def running(organisation: Organisation) -> Running:
    return make_running(organisation)


def _deliver(running: Running, *ages_s: int) -> Device:
    """Deliver readings of the first machine that were made so many seconds ago."""
    device = running.devices[0]
    at_ms = int(now().timestamp() * 1000)
    readings = [
        Reading(number, device.ip, device.mac, at_ms=at_ms - age * 1000, values={"hashrate_ths": 100.0 + number})
        for number, age in enumerate(ages_s, 1)
    ]
    with system_scope(SystemJob.TELEMETRY_INGEST):
        accept_batch(running.agent, batch_body(running.agent, readings))
    return device


def _seen(actor: Actor, device: Device) -> list[float | None]:
    with scope(actor):
        return history(device, HOUR).hashrate_ths


def test_history_has_each_bin_once_in_order(running: Running) -> None:
    device = _deliver(running, 600, 400, 200)
    assert _seen(running.world.admin, device) == [101.0, 102.0, 103.0]


def test_staff_of_another_organisation_sees_nothing_even_with_the_machines_id(
    running: Running, other_organisation: Organisation
) -> None:
    device = _deliver(running, 300)
    assert _seen(actor_for(make_user(other_organisation, Role.ADMIN)), device) == []


def test_a_client_sees_history_only_from_the_time_the_unit_was_theirs(running: Running) -> None:
    device = _deliver(running, 1200, 0)  # the unit was registered a moment ago
    assert _seen(running.client, device) == [102.0]
    assert _seen(running.world.admin, device) == [101.0, 102.0]


def test_another_client_sees_nothing_even_with_the_machines_id(running: Running, organisation: Organisation) -> None:
    device = _deliver(running, 300)
    assert _seen(make_running(organisation).client, device) == []
