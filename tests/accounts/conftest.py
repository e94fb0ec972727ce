"""Fixtures of accounts: a real SMTP server that letters of the test go to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_servers.serving import serving
from local_servers.telegram import Telegram
from tests.accounts import telegram_world
from tests.letters import LetterBox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings

    from apps.accounts.models import Organisation


@pytest.fixture
def letter_box(settings: Settings) -> Iterator[LetterBox]:
    """Return a running server to which Django's own SMTP backend sends."""
    box = LetterBox()
    box.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    yield box
    box.stop()


@pytest.fixture
def telegram(settings: Settings) -> Iterator[Telegram]:
    """Return a running Bot API with one bot, which our side speaks to."""
    found = telegram_world.server()
    with serving(found) as url:
        settings.TELEGRAM_API_URL = f"{url}/telegram"
        settings.SITE_URL = telegram_world.SITE
        settings.TELEGRAM_PER_SECOND, settings.TELEGRAM_CHAT_SPAN_S = 200.0, 0.02
        settings.TELEGRAM_TIMEOUT_S = 3.0
        yield found


@pytest.fixture
def bot_world(telegram: Telegram, organisation: Organisation) -> telegram_world.World:
    """Return the organisation, connected with the bot."""
    telegram_world.kinds()
    return telegram_world.connect(organisation, telegram)
