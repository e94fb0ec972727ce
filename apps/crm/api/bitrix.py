"""`/api/v1/crm/bitrix24/` and `bitrix24-conflicts/`: how the exchange stands, and what a person has to decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from apps.common.api.fields import PersonField
from apps.common.api.views import HouseViewSet
from apps.crm.api.base import CrmViewSet
from apps.crm.enums import Choice
from apps.crm.models import BitrixConflict, BitrixRun
from apps.crm.permissions import BITRIX_DECIDE
from apps.crm.selectors import bitrix as selectors
from apps.crm.services import bitrix as services

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

    from apps.common.access import Permission


class ExchangeSerializer(serializers.Serializer[Any]):
    """How the exchange stands."""

    is_active = serializers.BooleanField()
    has_webhook = serializers.BooleanField()
    last_error = serializers.CharField()
    last_answered_at = serializers.DateTimeField(allow_null=True)
    linked = serializers.DictField(child=serializers.IntegerField())
    waiting = serializers.IntegerField()
    refused = serializers.IntegerField()
    conflicts = serializers.IntegerField()
    run_state = serializers.CharField()
    run_percent = serializers.IntegerField()


class ConflictSerializer(serializers.ModelSerializer[BitrixConflict]):
    """A field that both sides changed."""

    kind = serializers.CharField(source="link.kind", read_only=True)
    client = serializers.UUIDField(source="link.client.uid", read_only=True, allow_null=True, default=None)
    remote_id = serializers.IntegerField(source="link.remote_id", read_only=True)
    ours = serializers.CharField(read_only=True)
    theirs = serializers.CharField(read_only=True)
    decided_by = PersonField()

    class Meta:
        model = BitrixConflict
        fields = (
            "uid", "kind", "client", "remote_id", "field", "ours", "theirs", "choice", "was_overwritten", "decided_by",
            "decided_at", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class DecisionSerializer(serializers.Serializer[Any]):
    """Whose value stands."""

    choice = serializers.ChoiceField(choices=[Choice.OURS, Choice.THEIRS])


class ExchangeViewSet(HouseViewSet):
    """How the exchange with Bitrix24 stands."""

    permissions: ClassVar[Mapping[str, Permission]] = {"list": BITRIX_DECIDE}
    queryset = BitrixRun.objects.all()
    serializer_class = ExchangeSerializer
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses=ExchangeSerializer(many=False))
    def list(self, request: Request) -> Response:
        """Return state and figures."""
        state = selectors.state(self.actor)
        row, progress = state.connection, state.progress
        return Response(
            ExchangeSerializer(
                {
                    "is_active": state.is_active,
                    "has_webhook": state.has_webhook,
                    "last_error": row.last_error if row else "",
                    "last_answered_at": row.last_ok_at if row else None,
                    "linked": state.linked,
                    "waiting": state.waiting,
                    "refused": state.refused,
                    "conflicts": state.conflicts,
                    "run_state": progress.run.state if progress else "",
                    "run_percent": progress.percent if progress else 0,
                }
            ).data
        )


class ConflictViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Conflicts of the exchange; filter: choice."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": BITRIX_DECIDE,
        "retrieve": BITRIX_DECIDE,
        "decide": BITRIX_DECIDE,
    }
    queryset = BitrixConflict.objects.select_related("link", "link__client")
    serializer_class = ConflictSerializer
    filterset_fields = ("choice",)

    @extend_schema(request=DecisionSerializer, responses=ConflictSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, uid: str) -> Response:
        """Say whose value stands."""
        found = self.get_object()
        choice = self.typed(request, DecisionSerializer)["choice"]
        services.decide_conflict(found, by=self.actor, choice=choice)
        return Response(self.get_serializer(self.get_object()).data)
