"""`manage.py telegram_poll`: ask Telegram for the updates of the bots that no webhook can reach, until it is ended."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.db import connection

from apps.accounts.integrations.telegram import BotApi, TelegramError
from apps.accounts.selectors.telegram import polled
from apps.accounts.services.telegram import poll
from apps.accounts.services.telegram.connecting import introduce
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from apps.accounts.selectors.telegram import Connected

WAIT_S = 25
IDLE_S = 3.0
# Development has one bot, a small installation without webhooks a few.
MOST_BOTS = 8
# After a refusal: nothing is gained by asking at once.
PAUSE_S = 10.0

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Ask for updates. One such program for each bot: a second one is told by Telegram to stop."""

    help = "Ask Telegram for updates of bots that are connected by asking; idle while there is none."

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for all bots at once, and look every now and then which ones there are."""
        introduced: set[int] = set()
        with ThreadPoolExecutor(MOST_BOTS) as threads:
            while True:
                bots = self.bots()
                list(threads.map(ask, bots, [introduced] * len(bots)))
                if not bots:
                    time.sleep(IDLE_S)

    def bots(self) -> list[Connected]:
        """Return the bots as they are connected now."""
        with system_scope(SystemJob.TELEGRAM):
            return polled()


def ask(found: Connected, introduced: set[int]) -> None:
    """Wait once for updates of a bot and apply them; a refusal is logged and followed by a pause.

    Commands are told once by each run of the program: they may have changed with it.
    """
    try:
        if found.bot.pk not in introduced:
            introduce(BotApi(found.token))
            introduced.add(found.bot.pk)
        poll(found, WAIT_S)
    except TelegramError as refusal:
        logger.warning("updates of %s: %s", found.bot, refusal)
        time.sleep(PAUSE_S)
    finally:
        connection.close()
