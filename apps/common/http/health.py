"""Health: whether the process lives, and whether it is ready to serve (database and Redis answer)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from apps.common.http.declared import public
from apps.common.http.scope import outside_scope
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

UNAVAILABLE = 503


@public
@outside_scope
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """Answer 200 as long as the process answers at all."""
    return JsonResponse({"status": "ok"})


@public
@outside_scope
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """Answer 200 when every part answers, 503 naming the part that does not; figures in milliseconds."""
    parts = {"database": _timed(_ask_database), "redis": _timed(_ask_redis)}
    is_ready = all(part["status"] == "ok" for part in parts.values())
    body = {"status": "ok" if is_ready else "unavailable", "parts": parts}
    return JsonResponse(body, status=200 if is_ready else UNAVAILABLE)


def _ask_database() -> None:
    """Enter a scope and come back."""
    with system_scope(SystemJob.HEALTH), connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_redis() -> None:
    """Read a key that need not be there."""
    cache.get("health")


def _timed(ask: Callable[[], None]) -> dict[str, str | float]:
    """Return the state of one part and how long it took; the reason of a failure stays in the logs of that part."""
    began = time.monotonic()
    try:
        ask()
    except (DatabaseError, RedisError, OSError) as error:
        return {"status": "unavailable", "error": type(error).__name__}
    return {"status": "ok", "milliseconds": round((time.monotonic() - began) * 1000, 1)}
