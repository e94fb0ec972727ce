"""`/api/v1/inventory/sites/`, `rooms/`, `power-nodes/`, `shelves/`: places as the actor may see and manage them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as drf
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from apps.common import access
from apps.common.api.views import HouseViewSet
from apps.inventory import services
from apps.inventory.api import serializers as shapes
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site
from apps.inventory.permissions import PLACE_MANAGE, PLACE_VIEW
from apps.inventory.selectors import loads_of_sites

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from rest_framework.request import Request

    from apps.common.access import Permission

MANAGED: dict[str, Permission] = {
    "list": PLACE_VIEW,
    "retrieve": PLACE_VIEW,
    "create": PLACE_MANAGE,
    "destroy": PLACE_MANAGE,
}


class PlaceViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """What the viewsets of places share."""

    permissions: ClassVar[Mapping[str, Permission]] = MANAGED
    http_method_names = ["get", "head", "options", "post", "patch", "delete"]

    def typed(self, request: Request, serializer: type[drf.Serializer[Any]], **kwargs: Any) -> dict[str, Any]:
        """Return the values of the request's body. Raises ValidationError."""
        form = serializer(data=request.data, **kwargs)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def place(self, rows: QuerySet[Any], uid: Any) -> Any:
        """Return the place that a body names; 404 when it is out of reach."""
        return access.fetch(self.actor, PLACE_MANAGE, rows, uid=uid)


class SiteViewSet(PlaceViewSet):
    """Sites; filters: type, address_storage."""

    permissions: ClassVar[Mapping[str, Permission]] = MANAGED | {"partial_update": PLACE_MANAGE, "load": PLACE_VIEW}
    queryset = Site.objects.all()
    serializer_class = shapes.SiteSerializer
    filterset_fields = ("type", "address_storage")

    @extend_schema(request=shapes.SiteWriteSerializer, responses={201: shapes.SiteSerializer})
    def create(self, request: Request) -> Response:
        """Make a site."""
        site = services.create_site(by=self.actor, **self.typed(request, shapes.SiteWriteSerializer))
        return Response(self.get_serializer(site).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.SiteWriteSerializer, responses=shapes.SiteSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change what is sent; `version` is needed."""
        row = self.get_object()
        values = self.typed(request, shapes.SiteWriteSerializer, partial=True)
        version = self.typed(request, shapes.VersionSerializer)["version"]
        site = services.change_site(by=self.actor, site=row, version=version, **values)
        return Response(self.get_serializer(site).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uid: str) -> Response:
        """Delete a site that holds nothing."""
        services.delete_site(by=self.actor, site=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=dict[str, Any])
    @action(detail=True)
    def load(self, request: Request, uid: str) -> Response:
        """Answer the load of the site and of each power node, in watts."""
        site = self.get_object()
        loads = loads_of_sites(self.actor, [site.pk])[site.pk]
        names = dict(PowerNode.objects.filter(site=site).values_list("pk", "uid"))
        return Response(
            {
                "used_w": loads.site.used_w,
                "limit_w": loads.site.limit_w,
                "units": loads.site.unit_count,
                "power_nodes": [
                    {"uid": str(names[pk]), "used_w": load.used_w, "limit_w": load.limit_w, "units": load.unit_count}
                    for pk, load in sorted(loads.nodes.items())
                ],
            }
        )


class RoomViewSet(PlaceViewSet):
    """Rooms; filter: site__uid."""

    queryset = Room.objects.select_related("site")
    serializer_class = shapes.RoomSerializer
    filterset_fields = ("site__uid",)

    @extend_schema(request=shapes.RoomWriteSerializer, responses={201: shapes.RoomSerializer})
    def create(self, request: Request) -> Response:
        """Make a room in a site."""
        values = self.typed(request, shapes.RoomWriteSerializer)
        site = self.place(Site.objects.all(), values["site"])
        room = services.create_room(by=self.actor, site=site, name=values["name"])
        return Response(self.get_serializer(room).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uid: str) -> Response:
        """Delete an empty room."""
        services.delete_room(by=self.actor, room=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


class PowerNodeViewSet(PlaceViewSet):
    """Power nodes; filters: site__uid, room__uid."""

    queryset = PowerNode.objects.select_related("site", "room", "parent")
    serializer_class = shapes.PowerNodeSerializer
    filterset_fields = ("site__uid", "room__uid")

    @extend_schema(request=shapes.PowerNodeWriteSerializer, responses={201: shapes.PowerNodeSerializer})
    def create(self, request: Request) -> Response:
        """Make a power node in a room."""
        values = self.typed(request, shapes.PowerNodeWriteSerializer)
        room = self.place(Room.objects.select_related("site"), values.pop("room"))
        parent_uid = values.pop("parent", None)
        parent = self.place(PowerNode.objects.all(), parent_uid) if parent_uid else None
        node = services.create_power_node(by=self.actor, room=room, parent=parent, **values)
        return Response(self.get_serializer(node).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uid: str) -> Response:
        """Delete a power node that feeds nothing."""
        services.delete_power_node(by=self.actor, node=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


class ShelfViewSet(PlaceViewSet):
    """Shelves; filters: site__uid, room__uid, label."""

    queryset = Shelf.objects.select_related("site", "room", "power_node", "rack")
    serializer_class = shapes.ShelfSerializer
    filterset_fields = ("site__uid", "room__uid", "label")

    @extend_schema(request=shapes.ShelvesWriteSerializer, responses={201: shapes.ShelfSerializer(many=True)})
    def create(self, request: Request) -> Response:
        """Make the shelves of a pattern in a rack, under a power node or in a room."""
        values = self.typed(request, shapes.ShelvesWriteSerializer)
        kinds: dict[str, QuerySet[Any]] = {
            "rack": Rack.objects.select_related("room", "power_node"),
            "power_node": PowerNode.objects.select_related("room"),
            "room": Room.objects.all(),
        }
        named = [name for name in kinds if name in values]
        if len(named) != 1:
            raise drf.ValidationError({"rack": ["name exactly one of rack, power_node, room"]})
        values[named[0]] = self.place(kinds[named[0]], values[named[0]])
        made = services.create_shelves(by=self.actor, **values)
        return Response(self.get_serializer(made, many=True).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uid: str) -> Response:
        """Delete a shelf that never held a unit."""
        services.delete_shelf(by=self.actor, shelf=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)
