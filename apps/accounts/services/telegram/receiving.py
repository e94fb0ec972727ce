"""What comes from Telegram: each update applied once, with its answers, in one transaction.

The number of an update is kept in the transaction of what it did: sent twice, or by two workers at once, it does its
work once. Answers are rows of the outbox in the same transaction, sent at once after it.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.accounts import dialogs, mini_app
from apps.accounts.integrations.telegram import BotApi, Incoming, Kind, read
from apps.accounts.models import TelegramBot, TelegramLink, TelegramUpdate, User
from apps.accounts.policy import actor_for_user
from apps.accounts.rules import chat
from apps.accounts.rules.chat import Said
from apps.accounts.selectors import telegram as selectors
from apps.accounts.services.telegram import linking, sending
from apps.common import access, outbox
from apps.common.errors import AccessDenied, DomainError
from apps.common.scope import SystemJob, scope, system_scope

if TYPE_CHECKING:
    from uuid import UUID

    from apps.accounts.selectors.telegram import Connected

# A stranger is answered once in so many seconds, however much is written.
_STRANGER_S: Final = 10
_START: Final = "start"
# After these the menu button of the chat may lead elsewhere.
_MENU: Final = ("start", "stop")

logger = logging.getLogger(__name__)


class Taken(StrEnum):
    """What became of an update."""

    APPLIED = "applied"
    KNOWN = "known"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


def take_update(organisation_uid: UUID, secret: str, body: bytes) -> Taken:
    """Apply an update that Telegram sent to the webhook; called outside a scope, the caller is nobody of ours.

    REFUSED without the secret that only Telegram knows (compared in constant time, also where there is no webhook).
    """
    with system_scope(SystemJob.TELEGRAM):
        found = selectors.connected(organisation__uid=organisation_uid)
    wanted = found.bot.secret if found and found.bot.mode == TelegramBot.Mode.WEBHOOK else ""
    if not hmac.compare_digest(wanted.encode(), secret.encode()) or not wanted or found is None:
        return Taken.REFUSED
    try:
        told = json.loads(body)
        incoming = read(told if isinstance(told, dict) else {})
    except ValueError:
        return Taken.UNREADABLE
    return Taken.APPLIED if apply(found, incoming) else Taken.KNOWN


def poll(found: Connected, wait_s: int) -> int:
    """Ask for updates, waiting for the first one, and apply them; returns how many were new. Raises TelegramError."""
    new = 0
    for told in BotApi(found.token).updates(found.bot.next_update_id, wait_s):
        try:
            incoming = read(told)
        except ValueError:
            # Nothing is gained by asking for it again.
            logger.warning("an update of %s cannot be read", found.bot)
            incoming = Incoming(int(told["update_id"]))
        new += apply(found, incoming)
    return new


def apply(found: Connected, incoming: Incoming) -> bool:
    """Apply one update with its answers; False when that was done before. Called outside a scope."""
    with system_scope(SystemJob.TELEGRAM):
        if not _first_time(found.bot, incoming.update_id):
            return False
        answers = _done(found, incoming)
    if answers:
        outbox.deliver(only=answers)
    return True


def _first_time(bot: TelegramBot, update_id: int) -> bool:
    """Note the number of an update; False when it is known. A second worker waits here for the first one's end."""
    try:
        with transaction.atomic():
            TelegramUpdate.objects.create(bot=bot, update_id=update_id)
    except IntegrityError:
        return False
    TelegramBot.objects.filter(pk=bot.pk, next_update_id__lte=update_id).update(next_update_id=update_id + 1)
    return True


def _done(found: Connected, incoming: Incoming) -> list[int]:
    """Do what an update asks for; returns the keys of the answers."""
    if incoming.kind is Kind.OTHER:
        return []
    link = TelegramLink.objects.filter(organisation_id=found.organisation_id, telegram_id=incoming.telegram_id).first()
    if incoming.kind in {Kind.BLOCKED, Kind.UNBLOCKED}:
        if link is not None:
            linking.mark(link, broken=incoming.kind is Kind.BLOCKED)
        return []
    keys = [sending.hear(found, incoming.press_id)] if incoming.kind is Kind.PRESS else []
    keys += [
        sending.answer(found, incoming.telegram_id, one, message_id=incoming.message_id)
        for one in _said(found, incoming, link)
    ]
    if _command(incoming)[0] in _MENU:
        keys += _menu(found, incoming.telegram_id)
    return keys


