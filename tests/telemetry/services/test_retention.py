"""Retention: what is old goes, and a silent machine keeps the boards, fans and pools it was last seen with."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from apps.common.clock import now
from apps.common.scope import SystemJob, system_scope
from apps.telemetry.models import Agent, FleetFigures, LiveReading
from apps.telemetry.selectors.details import details_of
from apps.telemetry.services import ingest
from apps.telemetry.services.ingest import accept_batch
from apps.telemetry.services.retention import FIGURES_RETENTION, drop_old_partitions, summarise_raw
from apps.telemetry.services.watch import watch_machines
from tests.bench.ingest_batches import full_batch
from tests.telemetry.factories import make_agent, make_device, make_site

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.telemetry.rules.details import Details

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> Agent:
    monkeypatch.setattr(ingest, "_known_hours", set())
    return make_agent(make_site(organisation))[0]


def _accept(agent: Agent, first_seq: int, *, ago: timedelta = timedelta()) -> None:
    """Deliver a reading of two machines as it would have been received that long ago."""
    at = now() - ago
    body = full_batch(agent, 2, first_seq, int(at.timestamp() * 1000), 0)
    with pytest.MonkeyPatch.context() as patch, system_scope(SystemJob.TELEMETRY_INGEST):
        patch.setattr(ingest, "now", lambda: at)
        accept_batch(agent, body)


def _told() -> list[tuple[Details, int | None]]:
    with system_scope(SystemJob.MAINTENANCE):
        rows = list(LiveReading.objects.order_by("pk"))
        found = details_of(rows)
        return [(found[row.pk], row.details_id) for row in rows]


def test_a_machine_that_is_silent_keeps_its_details_when_its_batch_goes(agent: Agent) -> None:
    _accept(agent, 1, ago=timedelta(hours=5))
    before = _told()
    with system_scope(SystemJob.MAINTENANCE):
        dropped = drop_old_partitions()
    after = _told()
    assert [details for details, _ in after] == [details for details, _ in before]
    assert (dropped, [number for _, number in after]) == (1, [None, None])
    assert [len(details.boards) for details, _ in after] == [3, 3]
    assert after[0] != after[1]


def test_the_next_reading_is_shown_instead_of_what_the_row_kept(agent: Agent) -> None:
    _accept(agent, 1, ago=timedelta(hours=5))
    with system_scope(SystemJob.MAINTENANCE):
        drop_old_partitions()
    kept = _told()
    _accept(agent, 3)
    assert [told[0] != earlier[0] for told, earlier in zip(_told(), kept, strict=True)] == [True, True]
    with system_scope(SystemJob.MAINTENANCE):
        assert LiveReading.objects.filter(own_details__isnull=False).count() == 0


def test_a_batch_that_is_still_kept_is_left_alone(agent: Agent) -> None:
    _accept(agent, 1)
    before = _told()
    with system_scope(SystemJob.MAINTENANCE):
        assert drop_old_partitions() == 0
    assert _told() == before


def test_the_newest_readings_are_indexed_by_their_devices(agent: Agent) -> None:
    _accept(agent, 1)
    with system_scope(SystemJob.MAINTENANCE), connection.cursor() as cursor:
        cursor.execute("INSERT INTO telemetry_raw SELECT raw.* FROM telemetry_raw AS raw, generate_series(1, 1000)")
        assert [summarise_raw() > 0, summarise_raw()] == [True, 0]


def test_a_kept_batch_does_not_show_its_machines_addresses(agent: Agent) -> None:
    _accept(agent, 1)
    with system_scope(SystemJob.MAINTENANCE), connection.cursor() as cursor:
        cursor.execute("SELECT body FROM telemetry_batch")
        assert b"NHTB" not in bytes(cursor.fetchone()[0])


def test_figures_beyond_their_retention_are_dropped(agent: Agent) -> None:
    make_device(agent, hashrate_ths=1.0)
    with system_scope(SystemJob.TELEMETRY_WATCH):
        watch_machines()
    with system_scope(SystemJob.MAINTENANCE):
        FleetFigures.objects.update(at=now() - FIGURES_RETENTION - timedelta(minutes=5))
        drop_old_partitions()
        assert FleetFigures.objects.count() == 0
