"""`/api/v1/service/` `parts/`, `works/`, `stock/`, `stock-movements/`, `components/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from apps.common import access
from apps.common.api.views import HouseViewSet
from apps.inventory.api.serializers import VersionSerializer
from apps.inventory.models import Site
from apps.inventory.selectors import equipment_models
from apps.inventory.service_centre import services
from apps.inventory.service_centre.api import shapes
from apps.inventory.service_centre.models import Component, Part, PartStock, ServiceWork, StockMovement
from apps.inventory.service_centre.permissions import (
    PART_HANDLE,
    PART_MANAGE,
    PART_VIEW,
    STOCK_MOVE,
    STOCK_VIEW,
)
from apps.inventory.service_centre.selectors import stock as nouns
from apps.inventory.service_centre.services import Bin

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework import serializers as drf
    from rest_framework.request import Request

    from apps.common.access import Permission
    from apps.inventory.models import EquipmentModel


class TypedViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """A viewset whose writes are judged by services."""

    def typed(self, request: Request, serializer: type[drf.Serializer[Any]], **kwargs: Any) -> dict[str, Any]:
        """Return the values of the request's body. Raises ValidationError."""
        form = serializer(data=request.data, **kwargs)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)


class PartViewSet(TypedViewSet):
    """Spare parts; filters: article, kind, is_serial, is_retired."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": PART_VIEW,
        "retrieve": PART_VIEW,
        "create": PART_MANAGE,
        "partial_update": PART_MANAGE,
        "receive": PART_HANDLE,
        "transfer": PART_HANDLE,
        "correct": PART_HANDLE,
        "write_off": PART_HANDLE,
    }
    queryset = Part.objects.all()
    serializer_class = shapes.SparePartSerializer
    filterset_fields = ("article", "kind", "is_serial", "is_retired")
    http_method_names = ["get", "head", "options", "post", "patch"]

    def get_queryset(self) -> QuerySet[Part]:
        """Return the catalogue with what there is in reach; who may write is asked by the services."""
        return Part.objects.none() if getattr(self, "swagger_fake_view", False) else nouns.parts(self.actor)

    def _shown(self, part: Part, code: int = status.HTTP_200_OK) -> Response:
        """Answer a part as it is now."""
        return Response(self.get_serializer(nouns.parts(self.actor).get(pk=part.pk)).data, status=code)

    def _models(self, uids: list[UUID] | None) -> list[EquipmentModel] | None:
        """Return the models of these identifiers, None when they were not sent."""
        if uids is None:
            return None
        return [access.fetch(self.actor, PART_VIEW, equipment_models(self.actor), uid=uid) for uid in uids]

    def _site(self, uid: UUID) -> Site:
        """Return a site whose stock is in reach."""
        return access.fetch(self.actor, STOCK_MOVE, Site.objects.all(), uid=uid)

    @extend_schema(request=shapes.SparePartWriteSerializer, responses={201: shapes.SparePartSerializer})
    def create(self, request: Request) -> Response:
        """Add a part."""
        values = self.typed(request, shapes.SparePartWriteSerializer)
        models = self._models(values.pop("models", None)) or []
        return self._shown(services.create_part(by=self.actor, models=models, **values), status.HTTP_201_CREATED)

    @extend_schema(request=shapes.SparePartWriteSerializer, responses=shapes.SparePartSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change what is sent; `version` is needed."""
        row = self.get_object()
        values = self.typed(request, shapes.SparePartWriteSerializer, partial=True)
        version = self.typed(request, VersionSerializer)["version"]
        models = self._models(values.pop("models", None))
        return self._shown(services.change_part(row, by=self.actor, version=version, models=models, **values))

    @extend_schema(request=shapes.PartReceiveSerializer, responses=shapes.SparePartSerializer)
    @action(detail=True, methods=["post"])
    def receive(self, request: Request, uid: str) -> Response:
        """Receive parts into a bin."""
        row = self.get_object()
        values = self.typed(request, shapes.PartReceiveSerializer)
        to = Bin(self._site(values.pop("site")), values.pop("bin"))
        services.receive_part(row, by=self.actor, to=to, **values)
        return self._shown(row)

    @extend_schema(request=shapes.PartTransferSerializer, responses=shapes.SparePartSerializer)
    @action(detail=True, methods=["post"])
    def transfer(self, request: Request, uid: str) -> Response:
        """Take parts from one bin to another."""
        row = self.get_object()
        values = self.typed(request, shapes.PartTransferSerializer)
        source = Bin(self._site(values.pop("site")), values.pop("bin"))
        to = Bin(self._site(values.pop("to_site")), values.pop("to_bin"))
        services.transfer_part(row, by=self.actor, source=source, to=to, **values)
        return self._shown(row)

    @extend_schema(request=shapes.PartCorrectSerializer, responses=shapes.SparePartSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, uid: str) -> Response:
        """Correct a bin by a difference."""
        row = self.get_object()
        values = self.typed(request, shapes.PartCorrectSerializer)
        place = Bin(self._site(values.pop("site")), values.pop("bin"))
        services.correct_stock(row, by=self.actor, place=place, **values)
        return self._shown(row)

    @extend_schema(request=shapes.PartWriteOffSerializer, responses=shapes.SparePartSerializer)
    @action(detail=True, methods=["post"], url_path="write-off")
    def write_off(self, request: Request, uid: str) -> Response:
        """Write parts off a bin."""
        row = self.get_object()
        values = self.typed(request, shapes.PartWriteOffSerializer)
        source = Bin(self._site(values.pop("site")), values.pop("bin"))
        services.write_off_part(row, by=self.actor, source=source, **values)
        return self._shown(row)


