"""Idempotency: a form or API write that arrives twice is done once, and answered twice alike.

Every form carries `_idempotency_key` (put there by our `{% csrf_token %}`), every API write the header
`Idempotency-Key`. The first answer is kept with the writes it belongs to, in the same transaction; a repetition that
arrives while the first is still at work waits for it on the key's advisory lock.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.utils.translation import gettext as _

from apps.common.http.scope import actor_of
from apps.common.models import IdempotencyRecord
from apps.common.scope import current_actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from apps.common.actor import Actor

FORM_FIELD = "_idempotency_key"
HEADER = "Idempotency-Key"
MAX_KEY_LENGTH = 80
MAX_BODY_BYTES = 1024 * 1024
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_KEPT_HEADERS = ("Content-Type", "Location", "HX-Redirect", "HX-Trigger", "HX-Location", "Content-Disposition")
_FIRST_REFUSAL = 400


class IdempotencyMiddleware:
    """Replay the first answer to a key; works inside the scope's transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve a write once per key."""
        actor = actor_of(request)
        if request.method in _SAFE or actor.organisation_id is None or current_actor() is None:
            return self.get_response(request)
        is_api = request.path.startswith("/api/")
        key = request.headers.get(HEADER, "") or ("" if is_api else request.POST.get(FORM_FIELD, ""))
        if not key or len(key) > MAX_KEY_LENGTH:
            return _refused(request, is_api=is_api)
        name = f"{actor.kind}:{actor.id}"
        fingerprint = hashlib.sha256(f"{request.method} {request.get_full_path()}".encode()).hexdigest()
        _lock(actor, name, key)
        known = IdempotencyRecord.objects.filter(
            organisation_id=actor.organisation_id, actor=name, key=key, fingerprint=fingerprint
        ).first()
        if known:
            return _replayed(known)
        response = self.get_response(request)
        if response.status_code < _FIRST_REFUSAL and len(response.content) <= MAX_BODY_BYTES:
            _keep(actor.organisation_id, name, key, fingerprint, response)
        return response


def shown_once(response: HttpResponse) -> HttpResponse:
    """Mark an answer that shows a secret: it is never kept; a repetition is told that the work was done already."""
    response.shown_once = True  # type: ignore[attr-defined]  # read by _keep below
    response["Cache-Control"] = "no-store"
    return response


def _lock(actor: Actor, name: str, key: str) -> None:
    """Let a second request of the same key wait until the first has committed or rolled back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{actor.organisation_id} {name} {key}"]
        )


def _keep(organisation_id: int, name: str, key: str, fingerprint: str, response: HttpResponse) -> None:
    """Store an answer beside the writes that it reports; a refused request may be sent again with the same key."""
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.render()
    if getattr(response, "shown_once", False):
        sentence = _("This was done already. What it showed is shown only once.")
        response = HttpResponse(sentence, status=409, content_type="text/plain; charset=utf-8")
    IdempotencyRecord.objects.update_or_create(
        organisation_id=organisation_id,
        actor=name,
        key=key,
        defaults={
            "fingerprint": fingerprint,
            "status": response.status_code,
            "headers": {header: response[header] for header in _KEPT_HEADERS if header in response},
            "body": response.content,
        },
    )


def _replayed(record: IdempotencyRecord) -> HttpResponse:
    """Return the kept answer, marked as a repetition."""
    response = HttpResponse(bytes(record.body), status=record.status, headers=record.headers)
    response["Idempotent-Replay"] = "true"
    return response


def _refused(request: HttpRequest, *, is_api: bool) -> HttpResponse:
    """Refuse a write without a key."""
    if is_api:
        problem = {
            "type": "about:blank",
            "title": _("A write needs the header Idempotency-Key (1 to 80 characters)."),
            "status": 400,
            "code": "idempotency_key_missing",
        }
        return JsonResponse(problem, status=400, content_type="application/problem+json")
    return render(request, "errors/400.html", status=400)
