"""Where the API's description is read: as a file, and as a page to try it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

if TYPE_CHECKING:
    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request


class SchemaView(SpectacularAPIView):
    """The description itself, in the reader's language or `?lang=`; it holds no data, so it needs no sign-in."""

    public = True

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the document in the form that was asked for."""
        wanted = request.query_params.get("lang", "")
        language = wanted if wanted in dict(settings.LANGUAGES) else translation.get_language()
        renderer = request.accepted_renderer
        name = f"NeuroHost API.{renderer.format}"
        response = HttpResponse(_written(language, type(renderer)), content_type=renderer.media_type)
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response


@cache
def _written(language: str, renderer: type[BaseRenderer]) -> bytes:
    """Return the document as it is sent: written once in a process, for anybody may ask and it takes seconds."""
    with translation.override(language):
        document = SchemaView.generator_class().get_schema(public=True)
        written: bytes = renderer().render(document, renderer_context={})
        return written


class DocsView(SpectacularSwaggerView):
    """The description as a page to read and try."""

    public = True
