"""Telling people things: one row per person for the bell, and an outbox row per further channel, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.accounts import notifications
from apps.accounts.models import Notification, NotificationPreference, NotificationTimes, User
from apps.accounts.permissions import PROFILE
from apps.accounts.rules import quiet
from apps.accounts.selectors.notifications import times_of
from apps.accounts.services import letters
from apps.audit.snapshots import plain
from apps.common import access, outbox
from apps.common.clock import now
from apps.common.errors import Conflict, Invalid
from apps.common.models import OutboxMessage
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from apps.common.actor import Actor

TOPIC: Final = "accounts.notification"


def notify(
    *,
    organisation_id: int,
    user_ids: Iterable[int],
    kind: str,
    by: Actor,  # noqa: ARG001 - every service says who acts; the event itself is recorded by the caller
    params: Mapping[str, Any] | None = None,
    url: str = "",
) -> list[Notification]:
    """Tell people of one organisation something, in the caller's transaction.

    Effects: one Notification for each working account among `user_ids` (each once, others are left out), and for
    every channel the person wants besides the bell one outbox row; a channel that does not reach the person (Telegram
    without a link) is replaced by its second one, and one that rings waits for the end of quiet hours. `kind` must be
    registered; `params` are plain values that fill its sentence; `url` is an address of this site. Nothing leaves
    before the commit. Done as the job `outbox`, since a client's user may tell staff something without reading their
    rows.
    """
    told = notifications.kind(kind)
    values = {name: plain(value) for name, value in (params or {}).items()}
    with system_scope(SystemJob.OUTBOX):
        wanted = dict(
            NotificationPreference.objects.filter(
                organisation_id=organisation_id, kind=kind, user_id__in=set(user_ids)
            ).values_list("user_id", "channels")
        )
        users = [
            user
            for user in User.objects.filter(organisation_id=organisation_id, pk__in=set(user_ids)).order_by("pk")
            if user.is_active
        ]
        plans = _Plans(organisation_id, {user.pk: set(wanted.get(user.pk, told.channels)) for user in users})
        rows = []
        for user in users:
            chosen = plans.channels_of(user)
            # Without the bell the row is there all the same, read already: other channels speak of it.
            read_at = None if notifications.IN_APP in chosen or not chosen else now()
            row = Notification.objects.create(
                organisation_id=organisation_id, user=user, kind=kind, params=values, url=url, read_at=read_at
            )
            rows.append(row)
            for key in sorted(chosen - {notifications.IN_APP}):
                _enqueue(row, key, chosen, plans.leaves_at(user, key, told))
    return rows


class _Plans:
    """By which channels each person is told and when; asks the database only for what the channels need."""

    def __init__(self, organisation_id: int, chosen: Mapping[int, set[str]]) -> None:
        """Look who can be reached by channels that do not reach everybody, and when telephones may ring."""
        self._chosen = chosen
        self._reached: dict[str, set[int]] = {}
        self._times: dict[int, quiet.Times] = {}
        for channel in notifications.channels():
            people = {person for person, keys in chosen.items() if channel.key in keys}
            if not people or channel.reached is None:
                continue
            self._reached[channel.key] = channel.reached(organisation_id, people)
            if channel.rings:
                self._times |= times_of(self._reached[channel.key])

    def channels_of(self, user: User) -> set[str]:
        """Return the person's channels; one that cannot reach the person is replaced by the one that takes over."""
        found = set()
        for channel in notifications.channels():
            if channel.key not in self._chosen[user.pk]:
                continue
            is_there = channel.reached is None or user.pk in self._reached[channel.key]
            found.add(channel.key if is_there else channel.instead)
        return found - {""}

    def leaves_at(self, user: User, key: str, kind: notifications.Kind) -> datetime:
        """Return when a message may leave by a channel."""
        at = now()
        if not notifications.channel(key).rings or user.pk not in self._times:
            return at
        return quiet.leaves_at(self._times[user.pk], ZoneInfo(user.time_zone), at, urgent=kind.is_urgent)


def _enqueue(row: Notification, key: str, chosen: Iterable[str], due_at: datetime) -> None:
    """Put one outbox row for a channel that sends; `also` names the other channels that speak of the same."""
    channel = notifications.channel(key)
    payload: dict[str, Any] = {"notification": row.pk, "channel": key}
    if channel.rings:
        urgent = "urgent" if notifications.kind(row.kind).is_urgent else "gathered"
        payload |= {"together": f"{key}:{row.user_id}:{urgent}", "also": sorted(set(chosen) - {key})}
    outbox.put(TOPIC, payload, organisation_id=row.organisation_id, due_at=due_at)


