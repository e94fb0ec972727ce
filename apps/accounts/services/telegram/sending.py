"""What leaves for Telegram: notifications (the channel `telegram`) and answers of the bot, both from the outbox.

Telegram has no key by which a repeated message is known. A message is sent again only when its answer was lost (or
the worker died before the mark): the person then reads it twice, at most once for each lost answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts import mini_app, notifications
from apps.accounts.integrations.telegram import (
    Blocked,
    BotApi,
    CallRefused,
    LimitReached,
    TelegramSilent,
    TokenRefused,
)
from apps.accounts.models import Notification, TelegramLink, User
from apps.accounts.rules import chat, quiet
from apps.accounts.rules.chat import Button, Said
from apps.accounts.selectors import telegram as selectors
from apps.accounts.selectors.notifications import times_of
from apps.accounts.services import notifying
from apps.accounts.services.telegram import linking
from apps.common import clock, outbox
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from apps.accounts.selectors.telegram import Connected
    from apps.common.models import OutboxMessage

CALL_TOPIC: Final = "accounts.telegram"
# After so many tries in vain (3.5 minutes) the second channel speaks, so that an outage of Telegram hides nothing.
_PATIENCE: Final = 4
_HTTPS: Final = "https://"


def send_telegram(rows: Sequence[Notification], message: OutboxMessage) -> None:
    """Send notifications of one person as one message in the person's language (channel `telegram`).

    Raises Postponed in quiet hours and at a limit, DeliveryFailed while Telegram does not answer, Undeliverable when it
    never will; before the last the second channel takes over.
    """
    user = rows[0].user
    with system_scope(SystemJob.OUTBOX):
        found = selectors.connected(organisation_id=rows[0].organisation_id)
        link = TelegramLink.objects.filter(user=user, broken_at__isnull=True).first()
        times = times_of([user.pk]).get(user.pk, quiet.ALWAYS)
    if found is None or link is None:
        _take_over(message)
        raise outbox.Undeliverable(why="no working link with Telegram")
    is_urgent = notifications.kind(rows[0].kind).is_urgent
    end = None if is_urgent else quiet.quiet_end(times, ZoneInfo(user.time_zone), clock.now())
    if end is not None:
        raise outbox.Postponed(end)
    with translation.override(user.language):
        said = _said(rows, found)
    _send(found, link, said, message)


def _send(found: Connected, link: TelegramLink, said: Said, message: OutboxMessage) -> None:
    """Send one message; what Telegram says of the chat is kept."""
    try:
        BotApi(found.token).send(link.telegram_id, said.html, said.buttons)
    except LimitReached as limit:
        raise outbox.Postponed(clock.now() + timedelta(seconds=limit.seconds)) from limit
    except Blocked as refusal:
        _take_over(message, broken=link)
        raise outbox.Undeliverable(why=refusal.message) from refusal
    except (CallRefused, TokenRefused) as refusal:
        _take_over(message)
        raise outbox.Undeliverable(why=refusal.message) from refusal
    except TelegramSilent as refusal:
        if message.attempts >= _PATIENCE and _has_second(message, link.user_id):
            _take_over(message)
            raise outbox.Undeliverable(why=refusal.message) from refusal
        raise outbox.DeliveryFailed(why=refusal.message) from refusal


def _has_second(message: OutboxMessage, user_id: int) -> bool:
    """Whether a second channel could still speak of it."""
    with system_scope(SystemJob.OUTBOX):
        has_address = User.objects.filter(pk=user_id).exclude(email="").exists()
    return has_address and any(
        notifications.EMAIL not in one.payload.get("also", ()) for one in (message, *message.along)
    )


def _take_over(message: OutboxMessage, *, broken: TelegramLink | None = None) -> None:
    """Let the second channel speak, in one transaction with the mark on a broken link."""
    with system_scope(SystemJob.OUTBOX):
        notifying.take_over((message, *message.along), notifications.channel(notifications.TELEGRAM))
        if broken is not None:
            linking.mark(broken, broken=True)


def _said(rows: Sequence[Notification], found: Connected) -> Said:
    """Return what the person reads: one sentence with a button, or a list."""
    sentences = [chat.text(notifications.sentence_of(row.kind, row.params)) for row in rows]
    if len(rows) == 1:
        return Said(sentences[0], _open(rows[0].url, found))
    head = _("News: %(count)s") % {"count": len(rows)}
    lines = chat.listed([f"• {one}" for one in sentences], _("… and %(count)s more"))
    return Said(f"<b>{head}</b>\n{lines}", _open_all([row.url for row in rows], found))


def _open(url: str, found: Connected) -> tuple[tuple[Button, ...], ...]:
    """Return the button that leads to what a notification speaks of: in the Mini App where it can, else a page."""
    if not url.startswith("/"):
        return ()
    twin = mini_app.twin_of(url)
    entry = mini_app.entry_of(found.organisation_uid, twin) if twin else ""
    if entry:
        return ((Button(_("Open"), url=entry, is_app=True),),)
    if settings.SITE_URL.startswith(_HTTPS) or settings.TELEGRAM_LOOPBACK:
        return ((Button(_("Open"), url=f"{settings.SITE_URL}{url}"),),)
    return ()


def _open_all(urls: Sequence[str], found: Connected) -> tuple[tuple[Button, ...], ...]:
    """Return the button of several news: the beginning of the Mini App where it shows all of them, else their list."""
    entry = mini_app.entry_of(found.organisation_uid) if all(mini_app.twin_of(url) for url in urls) else ""
    if entry:
        return ((Button(_("Open"), url=entry, is_app=True),),)
    return _open(reverse("accounts:notifications"), found)


def answer(found: Connected, chat_id: int, said: Said, *, message_id: int = 0) -> int:
    """Put an answer of the bot into the outbox of the present transaction; returns the key of its row."""
    payload = {"chat": chat_id, "message": message_id if said.replaces else 0, **said.kept()}
    return outbox.put(CALL_TOPIC, payload, organisation_id=found.organisation_id).pk


def hear(found: Connected, press_id: str) -> int:
    """Put the word that a press was heard into the outbox; returns the key of its row."""
    return outbox.put(CALL_TOPIC, {"press": press_id}, organisation_id=found.organisation_id).pk


def menu(found: Connected, chat_id: int, text: str, url: str) -> int:
    """Put what the menu button of a chat opens into the outbox; returns the key of its row."""
    payload = {"chat": chat_id, "menu": url, "text": text}
    return outbox.put(CALL_TOPIC, payload, organisation_id=found.organisation_id).pk


def deliver_call(message: OutboxMessage) -> None:
    """Send one answer of the bot (handler of the outbox topic `accounts.telegram`)."""
    payload = message.payload
    with system_scope(SystemJob.OUTBOX):
        found = selectors.connected(organisation_id=message.organisation_id)
    if found is None:
        raise outbox.Undeliverable(why="the bot is off")
    api = BotApi(found.token)
    try:
        if "press" in payload:
            api.answer_press(payload["press"])
        elif "menu" in payload:
            api.set_menu(payload["chat"], payload["text"], payload["menu"])
        elif payload["message"]:
            api.edit(payload["chat"], payload["message"], payload["html"], chat.buttons_of(payload))
        else:
            api.send(payload["chat"], payload["html"], chat.buttons_of(payload))
    except LimitReached as limit:
        raise outbox.Postponed(clock.now() + timedelta(seconds=limit.seconds)) from limit
    except (Blocked, CallRefused, TokenRefused) as refusal:
        raise outbox.Undeliverable(why=refusal.message) from refusal
    except TelegramSilent as refusal:
        raise outbox.DeliveryFailed(why=refusal.message) from refusal
