"""Links of letters: signed, for one purpose, limited in time, void once the state they were made for has changed."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core import signing

if TYPE_CHECKING:
    from uuid import UUID

_SALT = "accounts.links"


class Purpose(StrEnum):
    """What a link lets its holder do."""

    RESET = "reset"
    INVITE = "invite"
    EMAIL = "email"


LIFETIME = {
    Purpose.RESET: timedelta(hours=1),
    Purpose.INVITE: timedelta(days=7),
    Purpose.EMAIL: timedelta(days=3),
}


def _fingerprint(state: tuple[Any, ...]) -> str:
    """Return a short hash of the state that ends the link when it changes."""
    return hashlib.sha256("\x00".join(map(str, state)).encode()).hexdigest()[:32]


def sign(purpose: Purpose, user: UUID, state: tuple[Any, ...]) -> str:
    """Return the token of a link."""
    return signing.dumps([purpose.value, str(user), _fingerprint(state)], salt=_SALT)


def read(token: str, purposes: frozenset[Purpose]) -> tuple[Purpose, str, str] | None:
    """Return purpose, user uid and fingerprint of a token that is ours, for one of `purposes` and not too old."""
    try:
        # Read once without a limit to learn the purpose, and again with the limit of that purpose.
        purpose = Purpose(signing.loads(token, salt=_SALT)[0])
        if purpose not in purposes:
            return None
        _name, user, fingerprint = signing.loads(token, salt=_SALT, max_age=LIFETIME[purpose])
    except (signing.BadSignature, ValueError):
        return None
    return purpose, str(user), str(fingerprint)


def fits(fingerprint: str, state: tuple[Any, ...]) -> bool:
    """Whether the state is still the one the link was made for."""
    return fingerprint == _fingerprint(state)
