"""The API, `/api/`: each app brings its addresses; the description beside them; anything else is a problem document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path, re_path

from apps.common.api.description import DocsView, SchemaView
from apps.common.http.errors import not_found

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include("apps.accounts.api.urls")),
    path("v1/", include("apps.common.api.urls")),
    path("v1/audit/", include("apps.audit.api.urls")),
    path("v1/crm/", include("apps.crm.api.urls")),
    path("v1/inventory/", include("apps.inventory.api.urls")),
    path("v1/service/", include("apps.inventory.service_centre.api.urls")),
    path("v1/logistics/", include("apps.logistics.api.urls")),
    path("v1/agent/", include("apps.telemetry.api.urls")),
    path("v1/", include("apps.telemetry.api.readers")),
    path("schema/", SchemaView.as_view(), name="api_schema"),
    path("docs/", DocsView.as_view(url_name="api_schema"), name="api_docs"),
    re_path("", not_found, name="api_unknown"),
]
