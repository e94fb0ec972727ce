"""`/api/v1/inventory/sites/`, `rooms/`, `power-nodes/`, `shelves/`: places as the actor may see and manage them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as drf
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from apps.common import access
from apps.common.api.views import HouseViewSet
from apps.inventory import services
from apps.inventory.api import serializers as shapes
from apps.inventory.api.instants import instant
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site
from apps.inventory.permissions import PLACE_MANAGE, PLACE_VIEW
from apps.inventory.selectors import load_at, loads_of_sites, measured_of_sites

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from rest_framework.request import Request

    from apps.common.access import Permission
    from apps.inventory.rules.power import Load
    from apps.inventory.selectors import Measured

AT = OpenApiParameter("at", str, description="an instant of the past, ISO 8601")
MANAGED: dict[str, Permission] = {
    "list": PLACE_VIEW,
    "retrieve": PLACE_VIEW,
    "create": PLACE_MANAGE,
    "destroy": PLACE_MANAGE,
}


def figures(load: Load, measured: Measured | None) -> dict[str, Any]:
    """Return a load as the API gives it; powers in watts."""
    return {
        "used_w": load.used_w,
        "limit_w": load.limit_w,
        "reserved_w": load.reserved_w,
        "units": load.unit_count,
        "phases": {
            leg.leg: {"used_w": leg.used_w, "limit_w": leg.limit_w, "reserved_w": leg.reserved_w}
            for leg in load.leg_loads
        },
        "imbalance_percent": None if load.imbalance is None else str(load.imbalance),
        "counted_evenly": load.even_count,
        "measured": None
        if measured is None
        else {
            "power_w": measured.power_w,
            "units": measured.measured_count,
            "of_units": measured.unit_count,
            "phases": {name.lower(): watts for name, watts in measured.leg_watts},
        },
    }


def past_figures(load: Load) -> dict[str, Any]:
    """Return a load of the past: limits of then are not known."""
    return {
        "used_w": load.used_w,
        "units": load.unit_count,
        "phases": {leg.leg: leg.used_w for leg in load.leg_loads},
        "counted_evenly": load.even_count,
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

    @extend_schema(parameters=[AT], responses=dict[str, Any], filters=False)
    @action(detail=True)
    def load(self, request: Request, uid: str) -> Response:
        """Answer the load of the site, its rooms and power nodes in watts, in all, by phase and as measured.

        With `at` (ISO 8601): the load of the site at that instant.
        """
        site = self.get_object()
        if "at" in request.query_params:
            return Response(past_figures(load_at(self.actor, site, instant(request, "at"))))
        loads = loads_of_sites(self.actor, [site.pk])[site.pk]
        measured = measured_of_sites(self.actor, [site.pk]).get(site.pk)
        nodes = dict(PowerNode.objects.filter(site=site).values_list("pk", "uid"))
        rooms = dict(Room.objects.filter(site=site).values_list("pk", "uid"))
        return Response(
            {
                **figures(loads.site, measured.site if measured else None),
                "rooms": [
                    {"uid": str(rooms[pk]), **figures(load, measured.rooms.get(pk) if measured else None)}
                    for pk, load in sorted(loads.rooms.items())
                ],
                "power_nodes": [
                    {"uid": str(nodes[pk]), **figures(load, measured.nodes.get(pk) if measured else None)}
                    for pk, load in sorted(loads.nodes.items())
                ],
            }
        )


class RoomViewSet(PlaceViewSet):
    """Rooms; filter: site__uid."""

    permissions: ClassVar[Mapping[str, Permission]] = MANAGED | {"partial_update": PLACE_MANAGE}
    queryset = Room.objects.select_related("site")
    serializer_class = shapes.RoomSerializer
    filterset_fields = ("site__uid",)

    @extend_schema(request=shapes.RoomWriteSerializer, responses={201: shapes.RoomSerializer})
    def create(self, request: Request) -> Response:
        """Make a room in a site."""
        values = self.typed(request, shapes.RoomWriteSerializer)
        site = self.place(Site.objects.all(), values["site"])
        room = services.create_room(by=self.actor, site=site, name=values["name"], limit_w=values.get("limit_w"))
        return Response(self.get_serializer(room).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.RoomChangeSerializer, responses=shapes.RoomSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change what is sent; `version` is needed."""
        row = self.get_object()
        values = self.typed(request, shapes.RoomChangeSerializer, partial=True)
        version = self.typed(request, shapes.VersionSerializer)["version"]
        room = services.change_room(by=self.actor, room=row, version=version, **values)
        return Response(self.get_serializer(room).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uid: str) -> Response:
        """Delete an empty room."""
        services.delete_room(by=self.actor, room=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


class PowerNodeViewSet(PlaceViewSet):
    """Power nodes; filters: site__uid, room__uid."""

    permissions: ClassVar[Mapping[str, Permission]] = MANAGED | {"partial_update": PLACE_MANAGE, "load": PLACE_VIEW}
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

    @extend_schema(request=shapes.PowerNodeChangeSerializer, responses=shapes.PowerNodeSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change what is sent; `version` is needed."""
        row = self.get_object()
        values = self.typed(request, shapes.PowerNodeChangeSerializer, partial=True)
        version = self.typed(request, shapes.VersionSerializer)["version"]
        if "parent" in values:
            parent_uid = values["parent"]
            values["parent"] = self.place(PowerNode.objects.all(), parent_uid) if parent_uid else None
        node = services.change_power_node(by=self.actor, node=row, version=version, **values)
        return Response(self.get_serializer(node).data)

    @extend_schema(parameters=[AT], responses=dict[str, Any], filters=False)
    @action(detail=True)
    def load(self, request: Request, uid: str) -> Response:
        """Answer the load of the node in watts, in all, by phase and as measured; with `at` at that instant."""
        node = self.get_object()
        if "at" in request.query_params:
            return Response(past_figures(load_at(self.actor, node, instant(request, "at"))))
        load = loads_of_sites(self.actor, [node.site_id])[node.site_id].nodes[node.pk]
        measured = measured_of_sites(self.actor, [node.site_id]).get(node.site_id)
        return Response(figures(load, measured.nodes.get(node.pk) if measured else None))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uid: str) -> Response:
        """Delete a power node that feeds nothing."""
        services.delete_power_node(by=self.actor, node=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


class ShelfViewSet(PlaceViewSet):
    """Shelves; filters: site__uid, room__uid, label."""

    permissions: ClassVar[Mapping[str, Permission]] = MANAGED | {
        "partial_update": PLACE_MANAGE,
        "move": PLACE_MANAGE,
    }
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
            raise drf.ValidationError({"rack": [_("Choose a rack, a power distribution unit or a room.")]})
        values[named[0]] = self.place(kinds[named[0]], values[named[0]])
        made = services.create_shelves(by=self.actor, **values)
        return Response(self.get_serializer(made, many=True).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ShelfChangeSerializer, responses=shapes.ShelfSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change what is sent; `version` is needed."""
        row = self.get_object()
        values = self.typed(request, shapes.ShelfChangeSerializer, partial=True)
        version = self.typed(request, shapes.VersionSerializer)["version"]
        shelf = services.change_shelf(by=self.actor, shelf=row, version=version, **values)
        return Response(self.get_serializer(shelf).data)

    @extend_schema(request=shapes.ShelvesMoveSerializer, responses=shapes.ShelfSerializer(many=True), filters=False)
    @action(detail=False, methods=["post"])
    def move(self, request: Request) -> Response:
        """Feed shelves of one site from another rack or node, with what stands on them; all or none."""
        values = self.typed(request, shapes.ShelvesMoveSerializer)
        if ("rack" in values) == ("power_node" in values):
            raise drf.ValidationError({"rack": [_("Choose a rack or a power distribution unit.")]})
        rows = Shelf.objects.filter(uid__in=values["shelves"]).order_by("pk")
        wanted = list(access.narrow(self.actor, PLACE_MANAGE, rows))
        if len(wanted) != len(set(values["shelves"])):
            raise drf.ValidationError({"shelves": [_("One of them does not exist, or you may not see it.")]})
        rack = node = None
        if "rack" in values:
            rack = self.place(Rack.objects.select_related("power_node"), values["rack"])
        else:
            node = self.place(PowerNode.objects.all(), values["power_node"])
        moved = services.move_shelves(by=self.actor, shelves=wanted, rack=rack, power_node=node)
        return Response(self.get_serializer(moved, many=True).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uid: str) -> Response:
        """Delete a shelf that never held a unit."""
        services.delete_shelf(by=self.actor, shelf=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


class RackViewSet(PlaceViewSet):
    """Racks; filters: room__uid, power_node__uid."""

    permissions: ClassVar[Mapping[str, Permission]] = MANAGED | {
        "partial_update": PLACE_MANAGE,
        "move": PLACE_MANAGE,
    }
    queryset = Rack.objects.select_related("room", "power_node")
    serializer_class = shapes.RackSerializer
    filterset_fields = ("room__uid", "power_node__uid")

    @extend_schema(request=shapes.RackWriteSerializer, responses={201: shapes.RackSerializer})
    def create(self, request: Request) -> Response:
        """Make a rack under a power node."""
        values = self.typed(request, shapes.RackWriteSerializer)
        node = self.place(PowerNode.objects.select_related("room"), values.pop("power_node"))
        rack = services.create_rack(by=self.actor, power_node=node, **values)
        return Response(self.get_serializer(rack).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.RackChangeSerializer, responses=shapes.RackSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change name or phase; `version` is needed."""
        row = self.get_object()
        values = {"name": row.name, "phase": row.phase} | self.typed(request, shapes.RackChangeSerializer, partial=True)
        version = self.typed(request, shapes.VersionSerializer)["version"]
        rack = services.change_rack(by=self.actor, rack=row, version=version, **values)
        return Response(self.get_serializer(rack).data)

    @extend_schema(request=shapes.RackMoveSerializer, responses=shapes.RackSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, uid: str) -> Response:
        """Feed the rack from another node of its site, with everything in it."""
        row = self.get_object()
        values = self.typed(request, shapes.RackMoveSerializer)
        node = self.place(PowerNode.objects.all(), values["power_node"])
        rack = services.move_rack(by=self.actor, rack=row, power_node=node, version=values["version"])
        return Response(self.get_serializer(rack).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uid: str) -> Response:
        """Delete a rack without shelves."""
        services.delete_rack(by=self.actor, rack=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)
