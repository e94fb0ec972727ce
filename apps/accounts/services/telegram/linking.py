"""Which person of Telegram is which person of ours: linked by a one-time code, unlinked by either, entered by initData.

A code is 256 random bits in a deep link, kept as a hash for a quarter of an hour, good once. The link is proof enough
to open the Mini App (Telegram's word is checked by the bot's token), and nothing but the Mini App.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import Http404

from apps.accounts.exceptions import InitDataRefused, LinkExpired, NoBot, NotLinked, TelegramTaken
from apps.accounts.models import Session, TelegramCode, TelegramLink, User
from apps.accounts.permissions import PROFILE, USER_MANAGE
from apps.accounts.policy import actor_for_user
from apps.accounts.rules import init_data
from apps.accounts.selectors import telegram as selectors
from apps.accounts.services import signing_in
from apps.accounts.sessions import MiniSessionStore
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, clock
from apps.common.actor import Actor
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from apps.accounts.integrations.telegram import Incoming
    from apps.accounts.selectors.telegram import Connected

LIFETIME: Final = timedelta(minutes=15)
BEGINNING: Final = "lnk_"

logger = logging.getLogger(__name__)


def _digest(code: str) -> str:
    """Return the hash under which a code is kept; it has 256 bits, so no salt is needed."""
    return hashlib.sha256(code.encode()).hexdigest()


def make_link(*, by: Actor) -> str:
    """Return a deep link that links the Telegram in which it is opened with this person; earlier ones are void.

    Raises AccessDenied, NoBot. Nothing is recorded until the link is used.
    """
    access.require(by, PROFILE)
    if by.organisation_id is None:
        raise NoBot
    code = f"{BEGINNING}{secrets.token_urlsafe(32)}"
    with system_scope(SystemJob.TELEGRAM):
        found = selectors.connected(organisation_id=by.tenant_id)
        if found is None:
            raise NoBot
        TelegramCode.objects.filter(user_id=by.person_id).delete()
        TelegramCode.objects.create(
            organisation_id=by.tenant_id,
            user_id=by.person_id,
            digest=_digest(code),
            expires_at=clock.now() + LIFETIME,
        )
    return f"{settings.TELEGRAM_ME_URL}/{found.bot.username}?start={code}"


def claim(found: Connected, incoming: Incoming, code: str) -> User:
    """Link the person of Telegram who sent a code with the person who made it; returns the latter.

    Effects: the code and all others of the person are gone; the link, in place of an earlier one; one record. Raises
    LinkExpired (unknown, used, too old, of another organisation) and TelegramTaken. Needs the scope of the job.
    """
    row = TelegramCode.objects.select_for_update().filter(digest=_digest(code)).first()
    if row is None or row.expires_at <= clock.now() or row.organisation_id != found.organisation_id:
        raise LinkExpired
    user = User.objects.select_for_update(of=("self",)).get(pk=row.user_id)
    if not user.is_active:
        raise LinkExpired
    link = TelegramLink.objects.filter(user=user).first()
    before = snapshot(link) if link else None
    link = link or TelegramLink(organisation_id=user.organisation_id, user=user)
    link.telegram_id, link.username, link.broken_at = incoming.telegram_id, incoming.name, None
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as error:
        raise TelegramTaken from error
    TelegramCode.objects.filter(user=user).delete()
    record(by=actor_for_user(user), action="accounts.telegram.link", subject=link, before=before, after=snapshot(link))
    return user


def unlink(*, by: Actor) -> bool:
    """Remove the own link; sessions that Telegram opened end; one record. False when there was none."""
    access.require(by, PROFILE)
    with system_scope(SystemJob.TELEGRAM):
        link = TelegramLink.objects.select_for_update(of=("self",)).filter(user_id=by.person_id).first()
        return link is not None and _remove(link, by)


def unlink_another(*, by: Actor, uid: UUID, reason: str = "") -> None:
    """Remove somebody's link (the telephone is lost); one record. Raises AccessDenied, Http404 out of reach."""
    access.require(by, USER_MANAGE)
    with system_scope(SystemJob.TELEGRAM):
        rows = TelegramLink.objects.select_for_update(of=("self",)).filter(organisation_id=by.tenant_id, uid=uid)
        link = rows.first()
        if link is None:
            raise Http404
        _remove(link, by, reason)


def _remove(link: TelegramLink, by: Actor, reason: str = "") -> bool:
    """Delete a link and the sessions that it opened."""
    before = snapshot(link)
    Session.objects.filter(user_id=link.user_id, kind=Session.Kind.TELEGRAM).delete()
    record(by=by, action="accounts.telegram.unlink", subject=link, before=before, after={}, reason=reason)
    link.delete()
    return True


def mark(link: TelegramLink, *, broken: bool) -> bool:
    """Note that Telegram reaches the person no longer, or again; one record when that is news. Needs a scope."""
    locked = TelegramLink.objects.select_for_update(of=("self",)).filter(pk=link.pk).first()
    if locked is None or (locked.broken_at is not None) == broken:
        return False
    before = snapshot(locked)
    locked.broken_at = clock.now() if broken else None
    locked.save(update_fields=["broken_at", "updated_at"])
    action = "accounts.telegram.break" if broken else "accounts.telegram.mend"
    by = Actor.job(SystemJob.TELEGRAM.value, locked.organisation_id)
    record(by=by, action=action, subject=locked, before=before, after=snapshot(locked))
    return True


def enter_mini_app(request: HttpRequest, organisation_uid: UUID, text: str) -> User:
    """Open a short session for the person whom Telegram names; returns the person.

    `text` is initData as Telegram gave it to the page. Effects: a session of the kind «telegram», recorded as a
    sign-in. Raises NoBot, NotLinked (also for an account that does not work), InitDataRefused.
    """
    with system_scope(SystemJob.TELEGRAM):
        found = selectors.connected(organisation__uid=organisation_uid)
        if found is None:
            raise NoBot
        told = _vouched(text, found.token)
        link = (
            TelegramLink.objects.select_related("user")
            .filter(organisation_id=found.organisation_id, telegram_id=told.telegram_id)
            .first()
        )
        if link is None or not link.user.is_active:
            raise NotLinked
    request.session = MiniSessionStore()
    signing_in.complete(request, link.user, how="telegram", second_factor=True)
    return link.user


def _vouched(text: str, token: str) -> init_data.InitData:
    """Return whom Telegram names. Raises InitDataRefused; the log says what is wrong, never the text."""
    try:
        return init_data.read(text, token, clock.now())
    except init_data.InitDataRefused as refusal:
        logger.warning("a start of the Mini App was refused: %s", refusal.args[0])
        raise InitDataRefused from refusal
