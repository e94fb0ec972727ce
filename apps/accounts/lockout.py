"""Lock-out after failed sign-ins: what django-axes asks us, and how long a person still has to wait."""

from __future__ import annotations

import hashlib
import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache

from apps.accounts.models import User
from apps.common.clock import now
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from django.http import HttpRequest

MAX_NAME_CHARS = 254


def name_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return one name for login and e-mail of the same person, so that both count as one."""
    given = (credentials or {}).get("username") or request.POST.get("username", "")
    name = str(given).strip().lower()[:MAX_NAME_CHARS].replace("\x00", "")
    if "@" not in name:
        return name
    with system_scope(SystemJob.SIGN_IN):
        login = User.objects.filter(email__iexact=name).values_list("login", flat=True).first()
    return (login or name).lower()


def _key(name: str, ip: str) -> str:
    """Return the cache key of a lock; no names in Redis."""
    return f"sign-in-lock:{hashlib.sha256(f'{name}|{ip}'.encode()).hexdigest()}"


def note_lock(*, username: str, ip_address: str, **_: Any) -> None:
    """Remember when a lock ends, at its first refusal (receiver of axes' `user_locked_out`)."""
    length = timedelta(hours=settings.AXES_COOLOFF_TIME)
    cache.add(_key(username, ip_address), (now() + length).timestamp(), length.total_seconds())


def minutes_left(request: HttpRequest) -> int:
    """Return how many minutes a locked person still has to wait, at least one."""
    until = cache.get(_key(name_of(request), getattr(request, "axes_ip_address", "")))
    return max(1, math.ceil((until - now().timestamp()) / 60)) if until else 1