def _menu(found: Connected, telegram_id: int) -> list[int]:
    """Let the menu button of the chat open the Mini App for who has something in it, and for nobody else."""
    link = TelegramLink.objects.select_related("user").filter(
        organisation_id=found.organisation_id, telegram_id=telegram_id
    )
    user = next((row.user for row in link if row.user.is_active), None)
    url = _talk(found, user).app_url if user else ""
    with translation.override(user.language if user else "en"):
        return [sending.menu(found, telegram_id, _("Tasks"), url)]


def _said(found: Connected, incoming: Incoming, link: TelegramLink | None) -> Sequence[Said]:
    """Return what the bot says to an update."""
    name, rest = _command(incoming)
    if name == _START and rest.startswith(linking.BEGINNING):
        return _claimed(found, incoming, rest)
    user = User.objects.filter(pk=link.user_id).first() if link else None
    if link is None or user is None or not user.is_active:
        return _to_a_stranger(incoming)
    if link.broken_at is not None:
        # Who writes to the bot has it unblocked.
        linking.mark(link, broken=False)
    return _to_a_person(found, incoming, user, (name, rest))


def _command(incoming: Incoming) -> tuple[str, str]:
    """Return the command of a text and what follows it; «/find@bot 12» is «find», «12»."""
    if incoming.kind is not Kind.TEXT or not incoming.text.startswith("/"):
        return "", incoming.text.strip()
    head, _space, rest = incoming.text[1:].partition(" ")
    return head.partition("@")[0].lower(), rest.strip()


def _claimed(found: Connected, incoming: Incoming, code: str) -> Sequence[Said]:
    """Link by a code, and say what came of it."""
    try:
        user = linking.claim(found, incoming, code)
    except DomainError as refusal:
        with translation.override(_language(incoming)):
            return [Said(chat.text(refusal.message))]
    with translation.override(user.language):
        welcome = chat.text(_("%(name)s, this Telegram is linked with your account now.") % {"name": user.name})
    talk = _talk(found, user)
    with scope(talk.actor), translation.override(user.language):
        return [Said(welcome), *help_of(talk, "")]


def _to_a_stranger(incoming: Incoming) -> Sequence[Said]:
    """Say how to link, but not again and again."""
    if not cache.add(f"accounts:telegram:stranger:{incoming.telegram_id}", 1, _STRANGER_S):
        return []
    with translation.override(_language(incoming)):
        return [
            Said(
                chat.text(_("I do not know you yet. Sign in to the site, open your profile and press «Link Telegram»."))
            )
        ]


def _to_a_person(found: Connected, incoming: Incoming, user: User, said: tuple[str, str]) -> Sequence[Said]:
    """Answer a command or a press as the person, in the person's language and zone."""
    talk = _talk(found, user)
    handler, rest = _handler(talk, incoming, said)
    with translation.override(user.language), timezone.override(ZoneInfo(user.time_zone)):
        try:
            with scope(talk.actor):
                return handler(talk, rest)
        except DomainError as refusal:
            return [Said(chat.text(refusal.message))]


def _handler(talk: dialogs.Talk, incoming: Incoming, said: tuple[str, str]) -> tuple[dialogs.Answer, str]:
    """Return who answers, and with what; help for what nobody understands."""
    if incoming.kind is Kind.PRESS:
        answer, rest = dialogs.press(incoming.text)
        return answer or help_of, rest
    name, rest = said
    command = dialogs.command(name)
    if command is None:
        return help_of, rest
    if command.permission is not None and not access.holds(talk.actor, command.permission):
        return _refused, rest
    return command.answer, rest


def _refused(talk: dialogs.Talk, rest: str) -> Sequence[Said]:  # noqa: ARG001 - the shape of an answer
    """Say that the right is missing."""
    raise AccessDenied


def help_of(talk: dialogs.Talk, rest: str) -> Sequence[Said]:  # noqa: ARG001 - the shape of an answer
    """Say what the bot understands from this person."""
    lines = [
        f"/{one.name} — {chat.text(one.meaning)}"
        for one in dialogs.commands()
        if one.permission is None or access.holds(talk.actor, one.permission)
    ]
    return [Said("\n".join(lines))]


def _talk(found: Connected, user: User) -> dialogs.Talk:
    """Return who speaks."""
    actor = actor_for_user(user)
    start = mini_app.start_of(actor)
    return dialogs.Talk(actor, user, mini_app.entry_of(found.organisation_uid) if start else "")


def _language(incoming: Incoming) -> str:
    """Return the language of ours that somebody's Telegram speaks."""
    return {"ru": "ru", "zh": "zh-hans"}.get(incoming.language[:2].lower(), "en")
