"""Bots and links: which bot an organisation has, who is reached by it, and the own link."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings

from apps.accounts.models import Organisation, OrganisationSettings, TelegramBot, TelegramLink
from apps.accounts.permissions import PROFILE, SETTINGS_MANAGE
from apps.common import access
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class Connected:
    """A bot that is on, with the token that belongs to it."""

    bot: TelegramBot
    organisation_uid: UUID
    token: str = field(repr=False)

    @property
    def organisation_id(self) -> int:
        """The organisation's id."""
        return self.bot.organisation_id


@dataclass(frozen=True, slots=True)
class OwnLink:
    """What the profile shows: the bot's name (empty: there is none), the link if there is one."""

    bot: str
    name: str = ""
    linked_at: datetime | None = None
    broken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BotState:
    """What the page of the integration shows."""

    has_token: bool
    bot: TelegramBot | None
    is_on: bool
    links: int
    broken: int
    webhook: str
    mini_app: str


def belongs(token: str, bot: TelegramBot | None) -> bool:
    """Whether a token is this bot's: its part before the colon is the bot's id."""
    return bot is not None and token.partition(":")[0] == str(bot.telegram_id)


def connected(**lookup: object) -> Connected | None:
    """Return the bot of an organisation (`organisation_id=…` or `organisation__uid=…`) while it is on.

    Needs a system scope.
    """
    bot = TelegramBot.objects.select_related("organisation").filter(**lookup).first()
    if bot is None or bot.mode == TelegramBot.Mode.OFF or not bot.organisation.is_active:
        return None
    row = OrganisationSettings.objects.filter(organisation_id=bot.organisation_id).first()
    token = row.telegram_token if row else ""
    return Connected(bot, bot.organisation.uid, token) if belongs(token, bot) else None


def polled() -> list[Connected]:
    """Return the bots whose updates we ask for. Needs a system scope."""
    rows = TelegramBot.objects.filter(mode=TelegramBot.Mode.POLLING).order_by("pk")
    found = [connected(pk=row.pk) for row in rows]
    return [one for one in found if one is not None]


def linked(organisation_id: int, user_ids: Collection[int]) -> set[int]:
    """Return which of these people Telegram reaches now: the bot is on, the link works. Needs a system scope."""
    rows = TelegramLink.objects.filter(organisation_id=organisation_id, user_id__in=user_ids, broken_at__isnull=True)
    found = set(rows.values_list("user_id", flat=True))
    return found if found and connected(organisation_id=organisation_id) else set()


def own_link(actor: Actor) -> OwnLink:
    """Return the own link, and the bot that it is with."""
    access.require(actor, PROFILE)
    if actor.organisation_id is None:
        return OwnLink("")
    with system_scope(SystemJob.TELEGRAM):
        found = connected(organisation_id=actor.organisation_id)
        link = TelegramLink.objects.filter(user_id=actor.person_id).first()
    bot = found.bot.username if found else ""
    return OwnLink(bot) if link is None else OwnLink(bot, str(link), link.created_at, link.broken_at)


def bot_state(actor: Actor) -> BotState:
    """Return the state of the organisation's bot for its administrator."""
    access.require(actor, SETTINGS_MANAGE)
    row = access.fetch(actor, SETTINGS_MANAGE, OrganisationSettings.objects.all())
    bot = access.narrow(actor, SETTINGS_MANAGE, TelegramBot.objects.all()).first()
    links = access.narrow(actor, SETTINGS_MANAGE, TelegramLink.objects.all())
    uid = Organisation.objects.get(pk=actor.tenant_id).uid
    return BotState(
        has_token=bool(row.telegram_token),
        bot=bot,
        is_on=bot is not None and bot.mode != TelegramBot.Mode.OFF and belongs(row.telegram_token, bot),
        links=links.count(),
        broken=links.filter(broken_at__isnull=False).count(),
        webhook=f"{settings.SITE_URL}/telegram/{uid}/",
        mini_app=f"{settings.SITE_URL}/tma/{uid}/",
    )
