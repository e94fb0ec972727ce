"""Shapes of the service centre's API: what is shown, and what writes take; sums are in the currency of the settings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from apps.inventory.service_centre.enums import Complaint, Finding, Measure, OrderVerb, PartKind, Payer
from apps.inventory.service_centre.models import (
    Component,
    Part,
    PartStock,
    RepairFinding,
    RepairOrder,
    RepairPart,
    RepairWork,
    ServiceWork,
    StockMovement,
)

_MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "min_value": Decimal(0)}
_QUANTITY: dict[str, Any] = {"max_digits": 12, "decimal_places": 3, "min_value": Decimal("0.001")}


class RepairFindingSerializer(serializers.ModelSerializer[RepairFinding]):
    """One finding."""

    class Meta:
        model = RepairFinding
        fields = ("code", "position", "note")
        read_only_fields = fields


class RepairWorkSerializer(serializers.ModelSerializer[RepairWork]):
    """A work of an order."""

    class Meta:
        model = RepairWork
        fields = ("uid", "name", "quantity", "price", "minutes", "payer")
        read_only_fields = fields


class RepairPartSerializer(serializers.ModelSerializer[RepairPart]):
    """A part of an order; `quantity` less `returned` is in the unit."""

    class Meta:
        model = RepairPart
        fields = ("uid", "name", "measure", "quantity", "returned", "price", "payer")
        read_only_fields = fields


class RepairOrderSerializer(serializers.ModelSerializer[RepairOrder]):
    """A repair order; `paused_s` are the seconds in which parts or an approval were waited for."""

    unit = serializers.UUIDField(source="unit.uid", read_only=True)
    serial = serializers.CharField(source="unit.serial", read_only=True)
    model = serializers.CharField(source="unit.model.name", read_only=True)
    client = serializers.UUIDField(source="client.uid", read_only=True)
    site = serializers.CharField(source="site_name", read_only=True)

    class Meta:
        model = RepairOrder
        fields = (
            "uid", "number", "state", "unit", "serial", "model", "client", "site", "complaint_code", "complaint",
            "payer", "opened_at", "promised_at", "closed_at", "state_since", "paused_s", "warranty_until",
            "estimate_total", "approved_total", "conclusion", "version",
        )  # fmt: skip
        read_only_fields = fields


class RepairDetailSerializer(serializers.Serializer[Any]):
    """A repair order with what it holds; a client's user sees the lines that the client pays."""

    order = RepairOrderSerializer()
    findings = RepairFindingSerializer(many=True)
    works = RepairWorkSerializer(many=True)
    parts = RepairPartSerializer(many=True)


class RepairOpenSerializer(serializers.Serializer[Any]):
    """A new order; `unit` is the identifier of a unit."""

    unit = serializers.UUIDField()
    complaint_code = serializers.ChoiceField(choices=Complaint.choices)
    complaint = serializers.CharField(required=False, allow_blank=True)
    brought_by = serializers.CharField(required=False, allow_blank=True, max_length=160)


class RepairFoundSerializer(serializers.Serializer[Any]):
    """One finding; `position` from 1 where there are several."""

    code = serializers.ChoiceField(choices=Finding.choices)
    position = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=100)
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)


class RepairDiagnosisSerializer(serializers.Serializer[Any]):
    """A diagnosis."""

    findings = RepairFoundSerializer(many=True, allow_empty=False)
    note = serializers.CharField(required=False, allow_blank=True)


class RepairStepSerializer(serializers.Serializer[Any]):
    """A step: the verb with its note (the reason, the conclusion, what the test has shown)."""

    verb = serializers.ChoiceField(
        choices=[(verb.value, verb.label) for verb in OrderVerb if verb not in (OrderVerb.OPEN, OrderVerb.DIAGNOSE)]
    )
    note = serializers.CharField(required=False, allow_blank=True, default="")
    total = serializers.DecimalField(required=False, allow_null=True, **_MONEY)


class RepairAnswerSerializer(serializers.Serializer[Any]):
    """The client's answer to an estimate."""

    approved = serializers.BooleanField()
    note = serializers.CharField(required=False, allow_blank=True, default="")


class RepairAddWorkSerializer(serializers.Serializer[Any]):
    """A work for an order; `work` is its code."""

    work = serializers.CharField(max_length=40)
    quantity = serializers.IntegerField(required=False, min_value=1, max_value=1000, default=1)
    payer = serializers.ChoiceField(choices=Payer.choices, required=False)


class PartIssueSerializer(serializers.Serializer[Any]):
    """A part for an order; a piece with a serial number needs `serial` and `position`."""

    article = serializers.CharField(max_length=60)
    bin = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    quantity = serializers.DecimalField(required=False, default=Decimal(1), **_QUANTITY)
    payer = serializers.ChoiceField(choices=Payer.choices, required=False)
    serial = serializers.CharField(max_length=64, required=False, allow_blank=True, default="")
    position = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=100, default=None)


