"""People: created with a letter of invitation, changed, blocked; nobody rises above who changes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts import bindings
from apps.accounts.exceptions import AboveOwnRights, LastOwner, OwnAccount
from apps.accounts.models import User
from apps.accounts.permissions import USER_MANAGE
from apps.accounts.selectors import users as selectors
from apps.accounts.services import letters, passwords, second_factor
from apps.accounts.services.profile import require_free_email
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.actor import Actor
from apps.common.errors import Invalid
from apps.common.roles import CLIENT_ROLES, Role
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

_LOGIN = re.compile(r"[\w.+-]{2,80}")


@dataclass(frozen=True, slots=True)
class Person:
    """What an administrator sets about a person; `bound` holds uids by kind of binding (None: as it is)."""

    name: str
    email: str
    role: str
    language: str = "ru"
    time_zone: str = "Europe/Moscow"
    access_expires_on: date | None = None
    bound: Mapping[str, Sequence[str]] = field(default_factory=dict)


def create_user(*, by: Actor, login: str, person: Person) -> User:
    """Open an account without a password and send the invitation with a link that sets one.

    A client's administrator opens sub-accounts of the own client, whatever `bound` says. Effects in order: the row,
    the bindings (by their own services), the letter (outbox), one record. Raises AccessDenied, AboveOwnRights, and
    Invalid at its field (login taken or malformed, address taken, unknown role or zone).
    """
    access.require(by, USER_MANAGE)
    _check(by, person)
    login = login.strip()
    if not _LOGIN.fullmatch(login):
        raise Invalid(_("A login has 2 to 80 letters, digits, dots, hyphens or underscores."), field="login")
    with _writing(by):
        _require_free_login(login)
        require_free_email(person.email)
        user = User(organisation_id=by.organisation_id, login=login)
        _fill(user, person)
        user.set_unusable_password()
        user.save()
        _bind(user, by, person)
        if user.email:
            letters.send(user, letters.Letter.INVITATION)
        record(by=by, action="accounts.user.create", subject=user, after=snapshot(user))
    return user


def change_user(*, by: Actor, uid: UUID, person: Person, version: int) -> User:
    """Change a person's name, address, role, term and bindings; one record.

    Raises AboveOwnRights, OwnAccount (own role or term), LastOwner, Invalid, StaleVersion, Http404.
    """
    target = selectors.user(by, uid, USER_MANAGE)
    _check(by, person)
    with _writing(by):
        user = _locked(by, target)
        if user.pk == by.id and (person.role, person.access_expires_on) != (user.role, user.access_expires_on):
            raise OwnAccount
        if user.role == Role.OWNER and (person.role != Role.OWNER or person.access_expires_on is not None):
            _require_another_owner(user)
        before = snapshot(user)
        if person.email.lower() != user.email.lower():
            require_free_email(person.email, user)
            user.email_verified_at = None
        _fill(user, person)
        names = ["name", "email", "role", "language", "time_zone", "access_expires_on", "email_verified_at"]
        user.save_version(version, names)
        _bind(user, by, person)
        record(by=by, action="accounts.user.change", subject=user, before=before, after=snapshot(user))
    return user


def set_status(*, by: Actor, uid: UUID, status: User.Status, reason: str = "") -> User:
    """Block a person (all sessions end) or let them in again; one record. Raises OwnAccount, LastOwner, Http404."""
    target = selectors.user(by, uid, USER_MANAGE)
    with _writing(by):
        user = _locked(by, target)
        if user.pk == by.id:
            raise OwnAccount
        if status == User.Status.BLOCKED and user.role == Role.OWNER:
            _require_another_owner(user)
        before = snapshot(user)
        user.status = status
        user.save_version(user.version, ["status"])
        if status == User.Status.BLOCKED:
            passwords.end_sessions(user)
        action = "accounts.user.block" if status == User.Status.BLOCKED else "accounts.user.unblock"
        record(by=by, action=action, subject=user, before=before, after=snapshot(user), reason=reason)
    return user


def reset_second_factor(*, by: Actor, uid: UUID, reason: str = "") -> User:
    """Take a person's second factor away (phone lost) and end the sessions; recorded."""
    user = _locked(by, selectors.user(by, uid, USER_MANAGE))
    with _writing(by):
        passwords.end_sessions(user)
        second_factor.remove(by=by, user=user, reason=reason)
    return user


