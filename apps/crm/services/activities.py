"""Activities: write down what was done or is to be done about a client, lead, deal or contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, clock, events
from apps.common.errors import Invalid
from apps.crm import signals
from apps.crm.enums import ActivityKind
from apps.crm.exceptions import ActivityDone
from apps.crm.models import Activity, Client, Contract, Deal, Lead
from apps.crm.permissions import ACTIVITY_MANAGE
from apps.crm.rules import sales_fields, texts
from apps.crm.services.checked import BRINGERS, check_owner, checked, person_who_acts
from apps.crm.services.clients import MANAGERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from apps.common.actor import Actor

Subject = Client | Lead | Deal | Contract
_WORKERS: Final = MANAGERS | BRINGERS
_OUTCOME_CHARS = 500


def add_activity(
    subject: Subject,
    *,
    by: Actor,
    owner: User | None = None,
    at: datetime | None = None,
    **values: Any,
) -> Activity:
    """Write down an activity about `subject` and return it.

    `values`: kind, title (needed), text, due_at, remind_at (moments), outcome. With a day it waits for its person (who
    acts unless `owner` is named); without one it has happened now, or `at`. A task needs a day.
    Effects: the activity; one audit record; `activity_added` after commit.
    Raises AccessDenied, Invalid (at its field), UnknownField.
    """
    access.require(by, ACTIVITY_MANAGE)
    access.require(by, ACTIVITY_MANAGE, subject)
    with transaction.atomic():
        tidy = checked(sales_fields.ACTIVITY, {"kind": ActivityKind.NOTE, "title": "", **values})
        moment = at or clock.now()
        activity = Activity(
            organisation_id=by.tenant_id,
            owner=owner or person_who_acts(by, _WORKERS),
            broker=getattr(subject, "broker", None),
            author_label=by.label,
            **{type(subject).__name__.lower(): subject},
            **tidy,
        )
        activity.done_at = None if activity.due_at else moment
        activity.happened_at = activity.due_at or moment
        _check(activity)
        activity.save(force_insert=True)
        record(by=by, action="crm.activity.create", subject=activity, after=snapshot(activity))
        events.announce(signals.activity_added, by=by, sender=Activity, activity_id=activity.pk)
    return activity


def update_activity(activity: Activity, *, by: Actor, version: int, changes: Mapping[str, Any]) -> Activity:
    """Change the named fields of an activity that the person saw as `version`, and return it.

    `changes`: any of `add_activity`'s values and `owner`. Another reminder is given anew.
    Effects: the fields; one audit record with what differs.
    Raises AccessDenied, StaleVersion, Invalid (at its field), UnknownField.
    """
    access.require(by, ACTIVITY_MANAGE, activity)
    with transaction.atomic():
        locked = _lock(activity)
        before = snapshot(locked)
        wanted = dict(changes)
        columns: dict[str, Any] = {"owner": wanted.pop("owner")} if "owner" in wanted else {}
        columns |= checked(sales_fields.ACTIVITY, wanted)
        if "remind_at" in columns and columns["remind_at"] != locked.remind_at:
            columns["reminded_at"] = None
        for name, value in columns.items():
            setattr(locked, name, value)
        if locked.due_at and not locked.done_at:
            locked.happened_at = columns["happened_at"] = locked.due_at
        elif not locked.done_at:
            locked.done_at = locked.happened_at = columns["done_at"] = columns["happened_at"] = clock.now()
        _check(locked)
        locked.save_version(version, columns)
        record(by=by, action="crm.activity.update", subject=locked, before=before, after=snapshot(locked))
    return locked


def complete_activity(
    activity: Activity, *, by: Actor, version: int, outcome: str = "", at: datetime | None = None
) -> Activity:
    """Mark an activity that the person saw as `version` as done, with what came of it, and return it.

    Effects: done, its moment, the outcome; one audit record; `activity_done` after commit.
    Raises AccessDenied, ActivityDone (somebody did it already), StaleVersion, Invalid.
    """
    access.require(by, ACTIVITY_MANAGE, activity)
    outcome = texts.line(outcome, "outcome", _OUTCOME_CHARS)
    with transaction.atomic():
        locked = _lock(activity)
        if locked.done_at is not None:
            raise ActivityDone
        before = snapshot(locked)
        locked.done_at = locked.happened_at = at or clock.now()
        locked.outcome = outcome or locked.outcome
        locked.save_version(version, ["done_at", "happened_at", "outcome"])
        record(by=by, action="crm.activity.complete", subject=locked, before=before, after=snapshot(locked))
        events.announce(signals.activity_done, by=by, sender=Activity, activity_id=locked.pk)
    return locked


def reopen_activity(activity: Activity, *, by: Actor, version: int) -> Activity:
    """Take back that an activity with a day is done, and return it; nothing happens when it waits.

    Effects: it waits again; one audit record. Raises AccessDenied, StaleVersion, Invalid (it has no day).
    """
    access.require(by, ACTIVITY_MANAGE, activity)
    with transaction.atomic():
        locked = _lock(activity)
        if locked.due_at is None:
            raise Invalid(_("What has no day has happened; it does not wait."), field="due_at")
        if locked.done_at is not None:
            before = snapshot(locked)
            locked.done_at, locked.happened_at = None, locked.due_at
            locked.save_version(version, ["done_at", "happened_at"])
            record(by=by, action="crm.activity.reopen", subject=locked, before=before, after=snapshot(locked))
    return locked


def remove_activity(activity: Activity, *, by: Actor, version: int) -> None:
    """Remove an activity that was written down by mistake.

    Effects: it is gone; one audit record with what was there. Raises AccessDenied, StaleVersion.
    """
    access.require(by, ACTIVITY_MANAGE, activity)
    with transaction.atomic():
        locked = _lock(activity)
        locked.save_version(version, ["title"])
        before = snapshot(locked)
        removed = Activity(pk=locked.pk, uid=locked.uid, organisation_id=locked.organisation_id, title=locked.title)
        locked.delete()
        record(by=by, action="crm.activity.delete", subject=removed, before=before)


def _lock(activity: Activity) -> Activity:
    """Return the activity as it stands now, locked until the transaction ends."""
    return Activity.objects.select_for_update().get(pk=activity.pk)


def _check(activity: Activity) -> None:
    """Refuse what an activity may not be. Raises Invalid."""
    check_owner(activity.owner, activity.organisation_id, _WORKERS)
    if activity.kind == ActivityKind.TASK and activity.due_at is None:
        raise Invalid(_("A task needs a day."), field="due_at")
    if activity.remind_at is not None and activity.due_at is None:
        raise Invalid(_("A reminder needs a day to remind of."), field="due_at")
    if activity.remind_at is not None and activity.due_at is not None and activity.remind_at > activity.due_at:
        raise Invalid(_("The reminder comes after the day itself."), field="remind_at")
