"""Errors of the API as problem details (RFC 9457): type, title, status, code, the field at fault and parameters."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from apps.common.errors import DomainError, Invalid

CONTENT_TYPE = "application/problem+json"


def _problem(status: int, code: str, title: str, **more: Any) -> Response:
    """Return one problem document."""
    body = {"type": "about:blank", "title": title, "status": status, "code": code, **more}
    return Response(body, status=status, content_type=CONTENT_TYPE)


def _plain(value: Any) -> str | list[str]:
    """Return a parameter of a refusal as JSON holds it: a list of words, or a word."""
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else str(value)


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Translate an exception into a problem document; None lets an unknown one become a 500.

    Whatever was written before the error is rolled back with the request.
    """
    if transaction.get_connection().in_atomic_block:
        transaction.set_rollback(True)
    if isinstance(error, DomainError):
        return _problem(
            error.status,
            error.code,
            error.message,
            field=error.field,
            params={name: _plain(value) for name, value in error.params.items()},
        )
    if isinstance(error, exceptions.ValidationError):
        return _problem(error.status_code, "invalid", str(Invalid.sentence), fields=error.detail)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return None
    problem = _problem(response.status_code, str(error.get_codes()), str(error.detail))
    for name, value in response.items():
        if name.lower() in {"www-authenticate", "retry-after"}:
            problem[name] = value
    return problem
