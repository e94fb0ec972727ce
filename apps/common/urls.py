"""Addresses of common: the search box, imports and exports."""

from __future__ import annotations

from django.urls import path

from apps.common.imports import pages
from apps.common.pages.search import search_view

app_name = "common"
urlpatterns = [
    path("search/", search_view, name="search"),
    path("imports/", pages.imports, name="imports"),
    path("imports/<slug:kind>/open/", pages.import_open, name="import_open"),
    path("imports/<slug:kind>/sample.xlsx", pages.import_sample, name="import_sample"),
    path("imports/<slug:kind>/export/<slug:form>/", pages.export_rows, name="export_rows"),
    path("imports/<uuid:uid>/", pages.import_page, name="import"),
    path("imports/<uuid:uid>/check/", pages.import_check, name="import_check"),
    path("imports/<uuid:uid>/report.xlsx", pages.import_report, name="import_report"),
    path("imports/<uuid:uid>/<slug:verb>/", pages.import_step, name="import_step"),
]
