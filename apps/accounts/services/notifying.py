"""Telling people things: one row per person for the bell, and an outbox row per further channel, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from apps.accounts import notifications
from apps.accounts.models import Notification, NotificationPreference, User
from apps.accounts.permissions import PROFILE
from apps.accounts.services import letters
from apps.audit.snapshots import plain
from apps.common import access, outbox
from apps.common.clock import now
from apps.common.errors import Invalid
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from apps.common.actor import Actor
    from apps.common.models import OutboxMessage

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
    every channel the person wants besides the bell one outbox row. `kind` must be registered; `params` are plain
    values that fill its sentence; `url` is an address of this site. Nothing leaves before the commit. Done as the
    job `outbox`, since a client's user may tell staff something without reading their rows.
    """
    default = notifications.kind(kind).channels
    values = {name: plain(value) for name, value in (params or {}).items()}
    with system_scope(SystemJob.OUTBOX):
        wanted = dict(
            NotificationPreference.objects.filter(
                organisation_id=organisation_id, kind=kind, user_id__in=set(user_ids)
            ).values_list("user_id", "channels")
        )
        rows = []
        for user in User.objects.filter(organisation_id=organisation_id, pk__in=set(user_ids)).order_by("pk"):
            if not user.is_active:
                continue
            chosen = wanted.get(user.pk, default)
            # Without the bell the row is there all the same, read already: other channels speak of it.
            read_at = None if notifications.IN_APP in chosen else now()
            row = Notification.objects.create(
                organisation_id=organisation_id, user=user, kind=kind, params=values, url=url, read_at=read_at
            )
            rows.append(row)
            _enqueue(row, chosen)
    return rows


def _enqueue(row: Notification, chosen: Iterable[str]) -> None:
    """Put one outbox row for each channel that sends."""
    for channel in notifications.channels():
        if channel.send is not None and channel.key in chosen:
            payload = {"notification": row.pk, "channel": channel.key}
            outbox.put(TOPIC, payload, organisation_id=row.organisation_id)


def deliver(message: OutboxMessage) -> None:
    """Send one notification by one channel (handler of the outbox topic `accounts.notification`)."""
    with system_scope(SystemJob.OUTBOX):
        row = (
            Notification.objects.select_related("user", "organisation")
            .filter(pk=message.payload["notification"])
            .first()
        )
    if row is None or not row.user.is_active:
        raise outbox.Undeliverable(why="the person is gone")
    send = notifications.channel(message.payload["channel"]).send
    if send is not None:
        send(row, message.uid)


def send_email(row: Notification, uid: UUID) -> None:
    """Send a notification as a letter, in the reader's language (channel `email`)."""
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
    letters.mail(user.email, sentence, text, sender_name=brand["name"], uid=uid)


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
