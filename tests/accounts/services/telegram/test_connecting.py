"""Connecting a bot: who it is, where its updates go, its commands and menu; never another organisation's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.accounts.exceptions import BotTaken
from apps.accounts.integrations.telegram import TokenRefused
from apps.accounts.models import Organisation, OrganisationSettings, TelegramBot
from apps.accounts.services.telegram import check_bot, connect_bot, disconnect_bot
from apps.audit.models import AuditRecord
from apps.common.errors import AccessDenied, NotReady
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from tests.accounts.telegram_world import TOKEN, connect
from tests.factories import make_organisation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_django import Settings

    from apps.common.actor import Actor
    from local_servers.telegram import Telegram


@pytest.fixture
def keyed(admin: Actor) -> Actor:
    """Return the administrator of an organisation whose token is entered."""
    _enter(admin, TOKEN)
    return admin


def _enter(by: Actor, token: str) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        row = OrganisationSettings.objects.get(organisation_id=by.tenant_id)
        row.telegram_token = token
        row.save()


def _actions() -> list[str]:
    with system_scope(SystemJob.MAINTENANCE):
        return list(AuditRecord.objects.order_by("pk").values_list("action", flat=True))


def test_a_bot_is_connected_by_webhook(keyed: Actor, telegram: Telegram) -> None:
    bot = connect_bot(by=keyed, mode="webhook")
    hook = telegram.bots[0].webhook
    with system_scope(SystemJob.MAINTENANCE):
        uid = Organisation.objects.get(pk=keyed.tenant_id).uid
    assert (bot.username, bot.telegram_id, hook["url"]) == (
        "test_bot", 7200000001, f"https://nh.example/telegram/{uid}/",
    )  # fmt: skip
    assert hook["secret_token"] == bot.secret
    assert len(bot.secret) >= 40
    assert sorted(hook["allowed_updates"]) == ["callback_query", "message", "my_chat_member"]
    commands = {one["command"]: one["description"] for one in telegram.bots[0].commands["ru"]}
    assert {"tasks", "find", "settings", "language", "stop", "help", "start"} <= commands.keys()
    assert _actions() == ["accounts.telegram.connect"]


def test_a_bot_that_is_polled_has_no_webhook(keyed: Actor, telegram: Telegram) -> None:
    connect_bot(by=keyed, mode="webhook")
    assert connect_bot(by=keyed, mode="polling").mode == "polling"
    assert telegram.bots[0].webhook == {}


def test_turning_off_ends_the_webhook_and_the_secret(keyed: Actor, telegram: Telegram) -> None:
    connect_bot(by=keyed, mode="webhook")
    disconnect_bot(by=keyed)
    disconnect_bot(by=keyed)
    with system_scope(SystemJob.MAINTENANCE):
        row = TelegramBot.objects.get()
    assert (row.mode, row.secret, telegram.bots[0].webhook) == ("off", "", {})
    assert _actions() == ["accounts.telegram.connect", "accounts.telegram.disconnect"]


def test_without_https_there_is_no_webhook(keyed: Actor, telegram: Telegram, settings: Settings) -> None:
    settings.SITE_URL, settings.TELEGRAM_LOOPBACK = "http://nh.example", False
    with pytest.raises(NotReady):
        connect_bot(by=keyed, mode="webhook")
    assert telegram.calls.total() == 0


def test_a_wrong_token_is_refused_in_words_and_nothing_is_kept(admin: Actor, telegram: Telegram) -> None:
    with pytest.raises(NotReady):
        connect_bot(by=admin, mode="polling")
    for token in ("7200000001:another-token-0123456789abcdef012", "no token"):
        _enter(admin, token)
        with pytest.raises(TokenRefused):
            connect_bot(by=admin, mode="polling")
    with system_scope(SystemJob.MAINTENANCE):
        assert TelegramBot.objects.count() == 0
    assert _actions() == []


def test_the_bot_of_another_organisation_is_left_to_it(keyed: Actor, telegram: Telegram) -> None:
    connect(make_organisation("south"), telegram)
    with pytest.raises(BotTaken):
        connect_bot(by=keyed, mode="webhook")
    assert telegram.bots[0].webhook == {}


def test_only_an_administrator_connects(telegram: Telegram, manager: Actor) -> None:
    with pytest.raises(AccessDenied):
        connect_bot(by=manager, mode="polling")
    with pytest.raises(AccessDenied):
        disconnect_bot(by=manager)


def test_the_check_says_what_is(keyed: Actor, telegram: Telegram, settings: Settings) -> None:
    assert check_bot(keyed).sentence == "@test_bot answers. Updates that wait: 0."
    telegram.bots[0].webhook = {"url": "https://nh.example/", "last_error_message": "Connection refused"}
    assert check_bot(keyed).ok is False
    settings.TELEGRAM_API_URL = "http://127.0.0.1:9"
    assert check_bot(keyed).sentence.startswith("Telegram did not answer")
    _enter(keyed, "")
    assert check_bot(keyed).ok is None


def test_a_client_has_no_right(actors: Mapping[Role, Actor], telegram: Telegram) -> None:
    with pytest.raises(AccessDenied):
        check_bot(actors[Role.CLIENT_ADMIN])
