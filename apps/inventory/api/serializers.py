"""Shapes of inventory's API: what is shown, and what writes take; units of measure are in the names."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.common.api.fields import PersonField
from apps.inventory.enums import Cooling, EquipmentKind, HashrateUnit, Phases, PhotoKind, ShelfPhase, SiteType, UnitVerb
from apps.inventory.models import (
    EquipmentModel,
    PowerNode,
    PowerReservation,
    Rack,
    Room,
    Shelf,
    Site,
    Unit,
    UnitNote,
    UnitPhoto,
)


class SiteSerializer(serializers.ModelSerializer[Site]):
    """A site."""

    class Meta:
        model = Site
        fields = (
            "uid", "name", "type", "postal_address", "time_zone", "address_storage", "limit_w", "note", "version",
        )  # fmt: skip
        read_only_fields = fields


class RoomSerializer(serializers.ModelSerializer[Room]):
    """A room; `site` is the identifier of its site."""

    site = serializers.UUIDField(source="site.uid", read_only=True)

    class Meta:
        model = Room
        fields = ("uid", "site", "name", "limit_w", "version")
        read_only_fields = fields


class PowerNodeSerializer(serializers.ModelSerializer[PowerNode]):
    """A power node; `limit_w` null: no limit of its own, `leg_limit_w` what its breaker allows on each phase."""

    site = serializers.UUIDField(source="site.uid", read_only=True)
    room = serializers.UUIDField(source="room.uid", read_only=True)
    parent = serializers.UUIDField(  # type: ignore[assignment]  # a field of this name, not DRF's link upward
        source="parent.uid", read_only=True, default=None
    )
    leg_limit_w = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = PowerNode
        fields = (
            "uid", "site", "room", "parent", "name", "phases", "limit_w", "breaker_a", "phase_voltage_v",
            "derating_percent", "leg_limit_w", "version",
        )  # fmt: skip
        read_only_fields = fields


class RackSerializer(serializers.ModelSerializer[Rack]):
    """A rack."""

    room = serializers.UUIDField(source="room.uid", read_only=True)
    power_node = serializers.UUIDField(source="power_node.uid", read_only=True)

    class Meta:
        model = Rack
        fields = ("uid", "room", "power_node", "name", "phase", "version")
        read_only_fields = fields


class ReservationSerializer(serializers.ModelSerializer[PowerReservation]):
    """A reservation of power; `held_w` is what is still held."""

    site = serializers.UUIDField(source="site.uid", read_only=True)
    power_node = serializers.UUIDField(source="power_node.uid", read_only=True)
    client = serializers.UUIDField(source="client.uid", read_only=True, default=None)
    person = serializers.CharField(source="person.name", read_only=True)

    class Meta:
        model = PowerReservation
        fields = (
            "uid", "site", "power_node", "phases", "power_w", "held_w", "client", "document", "person", "until",
            "note", "state", "ended_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class ShelfSerializer(serializers.ModelSerializer[Shelf]):
    """A shelf."""

    site = serializers.UUIDField(source="site.uid", read_only=True)
    room = serializers.UUIDField(source="room.uid", read_only=True)
    power_node = serializers.UUIDField(source="power_node.uid", read_only=True, default=None)
    rack = serializers.UUIDField(source="rack.uid", read_only=True, default=None)

    class Meta:
        model = Shelf
        fields = ("uid", "site", "room", "power_node", "rack", "phase", "label", "height_units", "capacity", "version")
        read_only_fields = fields


class ModelSerializer(serializers.ModelSerializer[EquipmentModel]):
    """A model of the directory."""

    class Meta:
        model = EquipmentModel
        fields = (
            "uid", "name", "kind", "manufacturer", "model", "algorithm", "hashrate_value", "hashrate_unit", "power_w",
            "three_phase",
            "cooling", "board_count", "chips_per_board", "fan_count", "height_units", "is_retired", "version",
        )  # fmt: skip
        read_only_fields = fields


class UnitSerializer(serializers.ModelSerializer[Unit]):
    """A unit as it is now."""

    model = serializers.CharField(source="model.name", read_only=True)
    model_uid = serializers.UUIDField(source="model.uid", read_only=True)
    owner = serializers.UUIDField(source="owner.uid", read_only=True)
    contract = serializers.CharField(source="contract.number", read_only=True, default=None)
    site = serializers.UUIDField(source="site.uid", read_only=True, default=None)
    shelf = serializers.CharField(source="shelf.label", read_only=True, default=None)

    class Meta:
        model = Unit
        fields = (
            "uid", "serial", "state", "model", "model_uid", "owner", "contract", "site", "shelf", "power_w",
            "power_override_w", "power_override_reason", "warranty_from", "warranty_months", "warranty_until", "label",
            "note", "changed_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class VersionSerializer(serializers.Serializer[Any]):
    """The version the caller saw."""

    version = serializers.IntegerField(min_value=1)


class SiteWriteSerializer(serializers.Serializer[Any]):
    """Values of a site."""

    name = serializers.CharField(max_length=120)
    type = serializers.ChoiceField(choices=SiteType.choices)
    postal_address = serializers.CharField(max_length=400)
    time_zone = serializers.CharField(max_length=64, required=False)
    address_storage = serializers.BooleanField(required=False)
    limit_w = serializers.IntegerField(min_value=1, max_value=1_000_000_000, required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True)


class RoomWriteSerializer(serializers.Serializer[Any]):
    """Values of a room."""

    site = serializers.UUIDField()
    name = serializers.CharField(max_length=80)
    limit_w = serializers.IntegerField(min_value=1, max_value=1_000_000_000, required=False, allow_null=True)


class RoomChangeSerializer(serializers.Serializer[Any]):
    """Values of a room that may be changed."""

    name = serializers.CharField(max_length=80)
    limit_w = serializers.IntegerField(min_value=1, max_value=1_000_000_000, required=False, allow_null=True)


class PowerNodeWriteSerializer(serializers.Serializer[Any]):
    """Values of a power node."""

    room = serializers.UUIDField()
    parent = serializers.UUIDField(  # type: ignore[assignment]  # a field of this name, not DRF's link upward
        required=False, allow_null=True
    )
    name = serializers.CharField(max_length=80)
    limit_w = serializers.IntegerField(min_value=1, max_value=1_000_000_000, required=False, allow_null=True)
    phases = serializers.ChoiceField(choices=Phases.choices, required=False)
    breaker_a = serializers.IntegerField(min_value=1, max_value=10_000, required=False, allow_null=True)
    phase_voltage_v = serializers.IntegerField(min_value=1, max_value=1000, required=False)
    derating_percent = serializers.IntegerField(min_value=1, max_value=100, required=False)


class PowerNodeChangeSerializer(PowerNodeWriteSerializer):
    """Values of a power node that may be changed; its room stays."""

    room = None  # type: ignore[assignment]  # DRF's way to leave an inherited field out


class RackWriteSerializer(serializers.Serializer[Any]):
    """Values of a rack; without a phase it is fed as its node."""

    power_node = serializers.UUIDField()
    name = serializers.CharField(max_length=80)
    phase = serializers.ChoiceField(choices=Phases.choices, required=False)


class RackChangeSerializer(serializers.Serializer[Any]):
    """Name and phase of a rack."""

    name = serializers.CharField(max_length=80)
    phase = serializers.ChoiceField(choices=Phases.choices)


class RackMoveSerializer(serializers.Serializer[Any]):
    """The node that feeds a rack from now on."""

    power_node = serializers.UUIDField()
    version = serializers.IntegerField(min_value=1)


class ShelvesMoveSerializer(serializers.Serializer[Any]):
    """Shelves, and the rack or node that feeds them from now on."""

    shelves = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=500)
    rack = serializers.UUIDField(required=False)
    power_node = serializers.UUIDField(required=False)


class ShelfChangeSerializer(serializers.Serializer[Any]):
    """Values of a shelf that may be changed; an empty phase means: fed as its rack or node."""

    label = serializers.CharField(  # type: ignore[assignment]  # a field of this name, not DRF's own label
        max_length=40
    )
    phase = serializers.ChoiceField(choices=Phases.choices, required=False, allow_blank=True)
    capacity = serializers.IntegerField(min_value=1, max_value=100)
    height_units = serializers.IntegerField(min_value=1, max_value=60)


class ReservationWriteSerializer(serializers.Serializer[Any]):
    """A reservation: for units by serial number, or for a power."""

    power_node = serializers.UUIDField()
    document = serializers.CharField(max_length=80)
    until = serializers.DateTimeField()
    power_w = serializers.IntegerField(min_value=1, max_value=1_000_000_000, required=False, allow_null=True)
    units = serializers.ListField(child=serializers.CharField(max_length=64), required=False, max_length=500)
    client = serializers.UUIDField(required=False, allow_null=True)
    phases = serializers.ChoiceField(choices=Phases.choices, required=False)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class ReleaseSerializer(serializers.Serializer[Any]):
    """Why."""

    why = serializers.CharField(max_length=300)


class ProlongSerializer(serializers.Serializer[Any]):
    """Another end."""

    until = serializers.DateTimeField()
    version = serializers.IntegerField(min_value=1)


class ShelvesWriteSerializer(serializers.Serializer[Any]):
    """A batch of shelves in one of the three places."""

    pattern = serializers.CharField(max_length=80)
    rack = serializers.UUIDField(required=False)
    power_node = serializers.UUIDField(required=False)
    room = serializers.UUIDField(required=False)
    capacity = serializers.IntegerField(min_value=1, max_value=100, required=False)
    height_units = serializers.IntegerField(min_value=1, max_value=60, required=False)
    phase = serializers.ChoiceField(choices=ShelfPhase.choices, required=False, allow_blank=True)


class ModelWriteSerializer(serializers.Serializer[Any]):
    """Values of a model."""

    kind = serializers.ChoiceField(choices=EquipmentKind.choices, required=False)
    manufacturer = serializers.CharField(max_length=80)
    algorithm = serializers.CharField(max_length=40, required=False, allow_blank=True)
    hashrate_value = serializers.DecimalField(max_digits=14, decimal_places=3, required=False, allow_null=True)
    hashrate_unit = serializers.ChoiceField(choices=HashrateUnit.choices, required=False, allow_blank=True)
    power_w = serializers.IntegerField(min_value=1, max_value=1_000_000)
    three_phase = serializers.BooleanField(required=False)
    cooling = serializers.ChoiceField(choices=Cooling.choices, required=False)
    board_count = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)
    chips_per_board = serializers.IntegerField(min_value=0, max_value=10_000, required=False, allow_null=True)
    fan_count = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)
    height_units = serializers.IntegerField(min_value=1, max_value=60, required=False, allow_null=True)
    is_retired = serializers.BooleanField(required=False)
    model = serializers.CharField(max_length=120)


class PlaceSerializer(serializers.Serializer[Any]):
    """Where to put a unit: the label of a shelf of its site, empty where addresses are not kept."""

    shelf = serializers.CharField(max_length=40, required=False, allow_blank=True)
    why = serializers.CharField(max_length=300, required=False, allow_blank=True)


class StateSerializer(serializers.Serializer[Any]):
    """An open verb with its reason."""

    verb = serializers.ChoiceField(choices=UnitVerb.choices)
    why = serializers.CharField(max_length=300)
    site = serializers.UUIDField(required=False)


class NetworkSerializer(serializers.Serializer[Any]):
    """Network addresses; empty clears."""

    mac = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    ip = serializers.CharField(max_length=45, required=False, allow_blank=True, default="")


class MomentSerializer(serializers.Serializer[Any]):
    """A unit at one instant."""

    serial = serializers.CharField(allow_null=True)
    state = serializers.CharField(allow_null=True)
    site = serializers.CharField(allow_null=True)
    shelf = serializers.CharField(allow_null=True)
    holder = serializers.CharField(allow_null=True)
    client = serializers.CharField(allow_null=True)
    contract = serializers.CharField(allow_null=True)


class PhotoSerializer(serializers.ModelSerializer[UnitPhoto]):
    """A photo of a unit; its bytes are at `photos/UID/`."""

    unit = serializers.UUIDField(source="unit.uid", read_only=True)
    sha256 = serializers.CharField(source="file.sha256", read_only=True)
    size_bytes = serializers.IntegerField(source="file.size_bytes", read_only=True)

    class Meta:
        model = UnitPhoto
        fields = ("uid", "unit", "kind", "caption", "sha256", "size_bytes", "created_at")
        read_only_fields = fields

    def to_representation(self, instance: UnitPhoto) -> dict[str, Any]:
        """Return the photo; what is written under it is for the staff."""
        shown = super().to_representation(instance)
        return shown | {"caption": ""} if self.context["view"].actor.is_client else shown


class PhotoUploadSerializer(serializers.Serializer[Any]):
    """A photo as a form with a file."""

    unit = serializers.UUIDField()
    photo = serializers.FileField()
    kind = serializers.ChoiceField(choices=PhotoKind.choices, default=PhotoKind.OTHER)
    caption = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class PhotoWithdrawalSerializer(serializers.Serializer[Any]):
    """A reason."""

    why = serializers.CharField(max_length=300)


class NoteSerializer(serializers.ModelSerializer[UnitNote]):
    """A note on a unit."""

    unit = serializers.UUIDField(source="unit.uid", read_only=True)
    by_label = PersonField()

    class Meta:
        model = UnitNote
        fields = ("uid", "unit", "text", "by_label", "created_at")
        read_only_fields = fields


class NoteWriteSerializer(serializers.Serializer[Any]):
    """The text of a note on a unit."""

    unit = serializers.UUIDField()
    text = serializers.CharField(max_length=4000)
