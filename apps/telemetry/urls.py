"""Addresses of telemetry's pages."""

from __future__ import annotations

from django.urls import path, re_path

from apps.telemetry.views import agents, miners

app_name = "telemetry"

urlpatterns = [
    path("miners/", miners.MinerList.as_view(), name="miners"),
    path("miners/<uuid:uid>/", miners.miner, name="miner"),
    path("miners/<uuid:uid>/live/", miners.miner_live, name="miner_live"),
    re_path(
        r"^miners/(?P<uid>[0-9a-f-]{36})/history/(?P<figure>hashrate|power|temperature)\.json$",
        miners.miner_history,
        name="miner_history",
    ),
    path("problems/", miners.ProblemList.as_view(), name="problems"),
    path("agents/", agents.AgentList.as_view(), name="agents"),
    path("agents/new/", agents.agent_new, name="agent_new"),
    path("agents/<uuid:uid>/", agents.agent, name="agent"),
    path("agents/<uuid:uid>/scan/", agents.agent_scan, name="agent_scan"),
    path("agents/<uuid:uid>/revoke/", agents.agent_revoke, name="agent_revoke"),
    path("machines/unmatched/", agents.UnmatchedList.as_view(), name="unmatched"),
    path("machines/<uuid:uid>/match/", agents.match, name="match"),
]
