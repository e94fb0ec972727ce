"""The own profile: name, language, time zone, theme, e-mail address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.permissions import PROFILE
from apps.accounts.services import letters
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Invalid
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from apps.common.actor import Actor

THEMES = ("dark", "light", "auto")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person may change about themselves."""

    name: str
    email: str
    language: str
    time_zone: str
    theme: str


def change_profile(*, by: Actor, profile: Profile, version: int) -> User:
    """Change the own profile. A new e-mail address must be confirmed again: a letter goes there.

    Effects: the row, the letter (outbox), one record. Raises Invalid for an unknown language, zone or theme and for
    an address that another account has, StaleVersion for an edit of an older version.
    """
    access.require(by, PROFILE)
    _check(profile)
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).get(pk=by.person_id)
        before = snapshot(user)
        email_changed = profile.email.lower() != user.email.lower()
        if email_changed:
            require_free_email(profile.email, user)
            user.email_verified_at = None
        user.name, user.email, user.language = profile.name, profile.email, profile.language
        user.time_zone, user.theme = profile.time_zone, profile.theme
        user.save_version(version, ["name", "email", "language", "time_zone", "theme", "email_verified_at"])
        if email_changed and profile.email:
            letters.send(user, letters.Letter.VERIFY_EMAIL)
        record(by=by, action="accounts.profile.change", subject=user, before=before, after=snapshot(user))
    return user


def choose_language(*, by: Actor, language: str) -> None:
    """Remember the language of the switch; a taste, so it is not recorded."""
    access.require(by, PROFILE)
    User.objects.filter(pk=by.person_id).update(language=language)


def require_free_email(email: str, user: User | None = None) -> None:
    """Raise Invalid when another account, of any organisation, has this address."""
    if not email:
        return
    with system_scope(SystemJob.SIGN_IN):
        others = User.objects.annotate(address=Lower("email")).filter(address=email.lower())
        taken = others.exclude(pk=user.pk if user else 0).exists()
    if taken:
        raise Invalid(_("Another account has this e-mail address."), field="email")


def _check(profile: Profile) -> None:
    """Refuse words that are not in the lists."""
    if profile.language not in dict(settings.LANGUAGES):
        raise Invalid(field="language")
    if profile.time_zone not in available_timezones():
        raise Invalid(field="time_zone")
    if profile.theme not in THEMES:
        raise Invalid(field="theme")
