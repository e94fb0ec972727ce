"""Two identical batches at once, on two real connections: every reading is stored once."""

from __future__ import annotations

import json
import threading
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from apps.common.scope import SystemJob, system_scope
from apps.telemetry.models import BatchReceipt, Device
from apps.telemetry.services.enrolment import agent_actor
from apps.telemetry.services.ingest import accept_batch
from apps.telemetry.services.reports import accept_discoveries
from tests.factories import make_organisation
from tests.telemetry.factories import Reading, batch_body, make_agent, make_site

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run each in a thread with a connection of its own, begun together; return what they gave."""
    start = threading.Barrier(len(works))
    given: list[Any] = [None] * len(works)

    def run(number: int, work: Callable[[], Any]) -> None:
        try:
            start.wait()
            with system_scope(SystemJob.TELEMETRY_INGEST):
                given[number] = work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return given


@pytest.fixture
def organisation(transactional_db: None) -> Organisation:
    return make_organisation("north")


def test_two_identical_batches_are_stored_once(organisation: Organisation) -> None:
    agent, _key = make_agent(make_site(organisation))
    body = batch_body(agent, [Reading(seq, mac=f"02:00:00:00:01:{seq:02x}") for seq in range(1, 101)])
    done = _at_once(*[lambda: accept_batch(agent, body)] * 4)
    assert sorted((one.rows, one.duplicates, one.accepted_through) for one in done) == [
        (0, 100, 100),
        (0, 100, 100),
        (0, 100, 100),
        (100, 0, 100),
    ]
    with system_scope(SystemJob.TELEMETRY_INGEST), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT seq) FROM telemetry_raw")
        assert cursor.fetchone() == (100, 100)
        assert (BatchReceipt.objects.count(), Device.objects.count()) == (1, 100)


def test_a_scan_and_a_batch_that_name_the_same_machines_make_each_once(organisation: Organisation) -> None:
    agent, _key = make_agent(make_site(organisation))
    macs = [f"02:00:00:00:02:{number:02x}" for number in range(50)]
    body = batch_body(agent, [Reading(seq, f"127.20.9.{seq}", mac) for seq, mac in enumerate(macs, 1)])
    report = {
        "version": 1,
        "scan_uid": str(uuid.uuid4()),
        "part": 1,
        "complete": True,
        "devices": [
            {"ip": f"127.20.9.{seq}", "family": "antminer_stock", "mac": mac} for seq, mac in enumerate(macs, 1)
        ],
    }
    found = json.dumps(report).encode()
    given = _at_once(
        lambda: accept_batch(agent, body).rows, lambda: accept_discoveries(agent, found, by=agent_actor(agent))
    )
    assert given == [50, 50]
    with system_scope(SystemJob.MAINTENANCE):
        assert Device.objects.count() == 50
