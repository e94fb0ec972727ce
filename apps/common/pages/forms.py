"""The form page: show, check, call one service, show its refusal at the field with everything typed kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from apps.common.errors import AccessDenied, DomainError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest
    from django.utils.functional import Promise

UNPROCESSABLE = 422


def form_page(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str | Promise,
    run: Callable[[dict[str, Any]], tuple[str, str | Promise]],
    template: str = "common/form_page.html",
    **context: Any,
) -> HttpResponse:
    """Answer a page with one form, bound when the request is a POST.

    `run(cleaned)` calls one service and returns the address to go to and the sentence to say there. A refusal is put
    at its field and the request is rolled back.
    """
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                address, sentence = run(form.cleaned_data)
            except AccessDenied:
                raise
            except DomainError as refusal:
                status = refused(request, form, refusal)
            else:
                if sentence:
                    messages.success(request, str(sentence))
                return HttpResponseRedirect(address)
    return TemplateResponse(request, template, {"form": form, "title": title, **context}, status=status)


def refused(request: HttpRequest, form: forms.Form, refusal: DomainError) -> int:
    """Put a refusal at the field at fault (or above the form), roll the request back, return the status."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    request.scope_failed = True  # type: ignore[attr-defined]  # ScopeMiddleware rolls back
    return refusal.status


def run_and_return(
    request: HttpRequest, back: str, run: Callable[[], str | Promise], *, onward: str = ""
) -> HttpResponse:
    """Answer a POST of a confirmed button: one service call, then `onward` (or back) with its sentence.

    A refusal is shown as a message on the page it came from, and nothing has changed.
    """
    try:
        sentence = run()
    except AccessDenied:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.message)
        request.scope_failed = True  # type: ignore[attr-defined]  # ScopeMiddleware rolls back
        return HttpResponseRedirect(back)
    messages.success(request, str(sentence))
    return HttpResponseRedirect(onward or back)
