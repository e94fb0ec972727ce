"""The search page and its dropdown: what the actor may see, from every registered provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from apps.common import search
from apps.common.http import actor_of, guarded
from apps.common.permissions import SEARCH

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@guarded(SEARCH)
@require_safe
def search_view(request: HttpRequest) -> HttpResponse:
    """Answer the search box (a fragment for htmx, a page otherwise)."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[: search.MAX_LENGTH]
    template = "common/partials/search_results.html" if request.headers.get("HX-Request") else "common/search.html"
    return TemplateResponse(request, template, {"groups": search.find(actor_of(request), text), "search_text": text})
