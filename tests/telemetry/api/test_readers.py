"""The API for people and programs: machines, history, problems, agents; reach as on the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.telemetry.models import Agent
from tests.factories import make_user
from tests.hosting.factories import Running, make_running

if TYPE_CHECKING:
    from apps.accounts.models import Organisation, User
    from tests.browser import Browser

    SignIn = Callable[[User], Browser]

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(organisation: Organisation) -> Running:
    return make_running(organisation)


def test_a_client_reads_own_machines(running: Running, organisation: Organisation, signed_in: SignIn) -> None:
    make_running(organisation)
    rows = signed_in(running.client_user).get("/api/v1/devices/").json()["results"]
    assert sorted((row["unit_serial"], row["state"]) for row in rows) == [
        (unit.serial, state)
        for unit, state in zip(running.world.units[:3], ("mining", "offline", "no_data"), strict=True)
    ]


def test_a_machine_carries_its_latest_reading(running: Running, signed_in: SignIn) -> None:
    row = signed_in(running.client_user).get(f"/api/v1/devices/{running.devices[0].uid}/").json()
    assert (row["live"]["hashrate_ths"], row["live"]["power_w"], row["live"]["uptime_s"]) == (100.0, 2000.0, None)


def test_a_foreign_machine_is_not_found(running: Running, organisation: Organisation, signed_in: SignIn) -> None:
    browser = signed_in(make_running(organisation).client_user)
    uid = running.devices[0].uid
    codes = [browser.get(f"/api/v1/devices/{uid}/{part}").status_code for part in ("", "history/")]
    assert codes == [404, 404]


def test_an_unknown_period_is_refused_by_name(running: Running, signed_in: SignIn) -> None:
    browser = signed_in(running.client_user)
    path = f"/api/v1/devices/{running.devices[0].uid}/history/"
    assert browser.get(path).json()["at_ms"] == []
    refused = browser.get(f"{path}?period=year")
    assert (refused.status_code, refused.json()["field"]) == (422, "period")


def test_open_problems_are_asked_for(running: Running, signed_in: SignIn) -> None:
    browser = signed_in(running.client_user)
    found = {
        query: len(browser.get(f"/api/v1/problems/?open={query}").json()["results"]) for query in ("true", "false")
    }
    assert found == {"true": 1, "false": 0}


def test_an_agent_scans_and_is_revoked_over_the_api(running: Running, signed_in: SignIn) -> None:
    browser = signed_in(running.user_of(running.world.admin))
    path = f"/api/v1/agents/{running.agent.uid}/"
    assert browser.post(f"{path}request-scan/").json()["scan_request"] == 1
    assert browser.post(f"{path}revoke/", {}).status_code == 400
    assert browser.post(f"{path}revoke/", {"reason": "stolen"}).json()["state"] == "revoked"
    with system_scope(SystemJob.MAINTENANCE):
        assert Agent.objects.get().status == "revoked"


@pytest.mark.parametrize(("role", "status"), [(Role.MANAGER, 403), (Role.DRIVER, 403), (Role.CLIENT_ADMIN, 403)])
def test_agents_are_not_for_everybody(role: Role, status: int, organisation: Organisation, signed_in: SignIn) -> None:
    assert signed_in(make_user(organisation, role)).get("/api/v1/agents/").status_code == status
