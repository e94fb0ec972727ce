"""Own notifications, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.accounts import notifications
from apps.accounts.models import Notification, NotificationPreference, NotificationTimes
from apps.accounts.permissions import PROFILE
from apps.accounts.rules import quiet
from apps.common import access

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from apps.common.actor import Actor


def own_notifications(actor: Actor) -> QuerySet[Notification]:
    """Return what the person was told, the newest first."""
    return access.narrow(actor, PROFILE, Notification.objects.all()).order_by("-created_at", "-pk")


def unread_count(actor: Actor) -> int:
    """Return how much the person has not read."""
    return own_notifications(actor).filter(read_at__isnull=True).count()


def channel_choices(actor: Actor) -> dict[str, list[str]]:
    """Return by kind the channels the person gets it by: the own choice, else the kind's default."""
    chosen = dict(access.narrow(actor, PROFILE, NotificationPreference.objects.all()).values_list("kind", "channels"))
    return {kind.key: chosen.get(kind.key, list(kind.channels)) for kind in notifications.kinds()}


def times_of(user_ids: Collection[int]) -> dict[int, quiet.Times]:
    """Return when the telephones of these people may ring, without those who chose nothing. Needs a system scope."""
    return {row.user_id: _times(row) for row in NotificationTimes.objects.filter(user_id__in=user_ids)}


def own_times(actor: Actor) -> quiet.Times:
    """Return when the own telephone may ring."""
    row = access.narrow(actor, PROFILE, NotificationTimes.objects.all()).first()
    return quiet.ALWAYS if row is None else _times(row)


def _times(row: NotificationTimes) -> quiet.Times:
    """Return a row as the rule takes it."""
    return quiet.Times(row.quiet_from, row.quiet_until, quiet.Digest(row.digest), row.digest_at)
