"""`/api/v1/inventory/models/` and `units/`: the directory, and units with what may be done to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as drf
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from apps.common import access
from apps.common.api.views import HouseViewSet
from apps.common.pages.downloads import attachment
from apps.common.search import MAX_CODE
from apps.inventory import services
from apps.inventory.api import serializers as shapes
from apps.inventory.api import unit_bodies as bodies
from apps.inventory.api.bulk import BulkResultSerializer, BulkSerializer, work
from apps.inventory.api.instants import instant
from apps.inventory.documents import labels
from apps.inventory.enums import UnitVerb
from apps.inventory.models import EquipmentModel, Shelf, Site, Unit
from apps.inventory.permissions import (
    LABEL_PRINT,
    MODEL_MANAGE,
    MODEL_VIEW,
    PLACE_VIEW,
    UNIT_MANAGE,
    UNIT_NETWORK,
    UNIT_PLACE,
    UNIT_VIEW,
)
from apps.inventory.rules.labels import ROLLS
from apps.inventory.selectors import where_and_whose
from apps.inventory.selectors.units import matching

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpResponse
    from rest_framework.request import Request

    from apps.common.access import Permission


class TypedViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """A viewset whose writes are judged by services."""

    def typed(self, request: Request, serializer: type[drf.Serializer[Any]], **kwargs: Any) -> dict[str, Any]:
        """Return the values of the request's body. Raises ValidationError."""
        form = serializer(data=request.data, **kwargs)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)


class ModelViewSet(TypedViewSet):
    """The model directory; filters: kind, manufacturer, is_retired."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": MODEL_VIEW,
        "retrieve": MODEL_VIEW,
        "create": MODEL_MANAGE,
        "partial_update": MODEL_MANAGE,
    }
    queryset = EquipmentModel.objects.all()
    serializer_class = shapes.ModelSerializer
    filterset_fields = ("kind", "manufacturer", "is_retired")
    http_method_names = ["get", "head", "options", "post", "patch"]

    @extend_schema(request=shapes.ModelWriteSerializer, responses={201: shapes.ModelSerializer})
    def create(self, request: Request) -> Response:
        """Add a model."""
        model = services.create_model(by=self.actor, **self.typed(request, shapes.ModelWriteSerializer))
        return Response(self.get_serializer(model).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ModelWriteSerializer, responses=shapes.ModelSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change what is sent; `version` is needed."""
        row = self.get_object()
        values = self.typed(request, shapes.ModelWriteSerializer, partial=True)
        version = self.typed(request, shapes.VersionSerializer)["version"]
        model = services.change_model(row, by=self.actor, version=version, **values)
        return Response(self.get_serializer(model).data)


