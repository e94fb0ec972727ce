"""A key belongs to one piece of work: repeated it is answered alike, other content is no repetition."""

from __future__ import annotations

import json

import pytest

from apps.accounts.models import Organisation
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm.models import Contact
from tests.browser import Browser
from tests.crm.factories import make_client
from tests.factories import make_user

CONTACTS = "/api/v1/crm/contacts/"


@pytest.fixture
def manager(organisation: Organisation) -> Browser:
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.MANAGER))
    return browser


def _names(organisation: Organisation) -> list[str]:
    with system_scope(SystemJob.MAINTENANCE):
        return sorted(Contact.objects.filter(organisation=organisation).values_list("name", flat=True))


def _body(organisation: Organisation, *names: str) -> list[str]:
    client = make_client(organisation)
    return [json.dumps({"client": str(client.uid), "name": name}) for name in names]


def test_a_repeated_write_is_done_once_and_answered_alike(manager: Browser, organisation: Organisation) -> None:
    (body,) = _body(organisation, "Anna")
    answers = [manager.post(CONTACTS, body, key="k") for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert (answers[0].content == answers[1].content, answers[1]["Idempotent-Replay"]) == (True, "true")
    assert _names(organisation) == ["Anna"]


def test_a_used_key_with_other_content_is_refused(manager: Browser, organisation: Organisation) -> None:
    first, second = _body(organisation, "Anna", "Boris")
    manager.post(CONTACTS, first, key="k")
    answer = manager.post(CONTACTS, second, key="k")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert _names(organisation) == ["Anna"]


def test_a_refused_write_may_be_sent_again_with_its_key(manager: Browser, organisation: Organisation) -> None:
    empty, right = _body(organisation, "", "Anna")
    statuses = [manager.post(CONTACTS, body, key="k").status_code for body in (empty, right)]
    assert (statuses[0] >= 400, statuses[1], _names(organisation)) == (True, 201, ["Anna"])


def test_a_form_that_was_corrected_after_a_success_is_new_work(organisation: Organisation) -> None:
    browser = Browser()
    user = make_user(organisation, Role.MANAGER, name="Before")
    browser.sign_in_as(user)
    form = {"name": "First", "email": user.email, "language": "en", "time_zone": "UTC", "theme": "dark"}
    browser.post("/profile/", form | {"version": 1}, key="k")
    browser.post("/profile/", form | {"name": "Second", "version": 2}, key="k")
    with system_scope(SystemJob.MAINTENANCE):
        user.refresh_from_db()
    assert user.name == "Second"