def take_over(messages: Iterable[OutboxMessage], channel: notifications.Channel) -> None:
    """Let the second channel speak of what a channel could not deliver, and the bell in any case.

    What the second channel speaks of already is not told twice. Needs a system scope; in the caller's transaction.
    """
    for message in messages:
        row = Notification.objects.filter(pk=message.payload["notification"]).first()
        if row is None:
            continue
        also = set(message.payload.get("also", ()))
        if notifications.IN_APP not in also:
            Notification.objects.filter(pk=row.pk).update(read_at=None)
        if channel.instead and channel.instead not in also:
            _enqueue(row, channel.instead, also, now())
            # Also when an administrator sends the message again, the second channel speaks once.
            told = message.payload | {"also": sorted(also | {channel.instead})}
            OutboxMessage.objects.filter(pk=message.pk).update(payload=told)


def deliver(message: OutboxMessage) -> None:
    """Send one notification by one channel (handler of the outbox topic `accounts.notification`).

    Messages that are done together become one of the channel's.
    """
    keys = [one.payload["notification"] for one in (message, *message.along)]
    with system_scope(SystemJob.OUTBOX):
        rows = list(Notification.objects.select_related("user", "organisation").filter(pk__in=keys).order_by("pk"))
    if not rows or not rows[0].user.is_active:
        raise outbox.Undeliverable(why="the person is gone")
    send = notifications.channel(message.payload["channel"]).send
    if send is not None:
        send(rows, message)


def send_email(rows: Sequence[Notification], message: OutboxMessage) -> None:
    """Send a notification as a letter, in the reader's language (channel `email`)."""
    row = rows[0]
    user = row.user
    if not user.email:
        raise outbox.Undeliverable(why="no e-mail address")
    with system_scope(SystemJob.OUTBOX):
        brand = letters.brand_of(user)
    with translation.override(user.language):
        sentence = notifications.sentence_of(row.kind, row.params)
        link = f"{settings.SITE_URL}{row.url}" if row.url.startswith("/") else ""
        context = {"user": user, "brand": brand, "sentence": sentence, "link": link}
        text = render_to_string("accounts/letters/notification.txt", context)
    letters.mail(user.email, sentence, text, sender_name=brand["name"], uid=message.uid)


def mark_read(*, by: Actor, uid: UUID | None = None) -> int:
    """Mark one own notification as read, or all of them; returns how many were unread."""
    access.require(by, PROFILE)
    unread = Notification.objects.filter(user_id=by.person_id, read_at__isnull=True)
    if uid is not None:
        unread = unread.filter(uid=uid)
    return unread.update(read_at=now())


def choose_channels(*, by: Actor, kind: str, channels: Iterable[str]) -> NotificationPreference:
    """Keep by which channels the person wants one kind; a taste, so it is not recorded. Raises Invalid."""
    access.require(by, PROFILE)
    known = {channel.key for channel in notifications.channels()}
    chosen = sorted(set(channels))
    if not known.issuperset(chosen) or kind not in {one.key for one in notifications.kinds()}:
        raise Invalid(field=kind)
    preference, _made = NotificationPreference.objects.update_or_create(
        organisation_id=by.tenant_id, user_id=by.person_id, kind=kind, defaults={"channels": chosen}
    )
    return preference


def change_times(*, by: Actor, times: quiet.Times) -> NotificationTimes:
    """Keep when the person's telephone may ring; a taste, so it is not recorded.

    Raises Invalid at its field, Conflict for platform staff, who are told nothing.
    """
    access.require(by, PROFILE)
    if by.organisation_id is None:
        raise Conflict
    if (times.quiet_from is None) != (times.quiet_until is None):
        field = "quiet_from" if times.quiet_from is None else "quiet_until"
        raise Invalid(_("Quiet hours have a beginning and an end."), field=field)
    values = {
        "quiet_from": times.quiet_from, "quiet_until": times.quiet_until, "digest": times.digest.value,
        "digest_at": times.digest_at,
    }  # fmt: skip
    row, _made = NotificationTimes.objects.update_or_create(
        organisation_id=by.tenant_id, user_id=by.person_id, defaults=values
    )
    return row
