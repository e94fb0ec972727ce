"""Two identical writes at the same moment, on real connections: done once, answered alike."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.urls import reverse

from apps.audit.models import AuditRecord
from apps.common.models import IdempotencyRecord
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm.models import Contact
from tests.browser import Browser
from tests.crm.factories import make_client
from tests.factories import make_organisation, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4


def _at_once(browser: Browser, ask: Callable[[Browser], Any]) -> list[Any]:
    """Ask the same from several windows of one session."""
    start = Barrier(TIMES)

    def one(_number: int) -> Any:
        window = Browser()
        window.cookies.load(browser.cookies.output(header="", sep=";"))
        try:
            connection.ensure_connection()
            start.wait(10)
            return ask(window)
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as people:
        return list(people.map(one, range(TIMES)))


def _kept() -> tuple[int, int, int]:
    with system_scope(SystemJob.MAINTENANCE):
        records = AuditRecord.objects.filter(action__startswith="crm.contact.")
        return Contact.objects.count(), records.count(), IdempotencyRecord.objects.count()


@pytest.mark.parametrize("kind", ["form", "api"])
def test_the_same_write_sent_at_once_is_done_once_and_answered_alike(kind: str) -> None:
    organisation = make_organisation("north")
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.MANAGER))
    client = make_client(organisation)
    url, sent, status = {
        "form": (reverse("crm:contact_add", args=[client.uid]), {"name": "Anna"}, 200),
        "api": ("/api/v1/crm/contacts/", json.dumps({"client": str(client.uid), "name": "Anna"}), 201),
    }[kind]
    answers = _at_once(browser, lambda window: window.post(url, sent, key="the-same"))
    assert [one.status_code for one in answers] == [status] * TIMES
    assert len({one.content for one in answers}) == 1
    assert sorted(one.get("Idempotent-Replay", "") for one in answers) == ["", *["true"] * (TIMES - 1)]
    assert _kept() == (1, 1, 1)
