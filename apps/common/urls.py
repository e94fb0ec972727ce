"""Addresses of common: the search box."""

from __future__ import annotations

from django.urls import path

from apps.common.pages.search import search_view

app_name = "common"
urlpatterns = [path("search/", search_view, name="search")]
