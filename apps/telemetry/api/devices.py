"""`/api/v1/devices/` and `/api/v1/problems/`: machines with their latest reading and history, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from apps.common.api.views import HouseViewSet
from apps.common.errors import Invalid
from apps.telemetry.enums import Severity
from apps.telemetry.models import Device, LiveReading, Problem
from apps.telemetry.permissions import TELEMETRY_VIEW
from apps.telemetry.selectors.details import with_details
from apps.telemetry.selectors.devices import PERIODS, devices, history, problems
from apps.telemetry.views.shapes import state_key

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request


class LiveSerializer(serializers.ModelSerializer[LiveReading]):
    """The latest reading; unknown is null, units are in the names."""

    hashrate_avg_ths = serializers.FloatField(source="details.hashrate_avg_ths", allow_null=True)
    inlet_temp_c = serializers.FloatField(source="details.inlet_temp_c", allow_null=True)
    fan_rpm_max = serializers.IntegerField(source="details.fan_rpm_max", allow_null=True)
    accepted = serializers.IntegerField(source="details.accepted", allow_null=True)
    rejected = serializers.IntegerField(source="details.rejected", allow_null=True)
    hw_errors = serializers.IntegerField(source="details.hw_errors", allow_null=True)
    boards = serializers.ListField(child=serializers.DictField(), source="details.boards")
    fans = serializers.ListField(child=serializers.DictField(), source="details.fans")
    pools = serializers.ListField(child=serializers.DictField(), source="details.pools")
    detail = serializers.CharField(source="details.detail")

    class Meta:
        model = LiveReading
        fields = (
            "at", "fresh_until", "state_since", "hashrate_ths", "hashrate_avg_ths", "expected_hashrate_ths", "power_w",
            "chip_temp_max_c", "board_temp_max_c", "inlet_temp_c", "fan_rpm_min", "fan_rpm_max", "uptime_s",
            "accepted", "rejected", "hw_errors", "boards", "fans", "pools", "detail",
        )  # fmt: skip
        read_only_fields = fields


class DeviceSerializer(serializers.ModelSerializer[Device]):
    """A machine; `state` is `stale` when its agent is silent, `no_data` when it was never read."""

    state = serializers.SerializerMethodField()
    site = serializers.UUIDField(source="site.uid", read_only=True)
    site_name = serializers.CharField(source="site.name", read_only=True)
    unit = serializers.UUIDField(source="unit.uid", read_only=True, default=None)
    unit_serial = serializers.CharField(source="unit.serial", read_only=True, default=None)
    live = serializers.SerializerMethodField()

    class Meta:
        model = Device
        fields = (
            "uid", "state", "serial", "make", "model", "firmware", "firmware_version", "hostname", "site", "site_name",
            "unit", "unit_serial", "matched_by", "last_found_at", "live",
        )  # fmt: skip
        read_only_fields = fields

    def get_state(self, row: Device) -> str:
        """The state as pages show it."""
        return state_key(row)

    @extend_schema(responses=LiveSerializer(allow_null=True))
    def get_live(self, row: Device) -> dict[str, Any] | None:
        """The latest reading, null when there was none."""
        live = getattr(row, "live", None)
        return None if live is None else dict(LiveSerializer(live).data)


class HistorySerializer(serializers.Serializer[Any]):
    """Columns of equal length; null where nothing was read."""

    at_ms = serializers.ListField(child=serializers.IntegerField())
    hashrate_ths = serializers.ListField(child=serializers.FloatField(allow_null=True))
    power_w = serializers.ListField(child=serializers.FloatField(allow_null=True))
    chip_temp_c = serializers.ListField(child=serializers.FloatField(allow_null=True))
    board_temp_c = serializers.ListField(child=serializers.FloatField(allow_null=True))
    inlet_temp_c = serializers.ListField(child=serializers.FloatField(allow_null=True))


class DeviceFilter(filters.FilterSet):
    """Filters of machines."""

    site = filters.UUIDFilter("site__uid")
    serial = filters.CharFilter("serial")
    unit_serial = filters.CharFilter("unit__serial")
    matched = filters.BooleanFilter("unit", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Device
        fields = ("site", "serial", "unit_serial", "matched")


class DeviceViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """Machines in reach, each with its latest reading."""

    permissions: ClassVar[dict[str, Any]] = dict.fromkeys(("list", "retrieve", "history"), TELEMETRY_VIEW)
    serializer_class = DeviceSerializer
    queryset = Device.objects.all()
    filterset_class = DeviceFilter

    def get_queryset(self) -> QuerySet[Device]:
        """Return the machines in reach; none while the schema is drawn."""
        return Device.objects.none() if getattr(self, "swagger_fake_view", False) else devices(self.actor)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Return the serializer of machines whose readings were given their details, a page at once."""
        if args:
            with_details(args[0] if kwargs.get("many") else [args[0]])
        return super().get_serializer(*args, **kwargs)

    @extend_schema(
        parameters=[OpenApiParameter("period", enum=list(PERIODS), default="1h")], responses=HistorySerializer
    )
    @action(detail=True, url_path="history", filterset_class=None, pagination_class=None)
    def history(self, request: Request, uid: str) -> Response:
        """Return what the machine reported over a period. Refuses an unknown period (422)."""
        period = PERIODS.get(request.query_params.get("period", "1h"))
        if period is None:
            raise Invalid(_("The period is one of %(periods)s."), field="period", periods=", ".join(PERIODS))
        return Response(HistorySerializer(history(self.get_object(), period)).data)


class ProblemSerializer(serializers.ModelSerializer[Problem]):
    """A problem; open while `resolved_at` is null."""

    device = serializers.UUIDField(source="device.uid", read_only=True)
    site = serializers.UUIDField(source="device.site.uid", read_only=True)
    unit_serial = serializers.CharField(source="device.unit.serial", read_only=True, default=None)

    class Meta:
        model = Problem
        fields = ("uid", "code", "severity", "device", "site", "unit_serial", "opened_at", "resolved_at", "value")
        read_only_fields = fields


class ProblemFilter(filters.FilterSet):
    """Filters of problems."""

    open = filters.BooleanFilter("resolved_at", lookup_expr="isnull")
    severity = filters.MultipleChoiceFilter(choices=Severity.choices)
    device = filters.UUIDFilter("device__uid")
    site = filters.UUIDFilter("device__site__uid")

    class Meta:
        model = Problem
        fields = ("open", "severity", "code", "device", "site")


class ProblemViewSet(ListModelMixin, HouseViewSet):
    """Problems in reach, the newest first."""

    permissions: ClassVar[dict[str, Any]] = {"list": TELEMETRY_VIEW}
    serializer_class = ProblemSerializer
    queryset = Problem.objects.all()
    filterset_class = ProblemFilter

    def get_queryset(self) -> QuerySet[Problem]:
        """Return the problems in reach; none while the schema is drawn."""
        return Problem.objects.none() if getattr(self, "swagger_fake_view", False) else problems(self.actor)
