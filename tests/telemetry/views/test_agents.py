"""Pages of agents: how each stands, what it is told, the end of one with its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from apps.common.clock import now
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.telemetry.models import Agent
from tests.factories import make_user
from tests.telemetry.factories import make_agent, make_site

if TYPE_CHECKING:
    from apps.accounts.models import Organisation, User
    from tests.browser import Browser

    SignIn = Callable[[User], Browser]

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(organisation: Organisation, signed_in: SignIn) -> Browser:
    return signed_in(make_user(organisation, Role.ADMIN))


def _agent(organisation: Organisation, **values: object) -> Agent:
    return make_agent(make_site(organisation), **values)[0]


@pytest.mark.parametrize(("age_s", "word"), [(10, "Active"), (151, "Silent"), (None, "Waiting")])
def test_the_list_says_which_agent_is_silent(
    organisation: Organisation, browser: Browser, age_s: int | None, word: str
) -> None:
    _agent(organisation, last_heard_at=None if age_s is None else now() - timedelta(seconds=age_s))
    line = browser.get("/agents/?export=csv").content.decode("utf-8-sig").splitlines()[1]
    assert line.split(",")[2] == word


def test_a_key_is_revoked_with_a_reason_only(organisation: Organisation, browser: Browser) -> None:
    agent = _agent(organisation)
    statuses = []
    for reason in ("", "stolen"):
        browser.post(f"/agents/{agent.uid}/revoke/", {"reason": reason})
        with system_scope(SystemJob.MAINTENANCE):
            statuses.append(Agent.objects.get().status)
    assert statuses == ["active", "revoked"]


def test_what_an_agent_is_told_is_changed_on_its_page(organisation: Organisation, browser: Browser) -> None:
    agent = _agent(organisation)
    form = {
        "version": agent.version,
        "name": "north",
        "scan_ranges": "10.1.0.0/24\n10.2.0.0/24",
        "scan_exclude": "",
        "poll_interval_s": 60,
        "port_rpc": 4028,
        "port_http": 80,
        "port_whatsminer_v3": 4433,
    }
    assert browser.post(f"/agents/{agent.uid}/", form | {"poll_interval_s": 4}).status_code == 422
    assert browser.post(f"/agents/{agent.uid}/", form).status_code == 302
    assert browser.post(f"/agents/{agent.uid}/", form | {"name": "late"}).status_code == 422
    with system_scope(SystemJob.MAINTENANCE):
        told = Agent.objects.get()
    assert (told.name, told.scan_ranges, told.poll_interval_s) == ("north", ["10.1.0.0/24", "10.2.0.0/24"], 60)


def test_the_code_for_a_new_agent_is_shown_once(organisation: Organisation, browser: Browser) -> None:
    site = make_site(organisation)
    form = {"site": site.pk, "agent_name": "north", "scan_ranges": "10.1.0.0/24"}
    key = "the-same-form-sent-twice"
    first = browser.post("/agents/new/", form, key=key)
    assert (first.status_code, len(first.context["plain"])) == (200, 14)
    again = browser.post("/agents/new/", form, key=key)
    assert first.context["plain"] not in again.content.decode()


def test_an_agent_of_another_organisation_is_not_found(
    organisation: Organisation, other_organisation: Organisation, browser: Browser
) -> None:
    foreign = make_agent(make_site(other_organisation))[0]
    assert browser.get(f"/agents/{foreign.uid}/").status_code == 404
    assert browser.post(f"/agents/{foreign.uid}/revoke/", {"reason": "x"}).status_code == 404
