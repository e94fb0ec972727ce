"""`/api/v1/logistics/intake-acts/`: acts as the actor may see, register and void them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from apps.common import access
from apps.common.api.views import HouseViewSet
from apps.common.pictures import MOST_BYTES
from apps.crm.models import Contract
from apps.crm.permissions import CONTRACT_VIEW
from apps.inventory.models import EquipmentModel, Site
from apps.inventory.permissions import MODEL_VIEW, PLACE_VIEW
from apps.logistics.api.bodies import ClaimSerializer, DiscrepanciesSerializer, reported
from apps.logistics.api.pictures import PictureSerializer, told
from apps.logistics.enums import Signer
from apps.logistics.models import Attachment, IntakeAct, IntakeLine
from apps.logistics.permissions import CLAIM_REPORT, INTAKE_PICTURE, INTAKE_REGISTER, INTAKE_VIEW
from apps.logistics.rules.serial_lists import MOST_LINES
from apps.logistics.services import (
    IntakeEntry,
    Signed,
    add_intake_pictures,
    register_intake,
    report_intake_discrepancies,
    void_intake,
)
from apps.logistics.services.intake import MOST_PHOTOS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

    from apps.common.access import Permission


class LineSerializer(serializers.ModelSerializer[IntakeLine]):
    """A line of an act."""

    class Meta:
        model = IntakeLine
        fields = ("position", "serial", "model_name", "power_w", "completeness", "condition", "declared_value")
        read_only_fields = fields


class ActSerializer(serializers.ModelSerializer[IntakeAct]):
    """An act with its lines."""

    client = serializers.UUIDField(source="client.uid", read_only=True)
    contract = serializers.CharField(source="contract.number", read_only=True)
    site = serializers.UUIDField(source="site.uid", read_only=True)
    lines = LineSerializer(many=True, read_only=True)

    class Meta:
        model = IntakeAct
        fields = (
            "uid", "number", "acted_on", "status", "client", "contract", "site", "note", "unit_count", "power_w",
            "void_reason", "lines",
        )  # fmt: skip
        read_only_fields = fields


class EntrySerializer(serializers.Serializer[Any]):
    """One unit of a new act."""

    serial = serializers.CharField(max_length=100)
    model = serializers.UUIDField()
    power_override_w = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False)
    power_override_reason = serializers.CharField(max_length=200, required=False)
    declared_value = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0, required=False)
    completeness = serializers.CharField(max_length=200, required=False, allow_blank=True)
    condition = serializers.CharField(max_length=200, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """An own power needs its reason."""
        if "power_override_w" in attrs and not attrs.get("power_override_reason", "").strip():
            raise serializers.ValidationError({"power_override_reason": [_("An own power needs a reason.")]})
        return attrs


class NewActSerializer(serializers.Serializer[Any]):
    """A new act; the client is the contract's."""

    contract = serializers.UUIDField()
    site = serializers.UUIDField()
    note = serializers.CharField(required=False, allow_blank=True)
    lines = serializers.ListField(child=EntrySerializer(), allow_empty=False, max_length=MOST_LINES)


class VoidSerializer(serializers.Serializer[Any]):
    """Why an act is voided."""

    why = serializers.CharField(max_length=300)


class NewPicturesSerializer(serializers.Serializer[Any]):
    """Photos, and signatures with the names of who hands over and who receives, as pictures."""

    photos = serializers.ListField(child=serializers.FileField(), required=False, max_length=MOST_PHOTOS)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    giver_name = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")
    giver_signature = serializers.FileField(required=False)
    receiver_name = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")
    receiver_signature = serializers.FileField(required=False)


class IntakeActViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """Intake acts; filters: number, status, site__uid, client__uid."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": INTAKE_VIEW,
        "retrieve": INTAKE_VIEW,
        "create": INTAKE_REGISTER,
        "void": INTAKE_REGISTER,
        "pictures": INTAKE_PICTURE,
        "discrepancies": CLAIM_REPORT,
    }
    queryset = (
        IntakeAct.objects.select_related("client", "contract", "site")
        .prefetch_related("lines")
        .defer("document_values")
    )
    serializer_class = ActSerializer
    filterset_fields = ("number", "status", "site__uid", "client__uid")

    @extend_schema(request=NewActSerializer, responses={201: ActSerializer})
    def create(self, request: Request) -> Response:
        """Register an act with its units."""
        form = NewActSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        contracts = Contract.objects.select_related("client", "legal_entity")
        contract = access.fetch(self.actor, CONTRACT_VIEW, contracts, uid=values["contract"])
        act = register_intake(
            by=self.actor,
            client=contract.client,
            contract=contract,
            site=access.fetch(self.actor, PLACE_VIEW, Site.objects.all(), uid=values["site"]),
            entries=self._entries(values["lines"]),
            note=values.get("note", ""),
        )
        return Response(self.get_serializer(act).data, status=status.HTTP_201_CREATED)

    def _entries(self, lines: list[dict[str, Any]]) -> list[IntakeEntry]:
        """Return the units with the models of the directory that they name. Raises ValidationError."""
        wanted = {line["model"] for line in lines}
        rows = access.narrow(self.actor, MODEL_VIEW, EquipmentModel.objects.filter(uid__in=wanted))
        models = {model.uid: model for model in rows}
        if len(models) != len(wanted):
            raise serializers.ValidationError({"lines": [_("There is no model of this name in the directory.")]})
        return [IntakeEntry(**{**line, "model": models[line["model"]]}) for line in lines]

    @extend_schema(request=VoidSerializer, responses=ActSerializer)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, uid: str) -> Response:
        """Void an act whose units were not moved since."""
        row = self.get_object()
        form = VoidSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        act = void_intake(by=self.actor, act=row, why=form.validated_data["why"])
        return Response(self.get_serializer(act).data)

    @extend_schema(request=DiscrepanciesSerializer, responses={201: ClaimSerializer(many=True)})
    @action(detail=True, methods=["post"])
    def discrepancies(self, request: Request, uid: str) -> Response:
        """Report what does not agree with the act: each opens a claim."""
        claims = report_intake_discrepancies(self.get_object(), by=self.actor, seen=reported(request.data))
        return Response(ClaimSerializer(claims, many=True).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        request={"multipart/form-data": NewPicturesSerializer}, responses={201: PictureSerializer(many=True)}
    )
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def pictures(self, request: Request, uid: str) -> Response:
        """Add photos of what came in, and the signatures of who handed over and who received."""
        act = self.get_object()
        form = NewPicturesSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        values = form.validated_data
        made = add_intake_pictures(
            act,
            by=self.actor,
            photos=[file.read(MOST_BYTES + 1) for file in values.get("photos", [])],
            note=values["note"],
            signatures=[
                Signed(side, values[f"{side}_name"], values[f"{side}_signature"].read(MOST_BYTES + 1))
                for side in (Signer.GIVER, Signer.RECEIVER)
                if f"{side}_signature" in values
            ],
        )
        rows = told(self.actor, Attachment.objects.filter(pk__in=[row.pk for row in made]))
        return Response(PictureSerializer(rows, many=True).data, status=status.HTTP_201_CREATED)
