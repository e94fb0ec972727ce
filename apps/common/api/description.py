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
        response = HttpResponse(_written(language or "", renderer.media_type), content_type=renderer.media_type)
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response


@cache
def _written(language: str, media_type: str) -> bytes:
    """Return the document as it is sent: written once in a process, for anybody may ask and it takes seconds."""
    with translation.override(language):
        generator: Any = SchemaView.generator_class()  # the library's is untyped
        renderer = next(one for one in SchemaView.renderer_classes if one.media_type == media_type)
        written: Any = renderer().render(generator.get_schema(public=True), renderer_context={})
        return bytes(written)


class DocsView(SpectacularSwaggerView):
    """The description as a page to read and try."""

    public = True
