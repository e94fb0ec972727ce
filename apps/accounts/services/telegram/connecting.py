"""The organisation's bot: asked who it is, told where its updates go and which commands it has.

Telegram is asked outside every scope, since a slow answer must not hold a transaction; what came of it is kept then.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts import dialogs
from apps.accounts.exceptions import BotTaken
from apps.accounts.integrations.telegram import BotApi, BotFacts, Command, TelegramError, TokenRefused
from apps.accounts.models import Organisation, OrganisationSettings, TelegramBot
from apps.accounts.permissions import SETTINGS_MANAGE
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Invalid, NotReady
from apps.common.probes import Outcome
from apps.common.scope import SystemJob, scope, system_scope

if TYPE_CHECKING:
    from uuid import UUID

    from apps.common.actor import Actor

_HTTPS: Final = "https://"
# Telegram's names of our languages; the first speaks to everybody else.
_LANGUAGES: Final = (("en", ""), ("ru", "ru"), ("zh-hans", "zh"))


@dataclass(frozen=True, slots=True)
class _Own:
    """What is needed of the organisation."""

    uid: UUID
    token: str = field(repr=False)


def check_bot(by: Actor) -> Outcome:
    """Ask Telegram who the bot is and where its updates go (the probe of the page of integrations)."""
    own = _own(by)
    if not own.token:
        return Outcome(None, _("No token is entered."))
    try:
        facts = BotApi(own.token).facts()
    except TelegramError as refusal:
        return Outcome(ok=False, sentence=refusal.message)
    if facts.last_error:
        words = {"bot": facts.username, "error": facts.last_error}
        return Outcome(ok=False, sentence=_("@%(bot)s answers, but Telegram cannot reach us: %(error)s") % words)
    state = {"bot": facts.username, "count": facts.waiting}
    return Outcome(ok=True, sentence=_("@%(bot)s answers. Updates that wait: %(count)s.") % state)


def connect_bot(*, by: Actor, mode: str) -> TelegramBot:
    """Connect the bot of the kept token: `mode` webhook (Telegram sends updates) or polling (we ask for them).

    Called outside a scope. Effects in order: Telegram is told where updates go and the commands in three languages;
    the row; one record. Raises AccessDenied, Invalid, NotReady (no token, no HTTPS for a webhook),
    BotTaken, TelegramError.
    """
    access.require(by, SETTINGS_MANAGE)
    if mode not in {TelegramBot.Mode.WEBHOOK, TelegramBot.Mode.POLLING}:
        raise Invalid(field="mode")
    own = _own(by)
    if not own.token:
        raise NotReady(_("Enter the bot's token first."))
    if mode == TelegramBot.Mode.WEBHOOK and not (settings.SITE_URL.startswith(_HTTPS) or settings.TELEGRAM_LOOPBACK):
        raise NotReady(_("Telegram sends updates to HTTPS addresses only; this site has none."))
    api = BotApi(own.token)
    facts = api.facts()
    _refuse_anothers(by, facts)
    secret = secrets.token_urlsafe(32)
    if mode == TelegramBot.Mode.WEBHOOK:
        address = f"{settings.SITE_URL}{reverse('accounts:telegram_update', args=[own.uid])}"
        api.set_webhook(address, secret)
    else:
        api.remove_webhook()
    introduce(api)
    return _keep(by, facts, mode, secret)


def disconnect_bot(*, by: Actor) -> None:
    """Turn the bot off: nothing is sent or answered any more, links stay; one record. Called outside a scope.

    Telegram is told to send nothing; when it does not answer, the bot is off all the same.
    """
    access.require(by, SETTINGS_MANAGE)
    own = _own(by)
    with scope(by):
        row = access.narrow(by, SETTINGS_MANAGE, TelegramBot.objects.select_for_update(of=("self",))).first()
        if row is None or row.mode == TelegramBot.Mode.OFF:
            return
        before = snapshot(row)
        row.mode, row.secret = TelegramBot.Mode.OFF, ""
        row.save(update_fields=["mode", "secret", "updated_at"])
        record(by=by, action="accounts.telegram.disconnect", subject=row, before=before, after=snapshot(row))
    try:
        BotApi(own.token).remove_webhook()
    except TokenRefused:
        # The bot is gone already; nothing comes from it.
        return


def _own(by: Actor) -> _Own:
    """Return the organisation's uid and token."""
    with scope(by):
        row = access.fetch(by, SETTINGS_MANAGE, OrganisationSettings.objects.all())
        return _Own(Organisation.objects.get(pk=by.tenant_id).uid, row.telegram_token)


def _refuse_anothers(by: Actor, facts: BotFacts) -> None:
    """Raise BotTaken for the bot of another organisation, before its webhook is moved to us."""
    with system_scope(SystemJob.TELEGRAM):
        others = TelegramBot.objects.filter(telegram_id=facts.id).exclude(organisation_id=by.tenant_id)
        if others.exists():
            raise BotTaken


def introduce(api: BotApi) -> None:
    """Tell Telegram the commands in each language."""
    for language, code in _LANGUAGES:
        with translation.override(language):
            api.set_commands([Command(one.name, str(one.meaning)) for one in dialogs.commands()], code)


def _keep(by: Actor, facts: BotFacts, mode: str, secret: str) -> TelegramBot:
    """Write the row and the record; another bot's updates are counted anew."""
    with scope(by):
        row = access.narrow(by, SETTINGS_MANAGE, TelegramBot.objects.select_for_update(of=("self",))).first()
        before = snapshot(row) if row else None
        row = row or TelegramBot(organisation_id=by.tenant_id)
        if row.telegram_id != facts.id:
            row.next_update_id = 0
        row.telegram_id, row.username, row.mode, row.secret = facts.id, facts.username, mode, secret
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise BotTaken from error
        record(by=by, action="accounts.telegram.connect", subject=row, before=before, after=snapshot(row))
    return row
