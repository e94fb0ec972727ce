"""Passwords: change, reset by letter, set by the link of a letter."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.exceptions import LinkExpired, TooManyRequests
from apps.accounts.models import Session, User
from apps.accounts.permissions import PROFILE
from apps.accounts.rules import links
from apps.accounts.services import letters
from apps.accounts.services.signing_in import find
from apps.accounts.sessions import digest
from apps.audit.services import record
from apps.common import access
from apps.common.clock import now
from apps.common.errors import Invalid
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from apps.common.actor import Actor

RESETS_PER_HOUR: Final = 5
_HOUR: Final = timedelta(hours=1)
_SETTING: Final = frozenset({links.Purpose.RESET, links.Purpose.INVITE})


def check_strength(password: str, user: User, field: str = "password") -> None:
    """Refuse a weak password, or the present one again. Raises Invalid with every reason."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages).replace("%", "%%"), field=field) from error
    if user.has_usable_password() and user.check_password(password):
        raise Invalid(_("This is the password you have now."), field=field)


def change_password(*, by: Actor, present: str, new: str, session_key: str) -> User:
    """Change the own password: other sessions end, a letter tells the person, one record. Raises Invalid."""
    access.require(by, PROFILE)
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).get(pk=by.person_id)
        if not user.check_password(present):
            raise Invalid(_("The present password is wrong."), field="present")
        check_strength(new, user, "new")
        _write(user, new)
        end_sessions(user, keep=session_key)
        letters.send(user, letters.Letter.PASSWORD_CHANGED)
        record(by=by, action="accounts.password.change", subject=user)
    return user


def ask_reset(*, by: Actor, name: str) -> None:
    """Send a letter with a link when the name belongs to a working account with an address; silent otherwise.

    Raises TooManyRequests after five requests an hour from one address.
    """
    _throttle(f"password-reset:{by.ip}")
    with system_scope(SystemJob.SIGN_IN):
        user = find(name)
        if user is None or not user.is_active or not user.email:
            return
        letters.send(user, letters.Letter.PASSWORD_RESET)
        record(by=by, action="accounts.password.ask_reset", subject=user)


def user_of_link(token: str, purposes: frozenset[links.Purpose] = _SETTING) -> User:
    """Return the person a link was made for. Raises LinkExpired when it is used, too old or not ours."""
    found = links.read(token, purposes)
    if found is None:
        raise LinkExpired
    purpose, uid, fingerprint = found
    with system_scope(SystemJob.SIGN_IN):
        user = User.objects.select_related("organisation").filter(uid=uid).first()
    if user is None or not user.is_active or not links.fits(fingerprint, letters.state_of(user, purpose)):
        raise LinkExpired
    return user


def set_password(*, by: Actor, token: str, new: str) -> User:
    """Set a password by the link of a letter: the link is used up, all sessions end, the address counts as confirmed.

    Raises LinkExpired and Invalid.
    """
    with system_scope(SystemJob.SIGN_IN):
        user = user_of_link(token)
        user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        user_of_link(token)
        check_strength(new, user)
        user.email_verified_at = user.email_verified_at or now()
        _write(user, new)
        end_sessions(user)
        record(by=by, action="accounts.password.set", subject=user)
    return user


def verify_email(*, by: Actor, token: str) -> User:
    """Confirm the address a letter went to. Raises LinkExpired."""
    with system_scope(SystemJob.SIGN_IN):
        user = user_of_link(token, frozenset({links.Purpose.EMAIL}))
        user.email_verified_at = now()
        user.save(update_fields=["email_verified_at", "updated_at"])
        record(by=by, action="accounts.email.verify", subject=user)
    return user


def ask_email_verification(*, by: Actor) -> None:
    """Send the letter again. Raises TooManyRequests."""
    access.require(by, PROFILE)
    _throttle(f"verify-email:{by.id}")
    letters.send(User.objects.get(pk=by.person_id), letters.Letter.VERIFY_EMAIL)


def end_sessions(user: User, *, keep: str = "") -> int:
    """End the person's sessions, but the one with the key `keep`; returns how many."""
    with system_scope(SystemJob.SESSION):
        return Session.objects.filter(user=user).exclude(key_digest=digest(keep) if keep else "").delete()[0]


def _write(user: User, password: str) -> None:
    """Keep the new password's hash."""
    user.set_password(password)
    user.password_changed_at = now()
    user.save(update_fields=["password", "password_changed_at", "email_verified_at", "updated_at"])


def _throttle(key: str) -> None:
    """Count a request of the hour. Raises TooManyRequests beyond the limit."""
    cache.add(key, 0, int(_HOUR.total_seconds()))
    if cache.incr(key) > RESETS_PER_HOUR:
        raise TooManyRequests(minutes=60)
