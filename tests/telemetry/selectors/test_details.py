"""Details through the security-barrier view: staff their organisation's, a client those of its own machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from apps.common.clock import now
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.telemetry.models import Device
from apps.telemetry.selectors.details import with_details
from apps.telemetry.selectors.devices import devices
from apps.telemetry.services.ingest import accept_batch
from tests.bench.ingest_batches import full_batch
from tests.factories import actor_for, make_user
from tests.hosting.factories import Running, make_running

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(organisation: Organisation) -> Running:
    """A site of which one batch came: of three machines, the first of which is a client's."""
    running = make_running(organisation)
    with system_scope(SystemJob.TELEMETRY_INGEST):
        accept_batch(running.agent, full_batch(running.agent, 3, 1, int(now().timestamp() * 1000), 0))
    with system_scope(SystemJob.MAINTENANCE):
        Device.objects.filter(unit=running.world.units[0]).update(unit=None)
        Device.objects.filter(serial="BENCH00000000").update(unit=running.world.units[0])
    return running


def _batches(actor: Actor) -> int:
    with scope(actor), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM telemetry_batch_visible")
        return int(cursor.fetchone()[0])


def test_a_page_of_machines_gets_its_details_with_one_query(
    running: Running, django_assert_num_queries: object
) -> None:
    with scope(running.world.admin):
        rows = list(devices(running.world.admin).filter(serial__startswith="BENCH"))
        with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
            with_details(rows)
        assert [len(row.live.details.boards) for row in rows] == [3, 3, 3]


def test_a_client_reads_the_details_of_its_own_machine(running: Running) -> None:
    with scope(running.client):
        rows = list(devices(running.client).filter(serial="BENCH00000000"))
        with_details(rows)
        assert [(len(row.live.details.fans), row.live.details.pools[0]["user"]) for row in rows] == [(4, "site.worker")]


def test_batches_are_shown_to_those_alone_who_have_a_machine_in_them(
    running: Running, organisation: Organisation, other_organisation: Organisation
) -> None:
    foreign = actor_for(make_user(other_organisation, Role.ADMIN))
    stranger = make_running(organisation).client
    seen = [_batches(actor) for actor in (running.world.admin, running.client, stranger, foreign)]
    assert seen == [1, 1, 0, 0]
