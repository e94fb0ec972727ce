"""Bodies of the API of journeys: what is answered and what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from apps.common.api.fields import PersonField
from apps.logistics.enums import ClaimKind, Outcome
from apps.logistics.models import Claim, Movement, MovementLine, ReturnAct, ReturnLine
from apps.logistics.rules.serial_lists import MOST_LINES
from apps.logistics.services import Discrepancy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class MovementLineSerializer(serializers.ModelSerializer[MovementLine]):
    """A unit of a movement."""

    unit = serializers.UUIDField(source="unit.uid", read_only=True)

    class Meta:
        model = MovementLine
        fields = ("position", "unit", "serial", "model_name", "power_w", "state", "was_extra")
        read_only_fields = fields


class MovementSerializer(serializers.ModelSerializer[Movement]):
    """A movement with its units."""

    from_site = serializers.UUIDField(source="from_site.uid", read_only=True)
    to_site = serializers.UUIDField(source="to_site.uid", read_only=True)
    driver = serializers.UUIDField(source="driver.uid", read_only=True, allow_null=True, default=None)
    lines = MovementLineSerializer(many=True, read_only=True)

    class Meta:
        model = Movement
        fields = (
            "uid", "number", "version", "status", "reason", "from_site", "to_site", "driver", "planned_on",
            "window_from", "window_to", "note", "unit_count", "power_w", "picked_up_at", "handed_over_at", "closed_at",
            "lines",
        )  # fmt: skip
        read_only_fields = fields


class NewMovementSerializer(serializers.Serializer[Any]):
    """A new movement; its units stand at `from_site`."""

    from_site = serializers.UUIDField()
    to_site = serializers.UUIDField()
    units = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=MOST_LINES)
    reason = serializers.CharField(max_length=300)
    driver = serializers.UUIDField(required=False)
    planned_on = serializers.DateField(required=False)
    window_from = serializers.TimeField(required=False)
    window_to = serializers.TimeField(required=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class WhySerializer(serializers.Serializer[Any]):
    """Why something is undone; `version` refuses a stale wish where rows have one."""

    why = serializers.CharField(max_length=300)
    version = serializers.IntegerField(required=False, min_value=1, max_value=2_147_483_647)


class DiscrepancySerializer(serializers.Serializer[Any]):
    """What does not agree."""

    kind = serializers.ChoiceField(choices=ClaimKind.choices)
    serial = serializers.CharField(max_length=100, required=False, allow_blank=True)
    serial_seen = serializers.CharField(max_length=64, required=False, allow_blank=True)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class DiscrepanciesSerializer(serializers.Serializer[Any]):
    """What does not agree with an act."""

    discrepancies = serializers.ListField(child=DiscrepancySerializer(), allow_empty=False, max_length=MOST_LINES)


class CheckSerializer(serializers.Serializer[Any]):
    """A checked load: what was scanned, what does not agree."""

    key = serializers.UUIDField()
    serials = serializers.ListField(child=serializers.CharField(max_length=100), max_length=MOST_LINES)
    discrepancies = DiscrepancySerializer(many=True, required=False)


class HandOverSerializer(serializers.Serializer[Any]):
    """Who received the load."""

    key = serializers.UUIDField()
    receiver_name = serializers.CharField(max_length=160)
    done_at = serializers.DateTimeField(required=False)


class ReturnLineSerializer(serializers.ModelSerializer[ReturnLine]):
    """A unit of a return act."""

    unit = serializers.UUIDField(source="unit.uid", read_only=True)

    class Meta:
        model = ReturnLine
        fields = ("position", "unit", "serial", "model_name", "power_w", "condition", "state", "closed_at")
        read_only_fields = fields


class ReturnActSerializer(serializers.ModelSerializer[ReturnAct]):
    """A return act with its units."""

    client = serializers.UUIDField(source="client.uid", read_only=True)
    contract = serializers.CharField(source="contract.number", read_only=True)
    lines = ReturnLineSerializer(many=True, read_only=True)

    class Meta:
        model = ReturnAct
        fields = (
            "uid", "number", "acted_on", "status", "client", "contract", "reason", "unit_count", "power_w", "closed_at",
            "void_reason", "lines",
        )  # fmt: skip
        read_only_fields = fields


class NewReturnSerializer(serializers.Serializer[Any]):
    """A new return act."""

    contract = serializers.UUIDField()
    units = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=MOST_LINES)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)
    condition = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ReturnHandOverSerializer(serializers.Serializer[Any]):
    """Which units are handed over, and to whom."""

    units = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=MOST_LINES)
    receiver_name = serializers.CharField(max_length=160)


class ClaimSerializer(serializers.ModelSerializer[Claim]):
    """A claim."""

    movement = serializers.CharField(source="movement.number", read_only=True, allow_null=True, default=None)
    intake_act = serializers.CharField(source="intake_act.number", read_only=True, allow_null=True, default=None)
    return_act = serializers.CharField(source="return_act.number", read_only=True, allow_null=True, default=None)
    unit = serializers.UUIDField(source="unit.uid", read_only=True, allow_null=True, default=None)
    site = serializers.UUIDField(source="site.uid", read_only=True, allow_null=True, default=None)
    responsible = serializers.UUIDField(source="responsible.uid", read_only=True, allow_null=True, default=None)
    reported_by = PersonField()

    class Meta:
        model = Claim
        fields = (
            "uid", "number", "version", "kind", "stage", "status", "movement", "intake_act", "return_act", "unit",
            "serial_seen", "site", "note",
            "reported_by", "responsible", "outcome", "resolution", "resolved_at", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class ResolveSerializer(serializers.Serializer[Any]):
    """How a claim ends; `site` where the unit is, when it is at one of ours."""

    version = serializers.IntegerField(min_value=1, max_value=2_147_483_647)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    resolution = serializers.CharField(max_length=2000)
    site = serializers.UUIDField(required=False)


def reported(data: Any) -> list[Discrepancy]:
    """Return the discrepancies of a request. Raises ValidationError."""
    form = DiscrepanciesSerializer(data=data)
    form.is_valid(raise_exception=True)
    return discrepancies_of(form.validated_data["discrepancies"])


def discrepancies_of(rows: Sequence[Mapping[str, Any]]) -> list[Discrepancy]:
    """Return what was reported; pictures are sent by the pages."""
    return [Discrepancy(**{**row, "kind": ClaimKind(row["kind"])}) for row in rows]
