"""Calls, batches, lists, limits and errors, against a portal of this machine over real HTTP."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from apps.common.errors import DomainError
from apps.crm.integrations.bitrix24 import (
    CallRefused,
    Command,
    LimitReached,
    Portal,
    PortalBroken,
    PortalSilent,
    Webhook,
    WebhookInvalid,
    WebhookRefused,
)
from local_servers.bitrix24 import Bitrix24
from local_servers.bitrix24.store import COMPANY
from local_servers.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ITEMS = {"entityTypeId": COMPANY, "select": ["id"], "order": {"id": "ASC"}}


@pytest.fixture
def portal() -> Bitrix24:
    return Bitrix24()


@pytest.fixture
def client(portal: Bitrix24, settings: Any) -> Iterator[Portal]:
    settings.BITRIX_CLOCK_SCALE = 200.0
    portal.limits.scale = 200.0
    with serving(portal) as url, Portal(Webhook.parse(portal.webhook(url))) as speaking:
        yield speaking


def test_a_list_is_read_to_its_end_and_a_batch_answers_each_command(portal: Bitrix24, client: Portal) -> None:
    for number in range(120):
        portal.store.add_item(COMPANY, {"title": f"№ {number}"})
    whole, few = client.lists(
        [Command("crm.item.list", ITEMS), Command("crm.item.list", {**ITEMS, "filter": {"<=id": 3}})]
    )
    assert [row["id"] for row in whole] == list(range(1, 121))
    assert [row["id"] for row in few] == [1, 2, 3]
    assert [row["id"] for page in client.after("crm.item.list", ITEMS, "id") for row in page] == list(range(1, 121))


def test_commands_of_a_batch_use_results_of_earlier_ones_and_a_refusal_is_its_own(
    portal: Bitrix24, client: Portal
) -> None:
    made, requisite, refused = client.batch(
        [
            Command("crm.item.add", {"entityTypeId": COMPANY, "fields": {"title": "ООО «Ёж & К» = 1"}}),
            Command(
                "crm.requisite.add",
                {
                    "fields": {
                        "ENTITY_TYPE_ID": COMPANY,
                        "ENTITY_ID": "$result[c0][item][id]",
                        "PRESET_ID": 1,
                        "NAME": "A",
                    }
                },
            ),
            Command("crm.item.get", {"entityTypeId": COMPANY, "id": 999}),
        ]
    )
    assert made.need()["item"]["title"] == "ООО «Ёж & К» = 1"
    assert portal.store.requisites[requisite.need()]["ENTITY_ID"] == str(made.need()["item"]["id"])
    with pytest.raises(CallRefused, match="Элемент не найден"):
        refused.need()


def test_the_limit_of_the_portal_is_never_reached_by_our_own_requests(portal: Bitrix24, client: Portal) -> None:
    for _number in range(120):
        client.call("profile")
    assert (portal.limits.requests, portal.limits.refused) == (120, 0)


def test_a_bucket_that_others_filled_is_waited_for(portal: Bitrix24, client: Portal) -> None:
    for _number in range(60):
        portal.limits.admit()
    assert client.call("scope") == ["crm"]
    assert portal.limits.refused > 0


def test_operating_time_that_is_used_up_closes_the_method_until_its_reset(portal: Bitrix24, client: Portal) -> None:
    portal.limits.spend("profile", 500.0)
    client._patience_s = 0.5
    with pytest.raises(LimitReached) as limit:
        client.call("profile")
    assert 0.5 < limit.value.seconds < 10
    asked = portal.limits.requests
    with pytest.raises(LimitReached):
        client.call("profile")
    assert portal.limits.requests == asked
    assert client.call("scope") == ["crm"]


def test_a_lost_read_is_asked_again_and_a_lost_write_is_not(portal: Bitrix24, client: Portal) -> None:
    portal.faults.drop_after = 1.0
    with pytest.raises(PortalSilent):
        client.call("crm.item.add", {"entityTypeId": COMPANY, "fields": {"title": "Once"}})
    assert len(portal.store.items[COMPANY]) == 1
    before = portal.limits.requests
    with pytest.raises(PortalSilent):
        client.call("profile")
    assert portal.limits.requests - before == 4


@pytest.mark.parametrize(("broken", "error"), [(1.0, PortalBroken), (0.0, WebhookRefused)])
def test_a_failure_and_a_wrong_address_are_told_in_words_without_the_secret(
    portal: Bitrix24, settings: Any, caplog: pytest.LogCaptureFixture, broken: float, error: type[DomainError]
) -> None:
    settings.BITRIX_CLOCK_SCALE = 200.0
    portal.faults.broken = broken
    with serving(portal) as url, caplog.at_level(logging.DEBUG):
        secret = portal.secret if broken else "anothersecret"
        with Portal(Webhook.parse(f"{url}/bitrix/rest/1/{secret}/")) as speaking, pytest.raises(error) as refusal:
            speaking.call("profile")
        assert secret not in f"{refusal.value} {refusal.value!r} {speaking.webhook!r} {speaking.webhook}"
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("apps.")]
    assert not any(secret in line for line in ours)


@pytest.mark.parametrize(
    "address",
    [
        "", "http://company.bitrix24.ru/rest/1/secret/", "https://company.bitrix24.ru/rest/x/secret/",
        "https://user@company.bitrix24.ru/rest/1/secret/", "https://company.bitrix24.ru/rest/1/secret/profile",
        "file:///rest/1/secret/", "https://company.bitrix24.ru/rest/1/sec ret/",
    ],
)  # fmt: skip
def test_what_is_no_webhook_is_refused(address: str) -> None:
    with pytest.raises(WebhookInvalid):
        Webhook.parse(address)


def test_outside_of_development_plain_http_is_refused_even_on_this_machine(settings: Any) -> None:
    settings.BITRIX_PLAIN_HTTP = False
    with pytest.raises(WebhookInvalid):
        Webhook.parse("http://127.0.0.1:8100/bitrix/rest/1/secret/")
    assert Webhook.parse("https://company.bitrix24.ru/rest/1/secret/").portal == "company.bitrix24.ru"
