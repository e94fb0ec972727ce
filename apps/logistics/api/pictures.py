"""`/api/v1/logistics/pictures/`: photos and signatures of movements, acts and claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db.models import F, UUIDField, Value
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from apps.common import files
from apps.common.api.views import HouseViewSet
from apps.common.pages.downloads import attachment
from apps.logistics.models import Attachment
from apps.logistics.permissions import PICTURE_VIEW
from apps.logistics.selectors import attachments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpResponse
    from rest_framework.request import Request

    from apps.common.access import Permission
    from apps.common.actor import Actor


class PictureSerializer(serializers.ModelSerializer[Attachment]):
    """A photo or a signature; its bytes are at `…/file/`. Movement and claim are told to the staff."""

    intake_act = serializers.UUIDField(source="intake_act.uid", read_only=True, default=None)
    return_act = serializers.UUIDField(source="return_act.uid", read_only=True, default=None)
    movement = serializers.UUIDField(source="movement_uid", read_only=True, allow_null=True)
    claim = serializers.UUIDField(source="claim_uid", read_only=True, allow_null=True)
    unit = serializers.UUIDField(source="unit_uid", read_only=True, allow_null=True)
    sha256 = serializers.CharField(source="file.sha256", read_only=True)

    class Meta:
        model = Attachment
        fields = (
            "uid", "kind", "stage", "intake_act", "return_act", "movement", "claim", "unit", "signer", "signer_name",
            "note", "sha256", "created_at",
        )  # fmt: skip
        read_only_fields = fields


def told(actor: Actor, rows: QuerySet[Attachment]) -> QuerySet[Attachment]:
    """Return those in reach as they are shown; a client's user cannot read movements and claims."""
    nothing = Value(None, output_field=UUIDField())
    hidden = actor.is_client
    return (
        rows.filter(pk__in=attachments(actor).order_by().values("pk"))
        .select_related("file", "intake_act", "return_act")
        .annotate(
            unit_uid=F("claim__unit__uid"),
            movement_uid=nothing if hidden else F("movement__uid"),
            claim_uid=nothing if hidden else F("claim__uid"),
        )
    )


class PictureViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """Photos and signatures; filters: kind, intake_act__uid, return_act__uid, claim__unit__uid (a defect of a unit)."""

    permissions: ClassVar[Mapping[str, Permission]] = dict.fromkeys(("list", "retrieve", "file"), PICTURE_VIEW)
    queryset = Attachment.objects.all()
    serializer_class = PictureSerializer
    filterset_fields = ("kind", "intake_act__uid", "return_act__uid", "claim__unit__uid")

    def get_queryset(self) -> QuerySet[Attachment]:
        """Return the pictures in reach."""
        rows: QuerySet[Attachment] = super().get_queryset()
        return rows if getattr(self, "swagger_fake_view", False) else told(self.actor, rows)

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY}, filters=False)
    @action(detail=True)
    def file(self, request: Request, uid: str) -> HttpResponse:
        """Answer the picture."""
        stored = self.get_object().file
        return attachment(files.read(stored), stored.filename, stored.content_type)
