"""Addresses of the product: each app brings its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

handler400 = "apps.common.http.errors.bad_request"
handler403 = "apps.common.http.errors.forbidden"
handler404 = "apps.common.http.errors.not_found"
handler500 = "apps.common.http.errors.server_error"
