"""The first screens: each role gets its own, with its own figures, at a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.common.roles import Role
from tests.crm.factories import make_client
from tests.factories import make_user
from tests.hosting.factories import Running, make_running
from tests.telemetry.factories import make_agent, make_device, make_problem

if TYPE_CHECKING:
    from apps.accounts.models import Organisation, User
    from tests.browser import Browser

    SignIn = Callable[[User], Browser]

pytestmark = pytest.mark.django_db


def test_a_visitor_is_led_to_the_sign_in(client: Browser, organisation: Organisation) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/?next=/")


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.WAREHOUSE, Role.PLATFORM, *(role for role in Role if role.startswith("client_"))})
)
def test_every_role_gets_a_screen_of_an_empty_company(
    role: Role, organisation: Organisation, signed_in: SignIn
) -> None:
    browser = signed_in(make_user(organisation, role))
    answer = browser.get("/")
    # Drivers, brokers and partners work on a page of their own app.
    elsewhere = {Role.DRIVER: "/logistics/tasks/", Role.BROKER: "/broker-desk/", Role.PARTNER: "/broker-desk/"}
    if role in elsewhere:
        assert (answer.status_code, answer.headers["Location"]) == (302, elsewhere[role])
        answer = browser.get(elsewhere[role])
    assert answer.status_code == 200


def test_the_company_dashboard_counts_what_is_there(running: Running, signed_in: SignIn) -> None:
    answer = signed_in(running.user_of(running.world.admin)).get("/")
    values = {tile.icon: tile.value for tile in answer.context["tiles"]}
    assert {key: values[key] for key in ("users", "package", "file-text", "alert-triangle")} == {
        "users": 1,
        "package": 4,
        "file-text": 1,
        "alert-triangle": 1,
    }
    assert values["bolt"] == 100.0
    assert values["gauge"] == 20.0
    assert values["wifi"] == pytest.approx(100 / 3)
    assert [(badge.key, badge.count) for badge in answer.context["agents"]] == [("waiting", 1)]


def test_the_company_dashboard_shows_nothing_of_another_organisation(
    running: Running, other_organisation: Organisation, signed_in: SignIn
) -> None:
    answer = signed_in(make_user(other_organisation, Role.ADMIN)).get("/")
    assert [tile.value for tile in answer.context["tiles"]] == [0, 0, 0, None, 0.0, 0.0, None, 0]
    assert running.world.site.name not in answer.content.decode()


def test_htmx_gets_the_live_part_alone(running: Running, signed_in: SignIn) -> None:
    browser = signed_in(running.user_of(running.world.admin))
    fragment = browser.get("/", headers={"HX-Request": "true", "HX-Target": "home-live"})
    assert next(template.name for template in fragment.templates) == "hosting/partials/company.html"


def test_a_technician_sees_the_problems_of_the_site_with_their_shelf(running: Running, signed_in: SignIn) -> None:
    answer = signed_in(running.user_of(running.world.technician)).get("/")
    told = answer.context["told"]
    assert [problem.device.unit.shelf.label for problem in told.problems] == ["A-2"]
    assert [unit.serial for unit in told.not_placed] == [running.world.units[3].serial]
    assert [[node.node.name for node in site.nodes] for site in told.sites] == [[running.world.node.name]]


def test_a_technician_of_no_site_sees_nothing_and_is_told_why(
    running: Running, organisation: Organisation, signed_in: SignIn
) -> None:
    answer = signed_in(make_user(organisation, Role.TECHNICIAN)).get("/")
    assert answer.context["told"].problems == []
    assert "You are bound to no site yet" in answer.content.decode()


def test_a_client_is_led_to_the_portal(running: Running, signed_in: SignIn) -> None:
    answer = signed_in(running.client_user).get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/portal/")


def test_a_client_sees_own_machines_and_only_those(
    running: Running, organisation: Organisation, signed_in: SignIn
) -> None:
    foreign = make_running(organisation)
    answer = signed_in(running.client_user).get("/portal/")
    told = answer.context["told"]
    assert (told.fleet.machines, told.fleet.hashrate_ths, told.open_problems) == (3, 100.0, 1)
    assert [contract.number for contract in told.contracts] == [running.world.contract.number]
    text = answer.content.decode()
    assert not [unit.serial for unit in foreign.world.units if unit.serial in text]


def test_the_portal_is_for_clients_only(running: Running, signed_in: SignIn) -> None:
    assert signed_in(running.user_of(running.world.admin)).get("/portal/").status_code == 403


def test_a_manager_sees_own_clients(organisation: Organisation, signed_in: SignIn) -> None:
    user = make_user(organisation, Role.MANAGER)
    mine, _other = make_client(organisation, manager=user), make_client(organisation)
    answer = signed_in(user).get("/")
    assert [one for one, _url in answer.context["clients"]] == [mine]


def test_platform_staff_sees_the_organisations(
    organisation: Organisation, other_organisation: Organisation, signed_in: SignIn
) -> None:
    make_user(organisation, Role.MANAGER)
    answer = signed_in(make_user(None, Role.PLATFORM)).get("/")
    assert [(one.slug, one.people) for one in answer.context["organisations"]] == [("north", 1), ("south", 0)]


@pytest.mark.parametrize("role", ["admin", "technician", "client"])
def test_more_machines_and_sites_cost_no_more_queries(
    role: str, running: Running, organisation: Organisation, signed_in: SignIn
) -> None:
    user = running.client_user if role == "client" else running.user_of(getattr(running.world, role))
    path = "/portal/" if role == "client" else "/"
    browser = signed_in(user)
    browser.get(path)  # the first request of a session also writes when it was last seen
    with CaptureQueriesContext(connection) as few:
        browser.get(path)
    make_running(organisation)
    agent, _key = make_agent(running.world.site, name="second")
    for _number in range(5):
        make_problem(make_device(agent, hashrate_ths=90.0, power_w=1800.0))
    with CaptureQueriesContext(connection) as many:
        browser.get(path)
    assert len(many) == len(few)
    assert len(few) <= {"admin": 40, "technician": 40, "client": 30}[role]


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/hosting/", "/"),
        ("/hosting/dashboard", "/"),
        ("/hosting/miners", "/miners/"),
        ("/hosting/client/alerts/", "/problems/"),
    ],
)
def test_an_address_of_the_earlier_product_leads_to_its_page(
    address: str, target: str, organisation: Organisation, signed_in: SignIn
) -> None:
    answer = signed_in(make_user(organisation, Role.ADMIN)).get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, target)


def test_an_address_without_a_page_is_not_found(organisation: Organisation, signed_in: SignIn) -> None:
    assert signed_in(make_user(organisation, Role.ADMIN)).get("/hosting/branding").status_code == 404
