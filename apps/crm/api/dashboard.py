"""`/api/v1/crm/dashboard/`: the figures and the series of the sales dashboard, as its page shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from apps.crm.permissions import DASHBOARD
from apps.crm.selectors.dashboard.figures import figures
from apps.crm.views.dashboard import CHARTS, question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

    from apps.common.access import Permission

_ASKED = [
    OpenApiParameter("period", str, description="month, quarter, year or 12m"),
    OpenApiParameter("from", str, description="first day, with `to`"),
    OpenApiParameter("to", str, description="last day"),
    OpenApiParameter("manager", str, description="uid of a manager"),
]


class FigureSerializer(serializers.Serializer[Any]):
    """A figure of the span and of the span before; money in roubles, power in kW."""

    name = serializers.CharField()
    value = serializers.DecimalField(max_digits=30, decimal_places=6, allow_null=True)
    before = serializers.DecimalField(max_digits=30, decimal_places=6, allow_null=True)


class ChartSeriesSerializer(serializers.Serializer[Any]):
    """One row of numbers of a chart; null is a gap."""

    name = serializers.CharField()
    values = serializers.ListField(child=serializers.FloatField(allow_null=True))


class ChartSerializer(serializers.Serializer[Any]):
    """A chart: categories with one number per series."""

    unit = serializers.CharField()
    categories = serializers.ListField(child=serializers.CharField())
    series = ChartSeriesSerializer(many=True)


class DashboardViewSet(ViewSet):
    """The sales dashboard: figures, and each chart by its name."""

    permissions: ClassVar[Mapping[str, Permission]] = {"list": DASHBOARD, "retrieve": DASHBOARD}
    lookup_field = "name"
    lookup_value_regex = "[a-z-]+"
    pagination_class = None

    @extend_schema(parameters=_ASKED, responses=FigureSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Return every figure with the span before."""
        asked, _preset = question(request._request)  # noqa: SLF001 - DRF's documented attribute
        rows = [{"name": name, "value": pair.now, "before": pair.before} for name, pair in figures(asked).items()]
        return Response(rows)

    @extend_schema(
        parameters=[*_ASKED, OpenApiParameter("name", str, OpenApiParameter.PATH, enum=sorted(CHARTS))],
        responses=ChartSerializer,
    )
    def retrieve(self, request: Request, name: str) -> Response:
        """Return one chart's categories and series."""
        shown = CHARTS.get(name)
        if shown is None:
            raise Http404
        asked, _preset = question(request._request)  # noqa: SLF001 - DRF's documented attribute
        told = shown.build(asked).as_json()
        return Response({key: told[key] for key in ("unit", "categories", "series")})
