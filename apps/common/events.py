"""Events: a documented signal is announced after the commit, in the scope of who caused it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import transaction

from apps.common.scope import scope

if TYPE_CHECKING:
    from django.dispatch import Signal

    from apps.common.actor import Actor

logger = logging.getLogger(__name__)


def announce(signal: Signal, *, by: Actor, sender: type, **facts: Any) -> None:
    """Send `signal` once the transaction has committed; each receiver works in the actor's scope.

    A receiver that fails is logged with its traceback and does not disturb the others: what must happen goes
    through the outbox.
    """

    def send() -> None:
        with scope(by):
            for receiver, result in signal.send_robust(sender, by=by, **facts):
                if isinstance(result, Exception):
                    logger.error("receiver %r failed", receiver, exc_info=result)

    transaction.on_commit(send)
