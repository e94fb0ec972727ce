"""`/api/v1/logistics/` routes, vehicles and site-points: plan, edit by hand, plan again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from apps.accounts.models import User
from apps.common import access
from apps.common.api.views import HouseViewSet
from apps.common.roles import Role
from apps.inventory.models import Site
from apps.logistics.models import Route, RouteJob, SitePoint, Vehicle
from apps.logistics.permissions import ROUTE_PLAN, ROUTE_VIEW
from apps.logistics.rules.routes import minutes_of
from apps.logistics.services import (
    Day,
    change_vehicle,
    create_vehicle,
    move_job,
    pin_job,
    plan_route,
    replan_route,
    set_site_point,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from rest_framework.request import Request

    from apps.common.access import Permission
    from apps.common.actor import Actor

_MOST_INT = 2_147_483_647


class RouteJobSerializer(serializers.ModelSerializer[RouteJob]):
    """A job of a route."""

    movement = serializers.CharField(source="movement.number", read_only=True)
    site = serializers.UUIDField(source="site.uid", read_only=True)
    arrives = serializers.CharField(source="arrives_text", read_only=True)
    leaves = serializers.CharField(source="leaves_text", read_only=True)

    class Meta:
        model = RouteJob
        fields = (
            "uid", "position", "kind", "movement", "site", "units", "is_pinned", "arrives", "leaves", "km",
            "units_after", "problems",
        )  # fmt: skip
        read_only_fields = fields


class RouteSerializer(serializers.ModelSerializer[Route]):
    """A planned day with its jobs in order."""

    driver = serializers.UUIDField(source="driver.uid", read_only=True)
    vehicle = serializers.UUIDField(source="vehicle.uid", read_only=True, allow_null=True, default=None)
    start_site = serializers.UUIDField(source="start_site.uid", read_only=True, allow_null=True, default=None)
    starts = serializers.CharField(source="starts_text", read_only=True)
    ends = serializers.CharField(source="ends_text", read_only=True)
    jobs = RouteJobSerializer(many=True, read_only=True)

    class Meta:
        model = Route
        fields = (
            "uid", "version", "day", "driver", "vehicle", "start_site", "starts", "ends", "km", "is_feasible",
            "is_edited", "jobs",
        )  # fmt: skip
        read_only_fields = fields


class NewRouteSerializer(serializers.Serializer[Any]):
    """Whose day is planned."""

    driver = serializers.UUIDField()
    day = serializers.DateField()
    vehicle = serializers.UUIDField(required=False)
    start_site = serializers.UUIDField(required=False)
    starts = serializers.TimeField(required=False)


class RouteVersionSerializer(serializers.Serializer[Any]):
    """The version of the route that was read."""

    version = serializers.IntegerField(min_value=1, max_value=_MOST_INT)


class StopMoveSerializer(RouteVersionSerializer):
    """One place earlier or later."""

    job = serializers.UUIDField()
    down = serializers.BooleanField()


class PinSerializer(RouteVersionSerializer):
    """Whether a job stays at its place."""

    job = serializers.UUIDField()
    pinned = serializers.BooleanField()


class VehicleSerializer(serializers.ModelSerializer[Vehicle]):
    """A vehicle."""

    driver = serializers.UUIDField(source="driver.uid", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Vehicle
        fields = ("uid", "version", "name", "plate", "most_units", "payload_kg", "driver", "is_retired")
        read_only_fields = fields


class VehicleBodySerializer(serializers.Serializer[Any]):
    """What is said of a vehicle."""

    name = serializers.CharField(max_length=80)
    plate = serializers.CharField(max_length=20, required=False, allow_blank=True)
    most_units = serializers.IntegerField(min_value=1, max_value=100_000, required=False, allow_null=True)
    payload_kg = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False, allow_null=True)
    driver = serializers.UUIDField(required=False, allow_null=True)
    is_retired = serializers.BooleanField(required=False)


class ChangedVehicleSerializer(VehicleBodySerializer):
    """What is changed of a vehicle."""

    version = serializers.IntegerField(min_value=1, max_value=_MOST_INT)


class SitePointSerializer(serializers.ModelSerializer[SitePoint]):
    """Where a site is."""

    site = serializers.UUIDField(source="site.uid", read_only=True)

    class Meta:
        model = SitePoint
        fields = ("uid", "version", "site", "latitude", "longitude", "opens", "closes")
        read_only_fields = fields


class NewSitePointSerializer(serializers.Serializer[Any]):
    """Where a site is and when it receives."""

    site = serializers.UUIDField()
    latitude = serializers.DecimalField(max_digits=8, decimal_places=6, min_value=-90, max_value=90)
    longitude = serializers.DecimalField(max_digits=9, decimal_places=6, min_value=-180, max_value=180)
    opens = serializers.TimeField(required=False, allow_null=True)
    closes = serializers.TimeField(required=False, allow_null=True)


def _driver(actor: Actor, uid: UUID) -> User:
    """Return a driver of the organisation. Raises Http404."""
    rows = User.objects.filter(organisation_id=actor.tenant_id, role=Role.DRIVER)
    return access.fetch(actor, ROUTE_PLAN, rows, uid=uid)


class RouteViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """Planned days; filters: day, driver__uid, is_feasible."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": ROUTE_VIEW,
        "retrieve": ROUTE_VIEW,
        "create": ROUTE_PLAN,
        "replan": ROUTE_PLAN,
        "move": ROUTE_PLAN,
        "pin": ROUTE_PLAN,
    }
    queryset = Route.objects.select_related("driver", "vehicle", "start_site").prefetch_related(
        "jobs__movement", "jobs__site"
    )
    serializer_class = RouteSerializer
    filterset_fields = ("day", "driver__uid", "is_feasible")

    @extend_schema(request=NewRouteSerializer, responses={201: RouteSerializer})
    def create(self, request: Request) -> Response:
        """Plan a day; the same day planned again is ordered anew."""
        form = NewRouteSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        told = dict(form.validated_data)
        vehicle, start = told.get("vehicle"), told.get("start_site")
        day = Day(
            driver=_driver(self.actor, told["driver"]),
            day=told["day"],
            vehicle=access.fetch(self.actor, ROUTE_PLAN, Vehicle.objects.all(), uid=vehicle) if vehicle else None,
            start_site=access.fetch(self.actor, ROUTE_PLAN, Site.objects.all(), uid=start) if start else None,
            starts_min=minutes_of(told.get("starts")),
        )
        return self._answer(plan_route(day, by=self.actor), status.HTTP_201_CREATED)

    @extend_schema(request=RouteVersionSerializer, responses=RouteSerializer)
    @action(detail=True, methods=["post"])
    def replan(self, request: Request, uid: str) -> Response:
        """Order what is not pinned again."""
        row = self.get_object()
        form = RouteVersionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        return self._answer(replan_route(row, by=self.actor, version=form.validated_data["version"]))

    @extend_schema(request=StopMoveSerializer, responses=RouteSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, uid: str) -> Response:
        """Put a job one place earlier or later."""
        row = self.get_object()
        form = StopMoveSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        told = form.validated_data
        job = self._job(row, told["job"])
        return self._answer(move_job(job, by=self.actor, down=told["down"], version=told["version"]))

    @extend_schema(request=PinSerializer, responses=RouteSerializer)
    @action(detail=True, methods=["post"])
    def pin(self, request: Request, uid: str) -> Response:
        """Pin a job to its place, or let it go."""
        row = self.get_object()
        form = PinSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        told = form.validated_data
        job = self._job(row, told["job"])
        return self._answer(pin_job(job, by=self.actor, pinned=told["pinned"], version=told["version"]))

    def _job(self, row: Route, uid: UUID) -> RouteJob:
        """Return a job of a route. Raises Http404."""
        rows = RouteJob.objects.select_related("route").filter(route=row)
        return access.fetch(self.actor, ROUTE_PLAN, rows, uid=uid)

    def _answer(self, row: Route, code: int = status.HTTP_200_OK) -> Response:
        """Return the route as it is now."""
        return Response(self.get_serializer(self.queryset.get(pk=row.pk)).data, status=code)


class VehicleViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """Vehicles; filters: name, is_retired."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": ROUTE_PLAN,
        "retrieve": ROUTE_PLAN,
        "create": ROUTE_PLAN,
        "partial_update": ROUTE_PLAN,
    }
    queryset = Vehicle.objects.select_related("driver")
    serializer_class = VehicleSerializer
    filterset_fields = ("name", "is_retired")

    @extend_schema(request=VehicleBodySerializer, responses={201: VehicleSerializer})
    def create(self, request: Request) -> Response:
        """Add a vehicle."""
        form = VehicleBodySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        made = create_vehicle(by=self.actor, **self._told(form.validated_data))
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ChangedVehicleSerializer, responses=VehicleSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change a vehicle."""
        row = self.get_object()
        form = ChangedVehicleSerializer(data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        told = self._told(form.validated_data)
        version = told.pop("version", row.version)
        return Response(self.get_serializer(change_vehicle(row, by=self.actor, version=version, **told)).data)

    def _told(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was said with the driver found."""
        told = dict(data)
        if told.get("driver"):
            told["driver"] = _driver(self.actor, told["driver"])
        return told


class SitePointViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """Points of sites; filter: site__uid. Setting a point again changes it."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": ROUTE_PLAN,
        "retrieve": ROUTE_PLAN,
        "create": ROUTE_PLAN,
    }
    queryset = SitePoint.objects.select_related("site")
    serializer_class = SitePointSerializer
    filterset_fields = ("site__uid",)

    @extend_schema(request=NewSitePointSerializer, responses={201: SitePointSerializer})
    def create(self, request: Request) -> Response:
        """Say where a site is."""
        form = NewSitePointSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        told = dict(form.validated_data)
        site = access.fetch(self.actor, ROUTE_PLAN, Site.objects.all(), uid=told.pop("site"))
        return Response(
            self.get_serializer(set_site_point(site, by=self.actor, **told)).data, status=status.HTTP_201_CREATED
        )
