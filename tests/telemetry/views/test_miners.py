"""Pages of machines: a client sees only own ones, a foreign one is not found, what is shown is what was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.telemetry.models import LiveReading
from apps.telemetry.rules.details import Details, own_details
from tests.factories import make_user
from tests.hosting.factories import Running, make_running
from tests.telemetry.factories import make_device

if TYPE_CHECKING:
    from apps.accounts.models import Organisation, User
    from tests.browser import Browser

    SignIn = Callable[[User], Browser]

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(organisation: Organisation) -> Running:
    return make_running(organisation)


def _serials(browser: Browser, path: str) -> list[str]:
    """Return the serial numbers of the list's csv file, in its order."""
    answer = browser.get(path)
    assert answer.status_code == 200
    lines = answer.content.decode("utf-8-sig").splitlines()
    return [line.split(",")[0].strip('"') for line in lines[1:]]


def test_a_client_lists_own_machines_only(running: Running, organisation: Organisation, signed_in: SignIn) -> None:
    make_running(organisation)
    browser = signed_in(running.client_user)
    assert _serials(browser, "/miners/?export=csv") == [unit.serial for unit in running.world.units[:3]]


def test_every_page_of_a_machine_opens_for_its_client_and_is_not_found_for_another(
    running: Running, organisation: Organisation, other_organisation: Organisation, signed_in: SignIn
) -> None:
    uid = running.devices[0].uid
    pages = [
        f"/miners/{uid}/",
        f"/miners/{uid}/live/",
        f"/miners/{uid}/history/hashrate.json",
        f"/miners/{uid}/history/power.json?period=24h",
        f"/miners/{uid}/history/temperature.json?period=7d",
    ]
    own, foreign = signed_in(running.client_user), signed_in(make_running(organisation).client_user)
    stranger = signed_in(make_user(other_organisation, Role.ADMIN))
    technician = signed_in(make_user(organisation, Role.TECHNICIAN))
    answers = {page: [one.get(page).status_code for one in (own, foreign, stranger, technician)] for page in pages}
    assert answers == {page: [200, 404, 404, 404] for page in pages}


def test_a_client_is_not_shown_network_addresses(running: Running, signed_in: SignIn) -> None:
    device = running.devices[0]
    page = f"/miners/{device.uid}/"
    assert device.ip not in signed_in(running.client_user).get(page).content.decode()
    assert device.ip in signed_in(running.user_of(running.world.admin)).get(page).content.decode()


def test_a_machine_shows_boards_fans_and_pools_as_they_were_read(running: Running, signed_in: SignIn) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        LiveReading.objects.filter(pk=running.devices[0].pk).update(
            own_details=own_details(
                Details(
                    boards=[{"slot": 1, "hashrate_ths": 33.5, "chips_ok": 0, "chips_expected": 76}],
                    fans=[{"position": 2, "rpm": 5940}],
                    pools=[{"url": "stratum+tcp://pool.test:3333", "user": "worker.7", "active": 1, "accepted": 12}],
                )
            ),
            uptime_s=93_784,
        )
    text = signed_in(running.client_user).get(f"/miners/{running.devices[0].uid}/").content.decode()
    shown = [word for word in ("33.5", "5,940", "stratum+tcp://pool.test:3333", "worker.7", "1 d 2 h") if word in text]
    assert shown == ["33.5", "5,940", "stratum+tcp://pool.test:3333", "worker.7", "1 d 2 h"]


def test_a_machine_of_a_silent_agent_says_since_when_there_is_no_data(running: Running, signed_in: SignIn) -> None:
    silent = make_device(running.agent, age_s=91, hashrate_ths=100.0)
    browser = signed_in(running.user_of(running.world.admin))
    answer = browser.get(f"/miners/{silent.uid}/")
    assert answer.context["state"] == "stale"
    assert "No data since" in answer.content.decode()


def test_the_list_is_filtered_by_what_it_shows(running: Running, signed_in: SignIn) -> None:
    stale = make_device(running.agent, age_s=91, hashrate_ths=100.0)
    browser = signed_in(running.user_of(running.world.admin))
    found = {state: len(_serials(browser, f"/miners/?state={state}&export=csv")) for state in ("5", "1", "-1", "-2")}
    assert found == {"5": 1, "1": 1, "-1": 1, "-2": 1}
    assert stale.serial in browser.get("/miners/?state=-1&export=csv").content.decode()


def test_a_list_of_many_machines_costs_as_many_queries_as_of_few(running: Running, signed_in: SignIn) -> None:
    browser = signed_in(running.user_of(running.world.admin))
    browser.get("/miners/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/miners/")
    for _number in range(10):
        make_device(running.agent, hashrate_ths=90.0)
    with CaptureQueriesContext(connection) as many:
        browser.get("/miners/")
    assert len(many) == len(few)


def test_a_client_sees_the_problems_of_own_machines_only(
    running: Running, organisation: Organisation, signed_in: SignIn
) -> None:
    make_running(organisation)
    lines = signed_in(running.client_user).get("/problems/?export=csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert running.world.units[1].serial in lines[1]
