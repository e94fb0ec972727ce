"""Idempotency: a form or API write that arrives twice is done once, and answered twice alike.

Every form carries `_idempotency_key` (put there by our `{% csrf_token %}`), every API write the header
`Idempotency-Key`. Twice means the same key with the same content: a form that was corrected and sent again is new work,
an API write with a used key and other content is refused. The first answer is kept with the writes it belongs to, in
the same transaction; a repetition that arrives while the first is at work waits for it on the key's advisory lock.
"""

from __future__ import annotations

import hashlib
import json
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
_NOT_CONTENT = frozenset({FORM_FIELD, "csrfmiddlewaretoken"})
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
        fingerprint = _fingerprint(request, is_api=is_api)
        _lock(actor, name, key)
        known = IdempotencyRecord.objects.filter(organisation_id=actor.organisation_id, actor=name, key=key).first()
        if known and known.fingerprint == fingerprint:
            return _replayed(known)
        if known and is_api:
            return _problem(422, "idempotency_key_reused", _("This Idempotency-Key was used for something else."))
        response = self.get_response(request)
        if response.status_code < _FIRST_REFUSAL and len(response.content) <= MAX_BODY_BYTES:
            _keep(actor.organisation_id, name, key, fingerprint, response)
        return response


def shown_once(response: HttpResponse) -> HttpResponse:
    """Mark an answer that shows a secret: it is never kept; a repetition is told that the work was done already."""
    response.shown_once = True  # type: ignore[attr-defined]  # read by _keep below
    response["Cache-Control"] = "no-store"
    return response


def _fingerprint(request: HttpRequest, *, is_api: bool) -> str:
    """Return the hash of what is asked: method, address and content, without what every page puts beside it."""
    if is_api:
        content = request.body
    else:
        sent = {name: values for name, values in request.POST.lists() if name not in _NOT_CONTENT}
        files = {name: [(file.name, file.size) for file in files] for name, files in request.FILES.lists()}
        content = json.dumps([sent, files], sort_keys=True).encode()
    return hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode() + content).hexdigest()


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
        return _problem(
            400, "idempotency_key_missing", _("A write needs the header Idempotency-Key (1 to 80 characters).")
        )
    return render(request, "errors/400.html", status=400)


def _problem(status: int, code: str, title: str) -> JsonResponse:
    """Return a problem document."""
    problem = {"type": "about:blank", "title": title, "status": status, "code": code}
    return JsonResponse(problem, status=status, content_type="application/problem+json")
