"""What crm does about its own facts: each receiver makes one service call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.crm import signals
from apps.crm.services.bitrix import note_change

if TYPE_CHECKING:
    from apps.common.actor import Actor


def tell_bitrix(*, by: Actor, client_id: int, **_sender_and_facts: Any) -> None:
    """Let the exchange with Bitrix24 know that something at a client changed."""
    note_change(by=by, client_id=client_id)


def connect() -> None:
    """Listen; called once when the app is ready."""
    for signal in (signals.client_created, signals.client_changed, signals.contacts_changed, signals.accounts_changed):
        signal.connect(tell_bitrix, dispatch_uid="crm.tell_bitrix")
