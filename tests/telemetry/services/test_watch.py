"""The watch: problems begin with their first sign, end with their last, and silence judges nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from apps.common.clock import now
from apps.common.scope import SystemJob, system_scope
from apps.telemetry.models import FleetFigures, LiveReading, Problem
from apps.telemetry.services.watch import Watched, watch_machines
from apps.telemetry.signals import problems_changed
from tests.inventory.factories import make_world
from tests.telemetry.factories import make_agent, make_device, make_problem, make_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apps.accounts.models import Organisation
    from apps.telemetry.models import Agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(organisation: Organisation) -> Agent:
    return make_agent(make_site(organisation))[0]


def _watch() -> Watched:
    with system_scope(SystemJob.TELEMETRY_WATCH):
        return watch_machines()


def _open() -> list[tuple[int, str, float | None]]:
    with system_scope(SystemJob.MAINTENANCE):
        rows = Problem.objects.filter(resolved_at__isnull=True).order_by("device_id", "code")
        return list(rows.values_list("device_id", "code", "value"))


def _read(device: Any, **live: Any) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        LiveReading.objects.filter(pk=device.pk).update(**live)


def test_a_bad_reading_opens_a_problem_with_its_value_once(agent: Agent) -> None:
    device = make_device(agent, hashrate_ths=100.0, board_temp_max_c=91.0)
    assert (len(_watch().opened), len(_watch().opened)) == (1, 0)
    assert _open() == [(device.pk, "overheat_crit", 91.0)]


def test_an_offline_machine_is_bad_since_its_state_began(agent: Agent) -> None:
    began = now() - timedelta(minutes=7)
    make_device(agent, state=1, state_since=began)
    _watch()
    with system_scope(SystemJob.MAINTENANCE):
        assert Problem.objects.get().opened_at == began


def test_a_good_reading_ends_the_problem_and_keeps_it(agent: Agent) -> None:
    device = make_device(agent, hashrate_ths=100.0, board_temp_max_c=91.0)
    _watch()
    _read(device, board_temp_max_c=60.0)
    assert len(_watch().resolved) == 1
    assert _open() == []
    with system_scope(SystemJob.MAINTENANCE):
        assert Problem.objects.get().resolved_at is not None


def test_a_machine_that_gets_worse_has_the_worse_problem(agent: Agent) -> None:
    device = make_device(agent, board_temp_max_c=80.0)
    _watch()
    _read(device, board_temp_max_c=90.0)
    _watch()
    assert _open() == [(device.pk, "overheat_crit", 90.0)]


def test_a_machine_of_a_silent_agent_is_not_judged_and_keeps_its_problems(agent: Agent) -> None:
    silent = make_device(agent, age_s=91, hashrate_ths=100.0)
    make_problem(silent)
    make_device(agent, age_s=91, state=1)
    assert _watch() == Watched(0, (), ())
    assert _open() == [(silent.pk, "offline", None)]


def test_silence_is_measured_by_the_agents_own_poll_interval(organisation: Organisation) -> None:
    slow, _key = make_agent(make_site(organisation), poll_interval_s=300)
    device = make_device(slow, age_s=800, state=1)
    _watch()
    assert _open() == [(device.pk, "offline", None)]


def test_machines_of_a_revoked_agent_are_not_judged(organisation: Organisation) -> None:
    revoked, _key = make_agent(make_site(organisation), status="revoked")
    make_device(revoked, state=1)
    assert _watch().judged == 0


@pytest.fixture
def told() -> Iterator[list[dict[str, Any]]]:
    """Return what the signal said."""
    heard: list[dict[str, Any]] = []

    def hear(sender: type, **facts: Any) -> None:
        heard.append(facts)

    problems_changed.connect(hear)
    yield heard
    problems_changed.disconnect(hear)


def test_each_organisation_hears_of_its_own_problems_only(
    agent: Agent,
    other_organisation: Organisation,
    told: list[dict[str, Any]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    make_device(agent, state=1)
    make_device(make_agent(make_site(other_organisation))[0], state=1)
    with django_capture_on_commit_callbacks(execute=True):
        _watch()
    assert {facts["by"].organisation_id: len(facts["opened"]) for facts in told} == {
        agent.organisation_id: 1,
        other_organisation.pk: 1,
    }


def test_the_figures_of_a_window_are_kept_by_site_and_client(organisation: Organisation) -> None:
    world = make_world(organisation)
    agent, _key = make_agent(world.site)
    make_device(agent, world.units[0], hashrate_ths=100.0, power_w=3000.0)
    make_device(agent, world.units[1], state=4, power_w=100.0)
    make_device(agent, hashrate_ths=50.0)
    make_device(agent, age_s=100, hashrate_ths=70.0)
    _watch()
    _watch()
    with system_scope(SystemJob.MAINTENANCE):
        rows = FleetFigures.objects.order_by("client_id").values_list(
            "client_id", "machines", "mining", "hashrate_ths", "power_w"
        )
        assert list(rows) == [(world.client.pk, 2, 1, 100.0, 3100.0), (None, 1, 1, 50.0, 0.0)]