class WorkViewSet(TypedViewSet):
    """The catalogue of works; filters: code, is_retired."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": PART_VIEW,
        "retrieve": PART_VIEW,
        "create": PART_MANAGE,
        "partial_update": PART_MANAGE,
    }
    queryset = ServiceWork.objects.all()
    serializer_class = shapes.ServiceWorkSerializer
    filterset_fields = ("code", "is_retired")
    http_method_names = ["get", "head", "options", "post", "patch"]

    @extend_schema(request=shapes.ServiceWorkWriteSerializer, responses={201: shapes.ServiceWorkSerializer})
    def create(self, request: Request) -> Response:
        """Add a work."""
        work = services.create_work(by=self.actor, **self.typed(request, shapes.ServiceWorkWriteSerializer))
        return Response(self.get_serializer(work).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ServiceWorkWriteSerializer, responses=shapes.ServiceWorkSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change what is sent; `version` is needed."""
        row = self.get_object()
        values = self.typed(request, shapes.ServiceWorkWriteSerializer, partial=True)
        version = self.typed(request, VersionSerializer)["version"]
        return Response(self.get_serializer(services.change_work(row, by=self.actor, version=version, **values)).data)


class StockViewSet(TypedViewSet):
    """What lies in the bins; filters: part__uid, part__article, site__uid, bin."""

    permissions: ClassVar[Mapping[str, Permission]] = {"list": STOCK_VIEW, "retrieve": STOCK_VIEW}
    queryset = PartStock.objects.select_related("part", "site").filter(quantity__gt=0)
    serializer_class = shapes.PartStockSerializer
    filterset_fields = ("part__uid", "part__article", "site__uid", "bin")
    http_method_names = ["get", "head", "options"]


class MovementViewSet(TypedViewSet):
    """The ledger; filters: kind, part__uid, part__article, site__uid, order__number."""

    permissions: ClassVar[Mapping[str, Permission]] = {"list": STOCK_VIEW, "retrieve": STOCK_VIEW}
    queryset = StockMovement.objects.select_related("part", "site", "order", "component")
    serializer_class = shapes.StockMovementSerializer
    filterset_fields = ("kind", "part__uid", "part__article", "site__uid", "order__number")
    http_method_names = ["get", "head", "options"]


class ComponentViewSet(TypedViewSet):
    """Pieces with serial numbers; filters: serial, state, part__uid, unit__serial, site__uid."""

    permissions: ClassVar[Mapping[str, Permission]] = {"list": STOCK_VIEW, "retrieve": STOCK_VIEW}
    queryset = Component.objects.select_related("part", "site", "unit")
    serializer_class = shapes.ComponentSerializer
    filterset_fields = ("serial", "state", "part__uid", "unit__serial", "site__uid")
    http_method_names = ["get", "head", "options"]
