"""`/api/v1/logistics/custody/`: the links of chains of custody."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from apps.common.api.views import HouseViewSet
from apps.logistics.models import CustodyRecord
from apps.logistics.permissions import CUSTODY_VIEW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from apps.common.access import Permission


class CustodySerializer(serializers.ModelSerializer[CustodyRecord]):
    """One link: who held a unit, where, under which document; `until` is null while it is held."""

    unit = serializers.UUIDField(source="unit.uid", read_only=True)
    serial = serializers.CharField(source="unit.serial", read_only=True)
    owner = serializers.UUIDField(source="owner.uid", read_only=True)
    site = serializers.UUIDField(source="site.uid", read_only=True, default=None)
    since = serializers.DateTimeField(source="during.lower", read_only=True)
    until = serializers.DateTimeField(source="during.upper", read_only=True, allow_null=True)

    class Meta:
        model = CustodyRecord
        fields = (
            "uid",
            "unit",
            "serial",
            "owner",
            "keeper_kind",
            "keeper",
            "site",
            "place",
            "document",
            "since",
            "until",
        )
        read_only_fields = fields


@extend_schema_view(list=extend_schema(parameters=[OpenApiParameter("now", bool, description="open links only")]))
class CustodyViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """Links of chains; a time between two links of a unit is a gap. Filters: unit__uid, keeper_kind, site__uid, now."""

    permissions: ClassVar[Mapping[str, Permission]] = {"list": CUSTODY_VIEW, "retrieve": CUSTODY_VIEW}
    queryset = CustodyRecord.objects.select_related("unit", "owner", "site")
    serializer_class = CustodySerializer
    filterset_fields = ("unit__uid", "unit__serial", "keeper_kind", "site__uid")
    reads = ("now",)
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> QuerySet[CustodyRecord]:
        """Return the links in reach, only the open ones when asked for what is held now."""
        rows = super().get_queryset()
        return rows.filter(during__upper_inf=True) if self.request.query_params.get("now") in {"1", "true"} else rows
