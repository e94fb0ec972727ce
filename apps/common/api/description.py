"""Where the API's description is read: as a file, and as a page to try it."""

from __future__ import annotations

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView


class SchemaView(SpectacularAPIView):
    """The description itself; it holds no data, so it needs no sign-in."""

    public = True


class DocsView(SpectacularSwaggerView):
    """The description as a page to read and try."""

    public = True
