"""`/api/v1/agents/`: the on-site programs, for people: how each stands, scan, revoke."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from apps.common.api.views import HouseViewSet
from apps.telemetry.models import Agent
from apps.telemetry.permissions import AGENT_MANAGE
from apps.telemetry.selectors.agents import agent_state, agents
from apps.telemetry.services.agents import request_scan, revoke_agent

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request


class AgentSerializer(serializers.ModelSerializer[Agent]):
    """An agent; `state` is active, silent, waiting (never heard) or revoked."""

    state = serializers.SerializerMethodField()
    site = serializers.UUIDField(source="site.uid", read_only=True)
    site_name = serializers.CharField(source="site.name", read_only=True)

    class Meta:
        model = Agent
        fields = (
            "uid", "name", "state", "site", "site_name", "agent_version", "hostname", "platform", "last_heard_at",
            "clock_error_ms", "config_revision", "scan_ranges", "scan_exclude", "scan_request", "poll_interval_s",
        )  # fmt: skip
        read_only_fields = fields

    def get_state(self, row: Agent) -> str:
        """The state as pages show it."""
        return agent_state(row)


class RevokeSerializer(serializers.Serializer[Any]):
    """Why the key is ended."""

    reason = serializers.CharField(max_length=300)


class AgentViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """Agents in reach; writes need the header Idempotency-Key."""

    permissions: ClassVar[dict[str, Any]] = dict.fromkeys(("list", "retrieve", "request_scan", "revoke"), AGENT_MANAGE)
    serializer_class = AgentSerializer
    queryset = Agent.objects.all()
    filterset_fields = ("status",)

    def get_queryset(self) -> QuerySet[Agent]:
        """Return the agents in reach; none while the schema is drawn."""
        return Agent.objects.none() if getattr(self, "swagger_fake_view", False) else agents(self.actor)

    @extend_schema(request=None, responses=AgentSerializer)
    @action(detail=True, methods=["post"], url_path="request-scan")
    def request_scan(self, request: Request, uid: str) -> Response:
        """Ask the agent to scan its ranges now."""
        agent = request_scan(by=self.actor, agent=self.get_object())
        return Response(AgentSerializer(agent).data)

    @extend_schema(request=RevokeSerializer, responses=AgentSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, uid: str) -> Response:
        """End the agent's key, with the reason."""
        found = self.get_object()
        told = RevokeSerializer(data=request.data)
        told.is_valid(raise_exception=True)
        agent = revoke_agent(by=self.actor, agent=found, reason=told.validated_data["reason"])
        return Response(AgentSerializer(agent).data)
