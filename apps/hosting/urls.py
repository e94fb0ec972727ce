"""Addresses of hosting: the client portal, charts of the first screens, the earlier product's addresses."""

from __future__ import annotations

from django.urls import path, re_path

from apps.hosting.views import charts, home, seed_addresses

app_name = "hosting"

urlpatterns = [
    path("portal/", home.client_portal, name="portal"),
    path("hosting/charts/hashrate.json", charts.hashrate, name="chart_hashrate"),
    path("hosting/charts/states.json", charts.states, name="chart_states"),
    re_path(r"^hosting/(?P<page>[a-z-]*(?:/[a-z-]+)?/?)$", seed_addresses.seed_address, name="seed_address"),
]
