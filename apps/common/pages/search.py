"""The search page and its dropdown: what the actor may see, from every registered provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
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
    """Answer the search box (a fragment for htmx, a page otherwise); what is named beyond doubt is opened at once."""
    actor = actor_of(request)
    text = request.GET.get("q", "").replace("\x00", "").strip()[: search.MAX_CODE]
    is_part = bool(request.headers.get("HX-Request"))
    if not is_part and (address := search.exact(actor, text)):
        return HttpResponseRedirect(address)
    context = {"groups": search.find(actor, text), "search_text": text[: search.MAX_LENGTH]}
    template = "common/partials/search_results.html" if is_part else "common/search.html"
    return TemplateResponse(request, template, context)
