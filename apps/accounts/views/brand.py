"""The brand for everybody: logo and colour, served by the organisation's short name and kept by browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_GET

from apps.accounts.rules import colours
from apps.accounts.selectors import company as selectors
from apps.common.http import public

if TYPE_CHECKING:
    from django.http import HttpRequest

CACHED = "public, max-age=3600"


@public
@require_GET
def brand_logo(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the logo, a PNG that this program has drawn itself."""
    found = selectors.logo_by_slug(slug)
    if found is None:
        raise Http404
    sha256, data = found
    return _cached(request, data, "image/png", sha256)


@public
@require_GET
def brand_style(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the brand's colours as a style sheet over the tokens."""
    brand = selectors.brand_by_slug(slug)
    if brand is None:
        raise Http404
    style = colours.style_sheet(brand.accent_color).encode()
    return _cached(request, style, "text/css; charset=utf-8", f"{brand.slug}-{brand.version}-{brand.accent_color[1:]}")


def _cached(request: HttpRequest, data: bytes, content_type: str, tag: str) -> HttpResponse:
    """Answer with headers by which a browser keeps the bytes, and asks again only by their mark."""
    etag = f'"{tag}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(data, content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = CACHED
    return response
