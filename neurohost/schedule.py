"""The schedule: every periodic job of the product on one page; rows not named here are removed at start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Job:
    """A task by name, how often it runs and in which queue."""

    task: str
    every: timedelta
    queue: str = "default"


SCHEDULE = (
    Job("common.deliver_outbox", timedelta(seconds=5), "io"),
    Job("common.forget_idempotency_keys", timedelta(hours=1)),
    Job("common.continue_imports", timedelta(seconds=30), "docs"),
    Job("accounts.clear_expired_sessions", timedelta(hours=1)),
    Job("accounts.forget_telegram", timedelta(hours=1)),
    Job("crm.exchange_with_bitrix", timedelta(seconds=10), "io"),
    Job("audit.seal", timedelta(minutes=5)),
    Job("crm.look_for_duplicates", timedelta(minutes=2)),
    Job("crm.watch_contract_ends", timedelta(hours=1)),
    Job("crm.remind_due", timedelta(minutes=1)),
    Job("crm.continue_packages", timedelta(minutes=1), "docs"),
    Job("inventory.lapse_reservations", timedelta(minutes=1)),
    Job("telemetry.watch", timedelta(seconds=15), "telemetry"),
    Job("telemetry.summarise", timedelta(minutes=1), "telemetry"),
    Job("telemetry.drop_old_partitions", timedelta(hours=1), "telemetry"),
)
