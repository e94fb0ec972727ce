"""Ingest: every reading once, nothing lost, nothing stored of what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from apps.common.scope import SystemJob, system_scope
from apps.telemetry.exceptions import BatchRefused, ProtocolRefusal
from apps.telemetry.models import AgentEpoch, BatchReceipt, Device, LiveReading, ReadingGap
from apps.telemetry.services import ingest
from apps.telemetry.services.ingest import accept_batch
from tests.telemetry.factories import Reading, batch_body, make_agent, make_site

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.telemetry.models import Agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(organisation: Organisation) -> Agent:
    return make_agent(make_site(organisation))[0]


def _accept(agent: Agent, *readings: Reading, **header: Any) -> Any:
    with system_scope(SystemJob.TELEMETRY_INGEST):
        return accept_batch(agent, batch_body(agent, list(readings), **header))


def _stored() -> list[tuple[int, float]]:
    with system_scope(SystemJob.TELEMETRY_INGEST), connection.cursor() as cursor:
        cursor.execute("SELECT seq, hashrate_ths FROM telemetry_raw ORDER BY seq")
        return list(cursor.fetchall())


def _reading(seq: int, hashrate: float = 200.0, **values: Any) -> Reading:
    return Reading(seq, values={"hashrate_ths": hashrate}, **values)


def test_a_batch_is_stored_raw_and_live_and_acknowledged(agent: Agent) -> None:
    done = _accept(agent, _reading(1), _reading(2, 201.0))
    assert (done.accepted_through, done.rows, done.duplicates) == (2, 2, 0)
    assert _stored() == [(1, 200.0), (2, 201.0)]
    with system_scope(SystemJob.TELEMETRY_INGEST):
        live = LiveReading.objects.get()
        assert (live.state, live.power_w) == (5, None)
        assert Device.objects.get().mac == "02:00:00:00:00:01"


def test_a_batch_sent_again_changes_nothing(agent: Agent) -> None:
    _accept(agent, _reading(1), _reading(2))
    done = _accept(agent, _reading(1), _reading(2))
    assert (done.accepted_through, done.rows, done.duplicates) == (2, 0, 2)
    assert [seq for seq, _ in _stored()] == [1, 2]
    with system_scope(SystemJob.TELEMETRY_INGEST):
        assert BatchReceipt.objects.count() == 1


def test_a_batch_that_overlaps_adds_only_what_is_new(agent: Agent) -> None:
    _accept(agent, _reading(1), _reading(2))
    done = _accept(agent, _reading(2), _reading(3))
    assert (done.accepted_through, done.rows, done.duplicates) == (3, 1, 1)
    assert [seq for seq, _ in _stored()] == [1, 2, 3]


def test_a_batch_that_begins_too_late_is_refused_with_the_expected_number(agent: Agent) -> None:
    _accept(agent, _reading(1))
    with pytest.raises(ProtocolRefusal) as refusal:
        _accept(agent, _reading(3))
    assert (refusal.value.http_status, refusal.value.members["expected_seq"]) == (409, 2)
    assert [seq for seq, _ in _stored()] == [1]


def test_a_gap_is_known_by_its_numbers_and_reason(agent: Agent) -> None:
    _accept(agent, _reading(3), first_seq=1, gaps=[[1, 2, 1, 1_700_000_000_000, None]])
    with system_scope(SystemJob.TELEMETRY_INGEST):
        gap = ReadingGap.objects.get()
        assert (gap.first_seq, gap.last_seq, gap.reason) == (1, 2, 1)
        assert AgentEpoch.objects.get().accepted_through == 3


def test_a_batch_of_another_agent_is_refused_and_nothing_is_stored(agent: Agent, organisation: Organisation) -> None:
    other, _ = make_agent(make_site(organisation, "South"))
    with pytest.raises(BatchRefused), system_scope(SystemJob.TELEMETRY_INGEST):
        accept_batch(agent, batch_body(other, [_reading(1)]))
    assert _stored() == []


def test_an_older_reading_does_not_replace_the_live_one(agent: Agent) -> None:
    _accept(agent, _reading(1, 210.0, at_ms=1_790_000_000_000))
    _accept(agent, _reading(2, 100.0, at_ms=1_780_000_000_000))
    with system_scope(SystemJob.TELEMETRY_INGEST):
        assert LiveReading.objects.get().hashrate_ths == 210.0


def test_two_machines_that_take_turns_at_one_address_are_two_devices(agent: Agent) -> None:
    _accept(agent, _reading(1, mac="02:00:00:00:00:01"), _reading(2, mac="02:00:00:00:00:02"))
    with system_scope(SystemJob.TELEMETRY_INGEST):
        assert Device.objects.count() == 2


def test_a_machine_whose_mac_becomes_known_later_stays_the_same_device(agent: Agent) -> None:
    _accept(agent, _reading(1, mac=None))
    _accept(agent, _reading(2, mac="02:00:00:00:00:09"))
    with system_scope(SystemJob.TELEMETRY_INGEST):
        assert Device.objects.get().mac == "02:00:00:00:00:09"


def test_a_state_keeps_its_beginning_until_it_changes(agent: Agent) -> None:
    base = 1_790_000_000_000
    _accept(agent, Reading(1, at_ms=base, state=1))
    _accept(agent, Reading(2, at_ms=base + 30_000, state=1))
    with system_scope(SystemJob.TELEMETRY_INGEST):
        live = LiveReading.objects.get()
        assert (live.at - live.state_since).total_seconds() == 30


def test_readings_of_a_remembered_machine_reach_its_live_row(
    agent: Agent, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(ingest, "_known_hours", set())
    for seq, hashrate in ((1, 100.0), (2, 101.0), (3, 102.0)):
        with django_capture_on_commit_callbacks(execute=True):
            _accept(agent, Reading(seq, values={"hashrate_ths": hashrate, "fan_rpm_min": -1}))
    with system_scope(SystemJob.TELEMETRY_INGEST):
        live = LiveReading.objects.get()
        assert (live.hashrate_ths, live.fan_rpm_min, live.power_w) == (102.0, None, None)


def test_of_two_readings_of_a_machine_in_a_batch_the_later_one_is_live(agent: Agent) -> None:
    base = 1_780_000_000_000
    _accept(agent, _reading(1, 201.0, at_ms=base + 5_000), _reading(2, 100.0, at_ms=base))
    with system_scope(SystemJob.TELEMETRY_INGEST):
        assert LiveReading.objects.get().hashrate_ths == 201.0


def test_an_older_batch_with_a_machine_that_is_new_adds_only_the_new_one(agent: Agent) -> None:
    old = 1_780_000_000_000
    _accept(agent, _reading(1, 210.0))
    new = {"ip": "127.20.0.2", "mac": "02:00:00:00:00:02"}
    _accept(agent, _reading(2, 100.0, at_ms=old), _reading(3, 50.0, at_ms=old, **new))
    with system_scope(SystemJob.TELEMETRY_INGEST):
        rows = LiveReading.objects.order_by("device_id").values_list("hashrate_ths", flat=True)
        assert list(rows) == [210.0, 50.0]


def test_a_device_that_is_none_refuses_the_whole_batch(agent: Agent) -> None:
    with pytest.raises(BatchRefused):
        _accept(agent, _reading(1), devices=[{"mac": "02:00:00:00:00:01"}])
    assert _stored() == []
    with system_scope(SystemJob.TELEMETRY_INGEST):
        assert (BatchReceipt.objects.count(), AgentEpoch.objects.count(), Device.objects.count()) == (0, 0, 0)
