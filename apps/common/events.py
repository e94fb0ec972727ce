"""Events: a documented signal is announced after the commit, in the scope of who caused it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from apps.common.scope import scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.dispatch import Signal

    from apps.common.actor import Actor

logger = logging.getLogger(__name__)


class _Spoilt(Exception):
    """The database refused a statement of a receiver, so that nothing of this transaction stays."""


def announce(signal: Signal, *, by: Actor, sender: type, **facts: Any) -> None:
    """Send `signal` once the transaction has committed; each receiver works in the actor's scope.

    A receiver that fails is logged with its traceback and does not disturb the others: what must happen goes
    through the outbox.
    """
    transaction.on_commit(lambda: _send_alone(signal, by, sender, facts))


def announce_each(signal: Signal, *, by: Actor, sender: type, facts: Sequence[Mapping[str, Any]]) -> None:
    """Send `signal` for each of `facts` once the transaction has committed: as many `announce`, in one scope together.

    When the database refuses a statement of a receiver, what was done in that scope is undone and all are sent again,
    each in a scope of its own.
    """

    def send() -> None:
        if not signal.has_listeners(sender):
            return
        try:
            with scope(by):
                for one in facts:
                    if not _send(signal, by, sender, one) and not connection.is_usable():
                        raise _Spoilt  # noqa: TRY301 - to leave the scope is the point
        except _Spoilt:
            for one in facts:
                _send_alone(signal, by, sender, one)

    if facts:
        transaction.on_commit(send)


def _send_alone(signal: Signal, by: Actor, sender: type, facts: Mapping[str, Any]) -> None:
    """Send in a scope of its own."""
    if not signal.has_listeners(sender):
        return
    with scope(by):
        _send(signal, by, sender, facts)


def _send(signal: Signal, by: Actor, sender: type, facts: Mapping[str, Any]) -> bool:
    """Send; return whether every receiver managed."""
    failed = [
        (receiver, result)
        for receiver, result in signal.send_robust(sender, by=by, **facts)
        if isinstance(result, Exception)
    ]
    for receiver, result in failed:
        logger.error("receiver %r failed", receiver, exc_info=result)
    return not failed
