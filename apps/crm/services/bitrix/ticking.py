"""A worker's turn at one organisation: calls that came, changes of both sides, runs, then the queue in chunks.

One worker at a time has an organisation's turn, by a lock that the database frees when its process dies; the next one
goes on with what stands in the queue.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import Organisation
from apps.common.clock import now
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.enums import ExchangeKind, RunMode, RunState
from apps.crm.exceptions import BitrixNotSet
from apps.crm.integrations.bitrix24 import BitrixError, LimitReached, Portal, Webhook, WebhookInvalid
from apps.crm.models import BitrixConnection, BitrixRun
from apps.crm.services.bitrix import inbox, noticing, planning, queue, scanning
from apps.crm.services.bitrix.exchange import exchange
from apps.crm.services.bitrix.scanning import ADAPTERS
from apps.crm.services.bitrix.session import Session, actor_of, alone, webhook_of

TURN_S: Final = 60.0
_AGAIN: Final = timedelta(seconds=30)
_MUCH_LATER: Final = timedelta(minutes=10)


def due_organisations() -> list[int]:
    """Return the organisations whose exchange is on, or that asked for a run."""
    with system_scope(SystemJob.SCHEDULE):
        running = BitrixRun.objects.filter(state=RunState.RUNNING).values_list("organisation_id", flat=True)
        active = BitrixConnection.objects.filter(is_active=True).values_list("organisation_id", flat=True)
        return sorted({*running, *active})


def work(organisation_id: int, turn_s: float = TURN_S) -> bool:
    """Exchange for at most about `turn_s` seconds; called outside any scope. Returns whether this worker had the turn.

    Every failure of the portal ends the turn, is kept in words for the page, and lets the exchange wait; nothing that
    was to be done is lost.
    """
    with alone(organisation_id) as taken:
        if taken:
            _take_turn(organisation_id, turn_s)
        return taken


def _take_turn(organisation_id: int, turn_s: float) -> None:
    """Open the portal and work; keep in words what went wrong."""
    with scope(actor_of(organisation_id)):
        settings = BitrixConnection.objects.filter(organisation_id=organisation_id).first()
        language = Organisation.objects.get(pk=organisation_id).language
        if settings is None or (settings.wait_until and settings.wait_until > now()):
            return
        try:
            webhook: Webhook | None = webhook_of(organisation_id)
        except (BitrixNotSet, WebhookInvalid):
            webhook = None
    with translation.override(language):
        if webhook is None:
            _keep(organisation_id, _MUCH_LATER, str(BitrixNotSet.sentence))
            return
        with Portal(webhook) as portal:
            session = Session(settings, portal)
            try:
                _turn(session, time.monotonic() + turn_s)
            except LimitReached as limit:
                _keep(organisation_id, timedelta(seconds=limit.seconds), limit.message)
            except BitrixError as error:
                _keep(organisation_id, _AGAIN if error.again else _MUCH_LATER, error.message)
            else:
                _keep(organisation_id, None, "")


def _keep(organisation_id: int, wait: timedelta | None, error: str) -> None:
    """Write down how the turn ended."""
    values: dict[str, object] = {"last_error": error, "wait_until": now() + wait if wait else None}
    if wait is None:
        values["last_ok_at"] = now()
    with scope(actor_of(organisation_id)):
        BitrixConnection.objects.filter(organisation_id=organisation_id).update(**values)


def _turn(session: Session, until: float) -> None:
    """Do what is due."""
    with session.writing():
        session.run = BitrixRun.objects.filter(state=RunState.RUNNING).first()
    if session.run is not None and session.run.mode == RunMode.TRIAL:
        _try_out(session, session.run)
        return
    if not session.settings.is_active:
        return
    while inbox.empty_inbox(session):
        pass
    if session.run is None and _is_due(session.settings.scanned_at, timedelta(hours=session.settings.scan_hours)):
        with session.writing():
            session.run = BitrixRun.objects.create(
                organisation_id=session.settings.organisation_id, mode=RunMode.FULL, asked_by=_("the clock")
            )
    if session.run is not None and not session.run.scanned:
        _scan(session, session.run)
    elif _is_due(session.settings.polled_at, timedelta(minutes=session.settings.poll_minutes)):
        scanning.poll(session)
    _drain(session, until)


def _is_due(last: object, every: timedelta) -> bool:
    return last is None or now() - last >= every  # type: ignore[operator]  # an instant


def _scan(session: Session, run: BitrixRun) -> None:
    """Read everything of the portal and mark what differs."""
    began = now()
    snapshot = scanning.read_everything(session)
    with session.writing():
        scanning.mark_differences(session, snapshot)
        noticing.notice(session)
        run.scanned = True
        run.save(update_fields=["scanned", "updated_at"])
        session.settings.scanned_at = session.settings.polled_at = began
        session.settings.save(update_fields=["scanned_at", "polled_at"])


def _drain(session: Session, until: float) -> None:
    """Work through the queue until it is empty, the turn is over or somebody stopped the exchange."""
    while time.monotonic() < until:
        with session.writing():
            if not BitrixConnection.objects.filter(pk=session.settings.pk, is_active=True).exists():
                return
            tasks = queue.take()
            # New links let their contacts and accounts come, so look again before it is said that all is done.
            if not tasks and noticing.notice(session):
                tasks = queue.take()
            if not tasks:
                _finish(session)
                return
        exchange(session, ADAPTERS[ExchangeKind(tasks[0].kind)], tasks)


def _finish(session: Session) -> None:
    """End the run when nothing waits but what was refused; in a scope."""
    if session.run is None or queue.waiting():
        return
    _end(session.run)
    if session.settings.first_done_at is None:
        BitrixConnection.objects.filter(pk=session.settings.pk).update(first_done_at=now())


def _try_out(session: Session, run: BitrixRun) -> None:
    """Write down what a run would do."""
    planning.plan(session, run, scanning.read_everything(session))
    with session.writing():
        _end(run)


def _end(run: BitrixRun) -> None:
    """Close a run, unless somebody stopped it."""
    BitrixRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(state=RunState.DONE, finished_at=now())
