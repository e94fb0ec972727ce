"""What requests that change a unit say."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.inventory.models import Unit


class UnitChangeSerializer(serializers.ModelSerializer[Unit]):
    """What describes a unit; a warranty with a beginning and months gets its last day from them."""

    class Meta:
        model = Unit
        fields = (
            "warranty_from", "warranty_months", "warranty_until", "declared_value", "declared_currency",
            "label", "note",
        )  # fmt: skip


class SerialSerializer(serializers.Serializer[Any]):
    """Another serial number of the same unit, and why."""

    serial = serializers.CharField(max_length=80)
    why = serializers.CharField(max_length=300)


class OwnPowerSerializer(serializers.Serializer[Any]):
    """An own power with its reason; null gives the unit its model's power again."""

    power_w = serializers.IntegerField(min_value=1, max_value=1_000_000, allow_null=True)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