class PartReturnSerializer(serializers.Serializer[Any]):
    """What is returned of a line; all of it without a quantity."""

    line = serializers.UUIDField()
    quantity = serializers.DecimalField(required=False, allow_null=True, default=None, **_QUANTITY)


class ServiceWorkSerializer(serializers.ModelSerializer[ServiceWork]):
    """A work of the catalogue."""

    class Meta:
        model = ServiceWork
        fields = ("uid", "code", "name", "price", "minutes", "is_retired", "version")
        read_only_fields = fields


class ServiceWorkWriteSerializer(serializers.Serializer[Any]):
    """Values of a work."""

    code = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=160)
    price = serializers.DecimalField(**_MONEY)
    minutes = serializers.IntegerField(min_value=0, max_value=100_000)
    is_retired = serializers.BooleanField(required=False)


class SparePartSerializer(serializers.ModelSerializer[Part]):
    """A spare part; `held` is what there is in the bins in reach."""

    held = serializers.DecimalField(max_digits=18, decimal_places=3, read_only=True)

    class Meta:
        model = Part
        fields = (
            "uid", "article", "name", "kind", "measure", "is_serial", "minimum", "price", "note", "is_retired", "held",
            "version",
        )  # fmt: skip
        read_only_fields = fields


class SparePartWriteSerializer(serializers.Serializer[Any]):
    """Values of a part; `models` are identifiers of the models it fits."""

    article = serializers.CharField(max_length=60)
    name = serializers.CharField(max_length=160)
    kind = serializers.ChoiceField(choices=PartKind.choices, required=False)
    measure = serializers.ChoiceField(choices=Measure.choices, required=False)
    is_serial = serializers.BooleanField(required=False)
    minimum = serializers.DecimalField(max_digits=12, decimal_places=3, min_value=Decimal(0), required=False)
    price = serializers.DecimalField(required=False, **_MONEY)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    is_retired = serializers.BooleanField(required=False)
    models = serializers.ListField(child=serializers.UUIDField(), required=False)


class PartStockSerializer(serializers.ModelSerializer[PartStock]):
    """What lies in one bin."""

    article = serializers.CharField(source="part.article", read_only=True)
    site = serializers.UUIDField(source="site.uid", read_only=True)

    class Meta:
        model = PartStock
        fields = ("uid", "article", "site", "bin", "quantity")
        read_only_fields = fields


class StockMovementSerializer(serializers.ModelSerializer[StockMovement]):
    """One line of the ledger."""

    article = serializers.CharField(source="part.article", read_only=True)
    site = serializers.UUIDField(source="site.uid", read_only=True)
    order = serializers.CharField(source="order.number", read_only=True, default=None)
    serial = serializers.CharField(source="component.serial", read_only=True, default=None)

    class Meta:
        model = StockMovement
        fields = (
            "uid", "at", "kind", "article", "site", "bin", "quantity", "balance", "order", "serial", "document",
            "reason",
        )  # fmt: skip
        read_only_fields = fields


class ComponentSerializer(serializers.ModelSerializer[Component]):
    """One piece with a serial number."""

    article = serializers.CharField(source="part.article", read_only=True)
    site = serializers.UUIDField(source="site.uid", read_only=True, default=None)
    unit = serializers.CharField(source="unit.serial", read_only=True, default=None)

    class Meta:
        model = Component
        fields = ("uid", "serial", "article", "state", "site", "bin", "unit", "position", "changed_at")
        read_only_fields = fields


class PartReceiveSerializer(serializers.Serializer[Any]):
    """A receipt."""

    site = serializers.UUIDField()
    bin = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    quantity = serializers.DecimalField(**_QUANTITY)
    price = serializers.DecimalField(**_MONEY)
    document = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    serials = serializers.ListField(child=serializers.CharField(max_length=64), required=False, default=list)


class PartTransferSerializer(serializers.Serializer[Any]):
    """A transfer from one bin to another."""

    site = serializers.UUIDField()
    bin = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    to_site = serializers.UUIDField()
    to_bin = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    quantity = serializers.DecimalField(**_QUANTITY)
    document = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    serials = serializers.ListField(child=serializers.CharField(max_length=64), required=False, default=list)


class PartCorrectSerializer(serializers.Serializer[Any]):
    """A correction by a difference."""

    site = serializers.UUIDField()
    bin = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    difference = serializers.DecimalField(max_digits=12, decimal_places=3)
    reason = serializers.CharField(max_length=300)


class PartWriteOffSerializer(serializers.Serializer[Any]):
    """A write-off."""

    site = serializers.UUIDField()
    bin = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    quantity = serializers.DecimalField(**_QUANTITY)
    reason = serializers.CharField(max_length=300)
    serials = serializers.ListField(child=serializers.CharField(max_length=64), required=False, default=list)