class UnitViewSet(TypedViewSet):
    """Units; filters: state, serial, serial_tail, site__uid, owner__uid, model__uid, and `search`."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": UNIT_VIEW,
        "retrieve": UNIT_VIEW,
        "at": UNIT_VIEW,
        "label": LABEL_PRINT,
        "bulk": UNIT_PLACE,
        "place": UNIT_PLACE,
        "take_off": UNIT_PLACE,
        "state": UNIT_MANAGE,
        "partial_update": UNIT_MANAGE,
        "serial": UNIT_MANAGE,
        "power": UNIT_MANAGE,
        "network": UNIT_NETWORK,
    }
    queryset = Unit.objects.select_related("model", "owner", "contract", "site", "shelf")
    serializer_class = shapes.UnitSerializer
    filterset_fields = ("state", "serial", "serial_tail", "site__uid", "owner__uid", "model__uid")
    reads = ("search",)
    http_method_names = ["get", "head", "options", "post", "patch"]

    @extend_schema(
        parameters=[OpenApiParameter("search", str, description="What is on a label: a serial number, its end or part")]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the units that fit."""
        return super().list(request, *args, **kwargs)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow by the filters and by what was read off a label."""
        rows = super().filter_queryset(queryset)
        text = self.request.query_params.get("search", "").replace("\x00", "").strip()[:MAX_CODE]
        return matching(rows, text) if text and self.action == "list" else rows

    def _shown(self, unit: Unit) -> Response:
        """Answer the unit as it is now."""
        return Response(self.get_serializer(Unit.objects.select_related("model", "owner").get(pk=unit.pk)).data)

    @extend_schema(
        parameters=[OpenApiParameter("when", str, required=True)], responses=shapes.MomentSerializer, filters=False
    )
    @action(detail=True)
    def at(self, request: Request, uid: str) -> Response:
        """Answer where the unit was and whose it was at the instant `when` (ISO 8601)."""
        row = self.get_object()
        when = instant(request, "when")
        return Response(shapes.MomentSerializer(where_and_whose(self.actor, row, when)).data)

    @extend_schema(
        parameters=[OpenApiParameter("paper", str, enum=[*ROLLS], default="58x40")],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
        filters=False,
    )
    @action(detail=True)
    def label(self, request: Request, uid: str) -> HttpResponse:
        """Answer the unit's label for a roll printer as PDF."""
        paper = ROLLS.get(request.query_params.get("paper", "58x40"))
        if paper is None:
            raise drf.ValidationError({"paper": [_("Expected one of: %(known)s.") % {"known": ", ".join(ROLLS)}]})
        file = labels.draw([labels.of_unit(self.get_object(), with_client=False)], paper)
        return attachment(file, "label.pdf", "application/pdf", inline=True)

    @extend_schema(request=BulkSerializer, responses=BulkResultSerializer(many=True), filters=False)
    @action(detail=False, methods=["post"], pagination_class=None)
    def bulk(self, request: Request) -> Response:
        """Place, take off, assign or change many units; each has its own result, a refused one disturbs no other."""
        results = work(self.actor, self.typed(request, BulkSerializer))
        return Response(BulkResultSerializer(results, many=True).data)

    @extend_schema(request=shapes.PlaceSerializer, responses=shapes.UnitSerializer)
    @action(detail=True, methods=["post"])
    def place(self, request: Request, uid: str) -> Response:
        """Put the unit on a shelf of its site."""
        unit = self.get_object()
        values = self.typed(request, shapes.PlaceSerializer)
        shelf = None
        if label := values.get("shelf", "").strip():
            rows = Shelf.objects.filter(site_id=unit.site_id)
            shelf = access.fetch(self.actor, PLACE_VIEW, rows, label__iexact=label)
        services.place_unit(by=self.actor, unit=unit, shelf=shelf, site=unit.site, why=values.get("why", ""))
        return self._shown(unit)

    @extend_schema(request=None, responses=shapes.UnitSerializer)
    @action(detail=True, methods=["post"], url_path="take-off")
    def take_off(self, request: Request, uid: str) -> Response:
        """Take the unit off its shelf."""
        return self._shown(services.take_off(by=self.actor, unit=self.get_object()))

    @extend_schema(request=shapes.StateSerializer, responses=shapes.UnitSerializer)
    @action(detail=True, methods=["post"])
    def state(self, request: Request, uid: str) -> Response:
        """Say what happened to the unit."""
        row = self.get_object()
        values = self.typed(request, shapes.StateSerializer)
        site = None
        if "site" in values:
            site = access.fetch(self.actor, PLACE_VIEW, Site.objects.all(), uid=values["site"])
        unit = services.change_state(
            by=self.actor, unit=row, verb=UnitVerb(values["verb"]), why=values["why"], site=site
        )
        return self._shown(unit)

    @extend_schema(request=bodies.UnitChangeSerializer, responses=shapes.UnitSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change what describes the unit; `version` is needed."""
        row = self.get_object()
        values = self.typed(request, bodies.UnitChangeSerializer, partial=True)
        version = self.typed(request, shapes.VersionSerializer)["version"]
        return self._shown(services.change_unit(by=self.actor, unit=row, version=version, **values))

    @extend_schema(request=bodies.SerialSerializer, responses=shapes.UnitSerializer)
    @action(detail=True, methods=["post"])
    def serial(self, request: Request, uid: str) -> Response:
        """Give the unit another serial number; the earlier one stays in its history."""
        row = self.get_object()
        return self._shown(
            services.change_serial(by=self.actor, unit=row, **self.typed(request, bodies.SerialSerializer))
        )

    @extend_schema(request=bodies.OwnPowerSerializer, responses=shapes.UnitSerializer)
    @action(detail=True, methods=["post"])
    def power(self, request: Request, uid: str) -> Response:
        """Give the unit its own power, or its model's again; limits count it at once."""
        row = self.get_object()
        values = self.typed(request, bodies.OwnPowerSerializer)
        return self._shown(services.override_power(by=self.actor, unit=row, **values))

    @extend_schema(request=shapes.NetworkSerializer, responses=shapes.UnitSerializer)
    @action(detail=True, methods=["post"])
    def network(self, request: Request, uid: str) -> Response:
        """Set MAC and IP addresses; they are never shown by the API."""
        row = self.get_object()
        values = self.typed(request, shapes.NetworkSerializer)
        return self._shown(services.set_network_identity(by=self.actor, unit=row, **values))
