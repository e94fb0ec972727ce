"""Refusals in forms: a DomainError goes to its field, and what was written before it is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest

    from apps.common.errors import DomainError


def show(request: HttpRequest, form: forms.Form, refusal: DomainError) -> int:
    """Put the sentence at the field at fault (or above the form), roll the request back, return the status."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    request.scope_failed = True  # type: ignore[attr-defined]  # ScopeMiddleware rolls back
    return refusal.status
