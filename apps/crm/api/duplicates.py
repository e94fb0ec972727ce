"""`/api/v1/crm/duplicates/` and `merges/`: pairs of clients that look like one, and merges that can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from apps.crm import services
from apps.crm.api import serializers as shapes
from apps.crm.api.base import CrmViewSet
from apps.crm.models import ClientMerge, DuplicatePair
from apps.crm.permissions import CLIENT_MANAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

    from apps.common.access import Permission


class DuplicateViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Pairs that nobody has decided yet."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": CLIENT_MANAGE,
        "retrieve": CLIENT_MANAGE,
        "apart": CLIENT_MANAGE,
    }
    queryset = DuplicatePair.objects.select_related("first", "second").filter(told_apart_at=None)
    serializer_class = shapes.PairSerializer

    @extend_schema(request=None, responses=shapes.PairSerializer)
    @action(detail=True, methods=["post"])
    def apart(self, request: Request, uid: str) -> Response:
        """Say that the two are different."""
        return Response(self.get_serializer(services.tell_apart(self.get_object(), by=self.actor)).data)


class MergeViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Merges of clients."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": CLIENT_MANAGE,
        "retrieve": CLIENT_MANAGE,
        "undo": CLIENT_MANAGE,
    }
    queryset = ClientMerge.objects.select_related("source", "target")
    serializer_class = shapes.MergeSerializer

    @extend_schema(request=None, responses=shapes.MergeSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, uid: str) -> Response:
        """Put back exactly what was moved."""
        return Response(self.get_serializer(services.undo_merge(self.get_object(), by=self.actor)).data)
