"""Addresses of the product: each app brings its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path

from apps.common.admin import site as admin_site
from apps.common.http import health
from apps.hosting.views.home import home

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("apps.accounts.urls")),
    path("", include("apps.common.urls")),
    path("audit/", include("apps.audit.urls")),
    path("", include("apps.crm.urls")),
    path("", include("apps.inventory.urls")),
    path("service/", include("apps.inventory.service_centre.urls")),
    path("", include("apps.logistics.urls")),
    path("", include("apps.telemetry.urls")),
    path("", include("apps.hosting.urls")),
    path("api/", include("neurohost.api_urls")),
    path("admin/", admin_site.urls),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]

handler400 = "apps.common.http.errors.bad_request"
handler403 = "apps.common.http.errors.forbidden"
handler404 = "apps.common.http.errors.not_found"
handler500 = "apps.common.http.errors.server_error"
