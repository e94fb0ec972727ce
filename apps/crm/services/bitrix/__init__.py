"""Verbs of the exchange with Bitrix24; `ticking.work` is the whole of it, everything else is a part."""

from apps.crm.services.bitrix.conflicts import decide_conflict
from apps.crm.services.bitrix.connection import (
    change_connection,
    retry_refused,
    start_exchange,
    start_trial,
    stop_exchange,
)
from apps.crm.services.bitrix.inbox import take_event
from apps.crm.services.bitrix.noticing import note_change
from apps.crm.services.bitrix.ticking import due_organisations, work

__all__ = [
    "change_connection",
    "decide_conflict",
    "due_organisations",
    "note_change",
    "retry_refused",
    "start_exchange",
    "start_trial",
    "stop_exchange",
    "take_event",
    "work",
]
