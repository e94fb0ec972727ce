"""Remembered devices: a known machine costs no query, a changed one is never mistaken for what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.common.scope import SystemJob, system_scope
from apps.telemetry.models import Agent, Device
from apps.telemetry.rules.batch import DeviceEntry
from apps.telemetry.services.devices import resolve_told
from apps.telemetry.services.roster import Memory, memory
from tests.factories import make_organisation
from tests.telemetry.factories import make_agent, make_site

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.django_db(transaction=True)


def _told(ip: str, mac: str) -> bytes:
    return msgspec.msgpack.encode(DeviceEntry(ip, "antminer_stock", mac, hostname="a"))


FIRST = _told("127.20.0.1", "02:00:00:00:00:01")
MOVED = _told("127.20.0.9", "02:00:00:00:00:01")
OTHER = _told("127.20.0.1", "02:00:00:00:00:02")


@pytest.fixture
def agent() -> Agent:
    return make_agent(make_site(make_organisation("north")))[0]


def _resolve(agent: Agent, entries: Sequence[bytes]) -> list[int]:
    with system_scope(SystemJob.TELEMETRY_INGEST):
        return resolve_told(Agent.objects.select_for_update().get(pk=agent.pk), entries)


def _queries(agent: Agent, entries: Sequence[bytes]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        _resolve(agent, entries)
    return len([query for query in queries if "telemetry_device" in query["sql"]])


def test_a_machine_that_is_known_is_not_looked_up_again(agent: Agent) -> None:
    assert [_queries(agent, [FIRST]), _queries(agent, [FIRST])] == [2, 0]


def test_a_machine_that_moved_is_the_same_and_gives_its_address_free(agent: Agent) -> None:
    first, moved, other = _resolve(agent, [FIRST]), _resolve(agent, [MOVED]), _resolve(agent, [OTHER])
    assert (moved, other == first) == (first, False)
    with system_scope(SystemJob.MAINTENANCE):
        assert Device.objects.get(pk=first[0]).ip == "127.20.0.9"


def test_what_another_process_changed_is_seen(agent: Agent) -> None:
    _resolve(agent, [FIRST])
    mine = memory._agents.pop(agent.uid)
    _resolve(agent, [MOVED])  # as another process would: with a memory of its own
    memory._agents[agent.uid] = mine
    ids = _resolve(agent, [FIRST])
    with system_scope(SystemJob.MAINTENANCE):
        assert Device.objects.get(pk=ids[0]).ip == "127.20.0.1"


def test_two_entries_of_one_machine_are_never_remembered(agent: Agent) -> None:
    _resolve(agent, [FIRST, MOVED])
    assert _queries(agent, [FIRST, MOVED]) > 0


def test_what_was_rolled_back_is_not_remembered(agent: Agent) -> None:
    with system_scope(SystemJob.TELEMETRY_INGEST):
        resolve_told(Agent.objects.select_for_update().get(pk=agent.pk), [FIRST])
        transaction.set_rollback(True)
    assert agent.uid not in memory._agents


def test_an_older_revision_does_not_replace_a_newer_one(agent: Agent) -> None:
    held = Memory()
    held.keep(agent.uid, 2, [(FIRST, 7)])
    held.keep(agent.uid, 1, [(FIRST, 6)])
    agent.device_revision = 2
    assert held.recall(agent, [FIRST]) == [7]