def end_user_sessions(*, by: Actor, uid: UUID) -> int:
    """End all sessions of a person; recorded. Returns how many."""
    user = _locked(by, selectors.user(by, uid, USER_MANAGE))
    with _writing(by):
        ended = passwords.end_sessions(user)
        record(by=by, action="accounts.user.end_sessions", subject=user, after={"ended": ended})
    return ended


def invite_again(*, by: Actor, uid: UUID) -> User:
    """Send the invitation once more; recorded. Raises Invalid without an address."""
    user = _locked(by, selectors.user(by, uid, USER_MANAGE))
    if not user.email:
        raise Invalid(_("The person has no e-mail address."), field="email")
    with _writing(by):
        letters.send(user, letters.Letter.INVITATION)
        record(by=by, action="accounts.user.invite", subject=user)
    return user


@contextmanager
def _writing(by: Actor) -> Iterator[None]:
    """Write in one transaction; a client's administrator writes rows that the role of clients cannot."""
    if by.is_client:
        with system_scope(SystemJob.CLIENT_ACCOUNTS):
            yield
    else:
        with transaction.atomic():
            yield


def _locked(by: Actor, user: User) -> User:
    """Return the row locked; refuse a person whose role the actor could not give."""
    if Role(user.role) not in selectors.assignable_roles(by):
        raise AboveOwnRights
    with _writing(by):
        if user.role == Role.OWNER:
            # All of them in one order, before the one: two owners who take each other away wait instead of blocking.
            list(_locked_owners(user))
        return User.objects.select_for_update(of=("self",)).get(pk=user.pk)


def _locked_owners(user: User) -> QuerySet[User]:
    """Return the owners of the person's organisation, locked in the order of their keys."""
    rows = User.objects.select_for_update(of=("self",)).filter(
        organisation_id=user.organisation_id or 0, role=Role.OWNER
    )
    return rows.order_by("pk")


def _check(by: Actor, person: Person) -> None:
    """Refuse roles above the own, and words that are not in the lists."""
    if person.role not in Role.values:
        raise Invalid(field="role")
    if Role(person.role) not in selectors.assignable_roles(by):
        raise AboveOwnRights(field="role")
    if person.language not in dict(settings.LANGUAGES):
        raise Invalid(field="language")
    if person.time_zone not in available_timezones():
        raise Invalid(field="time_zone")
    if not person.name.strip():
        raise Invalid(_("A person has a name."), field="name")


def _require_free_login(login: str) -> None:
    """Raise Invalid when any account has this login."""
    with system_scope(SystemJob.SIGN_IN):
        if User.objects.filter(login__iexact=login).exists():
            raise Invalid(_("Another account has this login."), field="login")


def _require_another_owner(user: User) -> None:
    """Raise LastOwner unless another working owner remains; their rows are locked, so that two cannot leave at once."""
    if not any(owner.pk != user.pk and owner.is_active for owner in _locked_owners(user)):
        raise LastOwner


def _fill(user: User, person: Person) -> None:
    """Set what the administrator decides."""
    user.name, user.email, user.role = person.name.strip(), person.email, person.role
    user.language, user.time_zone = person.language, person.time_zone
    user.access_expires_on = person.access_expires_on


def _bind(user: User, by: Actor, person: Person) -> None:
    """Make the bindings as asked; a sub-account always belongs to the client of who opens it."""
    for binder in bindings.binders_of(user.role):
        if by.is_client and user.role in CLIENT_ROLES:
            job = Actor.job(SystemJob.CLIENT_ACCOUNTS, by.organisation_id)
            binder.bind(user, job, binder.bound(User.objects.get(pk=by.person_id)))
        elif binder.key in person.bound:
            binder.bind(user, by, person.bound[binder.key])
