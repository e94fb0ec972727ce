"""What the pages of crm answer alike: refusals shown where they belong, and one contract of rollbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django import forms
from django.db.models import Model
from django.http import HttpResponse, HttpResponseRedirect

from apps.common.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest

RowT = TypeVar("RowT", bound=Model)
UNPROCESSABLE = 422


def show_refusal(request: HttpRequest, form: forms.Form, refusal: DomainError) -> None:
    """Put a service's refusal at the form's field, above the form when it has no such field; nothing is kept."""
    field = (refusal.field or "").replace(".", "_")
    form.add_error(field if field in form.fields else None, refusal.message)
    give_up(request)


def give_up(request: HttpRequest) -> None:
    """Roll back whatever this request has written."""
    request.scope_failed = True  # type: ignore[attr-defined]  # read by ScopeMiddleware


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Lead on to another page, from a form or from htmx."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def by_uid_or_text(rows: QuerySet[RowT], text: str, search: Callable[[], QuerySet[RowT]]) -> QuerySet[RowT]:
    """Return the row whose uid the text is, else what `search` finds for it."""
    try:
        return rows.filter(uid=UUID(text))
    except ValueError:
        return search()


def version_of(request: HttpRequest) -> int:
    """Return the version of the row that the person saw; one that is no number fits no row."""
    raw = request.POST.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0  # noqa: PLR2004 - far above any version
