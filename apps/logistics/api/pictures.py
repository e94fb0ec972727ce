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


class PictureSerializer(serializers.ModelSerializer[Attachment]):
    """A photo or a signature; its bytes are at `…/file/`. Movement and claim are told to the staff."""

    return_act = serializers.UUIDField(source="return_act.uid", read_only=True, default=None)
    movement = serializers.UUIDField(source="movement_uid", read_only=True, allow_null=True)
    claim = serializers.UUIDField(source="claim_uid", read_only=True, allow_null=True)
    unit = serializers.UUIDField(source="unit_uid", read_only=True, allow_null=True)
    sha256 = serializers.CharField(source="file.sha256", read_only=True)

    class Meta:
        model = Attachment
        fields = (
            "uid", "kind", "stage", "return_act", "movement", "claim", "unit", "signer", "signer_name", "sha256",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields


class PictureViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """Photos and signatures; filters: kind, return_act__uid, and claim__unit__uid (what does not agree with a unit)."""

    permissions: ClassVar[Mapping[str, Permission]] = dict.fromkeys(("list", "retrieve", "file"), PICTURE_VIEW)
    queryset = Attachment.objects.all()
    serializer_class = PictureSerializer
    filterset_fields = ("kind", "return_act__uid", "claim__unit__uid")

    def get_queryset(self) -> QuerySet[Attachment]:
        """Return the pictures in reach; a client's user cannot read movements and claims."""
        rows: QuerySet[Attachment] = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        nothing = Value(None, output_field=UUIDField())
        hidden = self.actor.is_client
        return (
            rows.filter(pk__in=attachments(self.actor).order_by().values("pk"))
            .select_related("file", "return_act")
            .annotate(
                unit_uid=F("claim__unit__uid"),
                movement_uid=nothing if hidden else F("movement__uid"),
                claim_uid=nothing if hidden else F("claim__uid"),
            )
        )

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY}, filters=False)
    @action(detail=True)
    def file(self, request: Request, uid: str) -> HttpResponse:
        """Answer the picture."""
        stored = self.get_object().file
        return attachment(files.read(stored), stored.filename, stored.content_type)
