"""The second factor: an authenticator app and recovery codes, throttled, each code good once."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from apps.accounts.exceptions import SignInLocked, WrongCode
from apps.accounts.models import RecoveryCode, TotpDevice, User
from apps.accounts.rules import second_factor as rules
from apps.audit.services import record
from apps.common.clock import now
from apps.common.crypto import blind_index
from apps.common.errors import Conflict
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from apps.common.actor import Actor

FAILURES_ALLOWED = 5
LOCK = timedelta(minutes=5)


def is_enrolled(user: User) -> bool:
    """Whether the person has confirmed an authenticator app."""
    with system_scope(SystemJob.SIGN_IN):
        return TotpDevice.objects.filter(user=user, confirmed_at__isnull=False).exists()


def verify(user: User, code: str) -> str:
    """Accept a code of the app or a recovery code, once; returns how («second factor», «recovery code»).

    Raises WrongCode, and SignInLocked after five failures in a row (for five minutes).
    """
    with system_scope(SystemJob.SIGN_IN):
        device = TotpDevice.objects.select_for_update().get(user=user, confirmed_at__isnull=False)
        minutes = _minutes_locked(device)
        how = None if minutes else _accept(device, code)
    if minutes:
        raise SignInLocked(field="code", minutes=minutes)
    if how is None:
        raise WrongCode(field="code")
    return how


def _minutes_locked(device: TotpDevice) -> int:
    """Return how many minutes the device still refuses every code."""
    if device.locked_until is None or device.locked_until <= now():
        return 0
    return math.ceil((device.locked_until - now()).total_seconds() / 60)


def _accept(device: TotpDevice, code: str) -> str | None:
    """Use a code up, or count a failure; the row is locked by the caller."""
    how = None
    step = rules.accepted_step(device.seed, code, now(), device.last_step)
    if step is not None:
        device.last_step = step
        how = "second factor"
    elif _spend_recovery_code(device.user_id, code):
        how = "recovery code"
    device.failures = 0 if how else device.failures + 1
    device.locked_until = None
    if device.failures >= FAILURES_ALLOWED:
        device.failures, device.locked_until = 0, now() + LOCK
    device.save(update_fields=["last_step", "failures", "locked_until"])
    return how


def _digest(user_id: int, code: str) -> str:
    """Return the keyed hash under which a recovery code is kept."""
    return blind_index(rules.normalised(code), f"accounts.recovery.{user_id}").hex()


def _spend_recovery_code(user_id: int, code: str) -> bool:
    """Mark a recovery code as used, if it is one and was not."""
    unused = RecoveryCode.objects.filter(user_id=user_id, digest=_digest(user_id, code), used_at__isnull=True)
    return unused.update(used_at=now()) == 1


def begin_enrolment(*, by: Actor) -> TotpDevice:
    """Return the person's device that waits for confirmation, with a fresh seed when there was none.

    Raises Conflict when a confirmed app exists.
    """
    with system_scope(SystemJob.SIGN_IN):
        user = User.objects.get(pk=by.person_id)
        device, _made = TotpDevice.objects.get_or_create(
            user=user, defaults={"organisation": user.organisation, "seed": rules.new_seed()}
        )
        if device.confirmed_at is not None:
            raise Conflict
        return device


def confirm_enrolment(*, by: Actor, code: str) -> list[str]:
    """Confirm the app by its first code; returns the recovery codes, shown this once. Raises WrongCode."""
    with system_scope(SystemJob.SIGN_IN):
        device = TotpDevice.objects.select_for_update().get(user_id=by.person_id, confirmed_at__isnull=True)
        step = rules.accepted_step(device.seed, code, now(), device.last_step)
        if step is None:
            raise WrongCode(field="code")
        device.last_step, device.confirmed_at = step, now()
        device.save(update_fields=["last_step", "confirmed_at"])
        codes = _new_codes(device)
        record(by=by, action="accounts.second_factor.enrol", subject=device.user)
    return codes


def renew_recovery_codes(*, by: Actor, code: str) -> list[str]:
    """Replace the recovery codes after a code of the app; returns the new ones. Raises WrongCode, SignInLocked."""
    verify(_user(by), code)
    with system_scope(SystemJob.SIGN_IN):
        device = TotpDevice.objects.select_for_update().get(user_id=by.person_id, confirmed_at__isnull=False)
        codes = _new_codes(device)
        record(by=by, action="accounts.recovery_codes.renew", subject=device.user)
    return codes


def _new_codes(device: TotpDevice) -> list[str]:
    """Forget the old codes and keep the hashes of new ones."""
    RecoveryCode.objects.filter(user_id=device.user_id).delete()
    codes = rules.new_recovery_codes()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(
            organisation_id=device.organisation_id, user_id=device.user_id, digest=_digest(device.user_id, code)
        )
        for code in codes
    )
    return codes


def codes_left(*, by: Actor) -> int:
    """Return how many recovery codes are still unused."""
    with system_scope(SystemJob.SIGN_IN):
        return RecoveryCode.objects.filter(user_id=by.person_id, used_at__isnull=True).count()


def remove(*, by: Actor, user: User, reason: str = "") -> None:
    """Take the second factor away; the caller has checked the right to do so."""
    with system_scope(SystemJob.SIGN_IN), transaction.atomic():
        TotpDevice.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        stored = User.objects.get(pk=user.pk)
        record(by=by, action="accounts.second_factor.remove", subject=stored, reason=reason)


def _user(by: Actor) -> User:
    """Return the person behind an actor."""
    with system_scope(SystemJob.SIGN_IN):
        return User.objects.get(pk=by.person_id)
