"""`/api/v1/inventory/reservations/`: power held for units to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as drf
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from apps.common import access
from apps.common.api.views import HouseViewSet
from apps.crm.selectors.clients import clients
from apps.inventory import services
from apps.inventory.api import serializers as shapes
from apps.inventory.models import PowerNode, PowerReservation
from apps.inventory.permissions import PLACE_VIEW, POWER_RESERVE
from apps.inventory.rules.identity import normal_serial
from apps.inventory.selectors import units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

    from apps.common.access import Permission


class ReservationViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """Reservations; filters: state, site__uid, power_node__uid."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": PLACE_VIEW,
        "retrieve": PLACE_VIEW,
        "create": POWER_RESERVE,
        "release": POWER_RESERVE,
        "prolong": POWER_RESERVE,
    }
    queryset = PowerReservation.objects.select_related("site", "power_node", "client", "person")
    serializer_class = shapes.ReservationSerializer
    filterset_fields = ("state", "site__uid", "power_node__uid")
    http_method_names = ["get", "head", "options", "post"]

    def _typed(self, request: Request, serializer: type[drf.Serializer[Any]]) -> dict[str, Any]:
        """Return the values of the request's body. Raises ValidationError."""
        form = serializer(data=request.data)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    @extend_schema(request=shapes.ReservationWriteSerializer, responses={201: shapes.ReservationSerializer})
    def create(self, request: Request) -> Response:
        """Hold power on a node; the one who asks answers for it."""
        values = self._typed(request, shapes.ReservationWriteSerializer)
        node = access.fetch(self.actor, POWER_RESERVE, PowerNode.objects.all(), uid=values.pop("power_node"))
        client = values.pop("client", None)
        serials = {normal_serial(serial) for serial in values.pop("units", [])}
        named = list(units(self.actor).filter(serial__in=serials).order_by("pk"))
        if len(named) != len(serials):
            raise drf.ValidationError({"units": [_("One of them does not exist, or you may not see it.")]})
        row = services.reserve_power(
            by=self.actor,
            power_node=node,
            units=named,
            client=None if client is None else _client(self, client),
            **values,
        )
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ReleaseSerializer, responses=shapes.ReservationSerializer)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, uid: str) -> Response:
        """Give back what is still held."""
        row = self.get_object()
        values = self._typed(request, shapes.ReleaseSerializer)
        return Response(self.get_serializer(services.release_power(by=self.actor, reservation=row, **values)).data)

    @extend_schema(request=shapes.ProlongSerializer, responses=shapes.ReservationSerializer)
    @action(detail=True, methods=["post"])
    def prolong(self, request: Request, uid: str) -> Response:
        """Hold the power until another instant."""
        row = self.get_object()
        values = self._typed(request, shapes.ProlongSerializer)
        changed = services.prolong_reservation(by=self.actor, reservation=row, **values)
        return Response(self.get_serializer(changed).data)


def _client(view: ReservationViewSet, uid: Any) -> Any:
    """Return the client in reach. Raises ValidationError."""
    row = clients(view.actor).filter(uid=uid).first()
    if row is None:
        raise drf.ValidationError({"client": [_("There is no such client.")]})
    return row
