"""Scope: every request and job works inside a transaction under one database role, or reads nothing.

The login (`nh_app`) owns nothing and inherits nothing. `scope(actor)` enters `nh_staff` or `nh_client` and tells the
row-level policies whose rows they are; `system_scope(job)` enters `nh_system` for a job of the list below. Outside a
scope PostgreSQL refuses every table.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import connection, transaction

from apps.common.actor import Actor, ActorKind
from apps.common.errors import ScopeRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ValueT = TypeVar("ValueT")


class SystemJob(StrEnum):
    """The named jobs that may cross organisations; a new one is a decision, so it is written here."""

    AUTHENTICATE = "authenticate"
    SESSION = "session"
    SIGN_IN = "sign-in"
    PUBLIC_FORM = "public-form"
    PLATFORM = "platform"
    OUTBOX = "outbox"
    AUDIT_SEAL = "audit-seal"
    AUDIT_VERIFY = "audit-verify"
    AGENT_ENROL = "agent-enrol"
    TELEMETRY_INGEST = "telemetry-ingest"
    TELEMETRY_WATCH = "telemetry-watch"
    SCHEDULE = "schedule"
    HEALTH = "health"
    BITRIX_EVENTS = "bitrix-events"
    TELEGRAM = "telegram"
    IMPORT = "import"
    CLIENT_ACCOUNTS = "client-accounts"
    CLIENT_ANSWER = "client-answer"
    CLIENT_PAPER = "client-paper"
    MAINTENANCE = "maintenance"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the database is told on entering; restored on leaving an inner scope."""

    role: str
    organisation_id: str
    client_ids: str
    user_id: str
    actor: Actor
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def settings(self) -> tuple[str, str, str, str]:
        """What `_ENTER` takes."""
        return self.role, self.organisation_id, self.client_ids, self.user_id


_stack: ContextVar[tuple[_Frame, ...]] = ContextVar("nh_scope", default=())

_ENTER = (
    "SELECT set_config('role', %s, true), set_config('nh.organisation_id', %s, true), "
    "set_config('nh.client_ids', %s, true), set_config('nh.user_id', %s, true)"
)
_EARLIER = (
    "SELECT current_setting('role'), coalesce(current_setting('nh.organisation_id', true), ''), "
    "coalesce(current_setting('nh.client_ids', true), ''), coalesce(current_setting('nh.user_id', true), '')"
)


def current_actor() -> Actor | None:
    """Return the actor of the innermost scope, None outside."""
    frames = _stack.get()
    return frames[-1].actor if frames else None


def remembered(key: str, read: Callable[[], ValueT]) -> ValueT:
    """Return what was read under this key in the innermost scope, reading it now for the first time.

    It is forgotten with the scope; outside of any it is read each time.
    """
    frames = _stack.get()
    if not frames:
        return read()
    memory = frames[-1].memory
    if key not in memory:
        memory[key] = read()
    return cast("ValueT", memory[key])


@contextmanager
def scope(actor: Actor) -> Iterator[Actor]:
    """Work as `actor`: one transaction, its role, its organisation's rows.

    Platform staff cross organisations as the job `platform`. Raises ScopeRefused for an anonymous actor and for one
    without an organisation. The transaction is rolled back when the block raises.
    """
    if actor.kind is ActorKind.ANONYMOUS:
        message = "an anonymous actor has no scope; public work uses system_scope(SystemJob.PUBLIC_FORM)"
        raise ScopeRefused(message)
    if actor.organisation_id is None:
        message = f"actor {actor.label} belongs to no organisation"
        raise ScopeRefused(message)
    frame = _Frame(
        role="nh_client" if actor.is_client else "nh_staff",
        organisation_id=str(actor.organisation_id),
        client_ids=",".join(map(str, actor.client_ids)),
        user_id="" if actor.id is None else str(actor.id),
        actor=actor,
    )
    with _entered(frame):
        yield actor


@contextmanager
def system_scope(job: SystemJob) -> Iterator[Actor]:
    """Work as a named job of the platform, across organisations."""
    actor = Actor.job(job.value)
    with _entered(_Frame("nh_system", "", "", "", actor)):
        yield actor


@contextmanager
def _entered(frame: _Frame) -> Iterator[None]:
    """Open the transaction (a savepoint inside another), set role and settings, put the earlier ones back."""
    nested = connection.in_atomic_block
    frames = _stack.get()
    with transaction.atomic():
        with connection.cursor() as cursor:
            earlier: tuple[str, ...] | None = None
            if nested and frames:
                earlier = frames[-1].settings
            elif nested:
                # A transaction that no scope began: a test's, a migration's, a command's.
                cursor.execute(_EARLIER)
                earlier = cursor.fetchone()
            cursor.execute(_ENTER, frame.settings)
        token = _stack.set((*frames, frame))
        try:
            yield
        finally:
            _stack.reset(token)
        # On an error the savepoint's rollback restores the earlier settings by itself.
        if earlier is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(_ENTER, earlier)
