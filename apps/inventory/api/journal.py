"""`/api/v1/inventory/photos/` and `notes/`: the journal of units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from apps.common import access, files
from apps.common.pages.downloads import attachment
from apps.common.pictures import MOST_BYTES
from apps.inventory import services
from apps.inventory.api import serializers as shapes
from apps.inventory.api.units import TypedViewSet
from apps.inventory.enums import PhotoKind
from apps.inventory.models import Unit, UnitNote, UnitPhoto
from apps.inventory.permissions import JOURNAL_VIEW, PHOTO_VIEW, UNIT_JOURNAL
from apps.inventory.selectors.journal import owned_since

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpResponse
    from rest_framework.request import Request

    from apps.common.access import Permission


class PhotoViewSet(TypedViewSet):
    """Photos of units that were not withdrawn; filters: unit__uid, kind. Captions are for the staff."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": PHOTO_VIEW,
        "retrieve": PHOTO_VIEW,
        "create": UNIT_JOURNAL,
        "file": PHOTO_VIEW,
        "withdraw": UNIT_JOURNAL,
    }
    queryset = UnitPhoto.objects.select_related("unit", "file").filter(withdrawn_at__isnull=True)
    serializer_class = shapes.PhotoSerializer
    filterset_fields = ("unit__uid", "kind")
    http_method_names = ["get", "head", "options", "post"]

    def get_queryset(self) -> QuerySet[UnitPhoto]:
        """Return the photos in reach; a client's user sees those taken since the unit is theirs."""
        rows: QuerySet[UnitPhoto] = super().get_queryset()
        if getattr(self, "swagger_fake_view", False) or not self.actor.is_client:
            return rows
        return rows.filter(owned_since(self.actor, "unit_id"))

    def get_parsers(self) -> list[Any]:
        """Take files where one is sent."""
        is_upload = self.request is not None and getattr(self, "action_map", {}).get("post") == "create"
        return [MultiPartParser()] if is_upload else super().get_parsers()

    @extend_schema(
        request={"multipart/form-data": shapes.PhotoUploadSerializer}, responses={201: shapes.PhotoSerializer}
    )
    def create(self, request: Request) -> Response:
        """Add a photo to a unit; place and device are taken out of the picture."""
        values = self.typed(request, shapes.PhotoUploadSerializer)
        unit = access.fetch(self.actor, UNIT_JOURNAL, Unit.objects.all(), uid=values["unit"])
        kind = PhotoKind(values["kind"])
        data = values["photo"].read(MOST_BYTES + 1)
        made = services.add_photos(by=self.actor, unit=unit, photos=[data], kind=kind, caption=values["caption"])
        return Response(self.get_serializer(made[0]).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY}, filters=False)
    @action(detail=True)
    def file(self, request: Request, uid: str) -> HttpResponse:
        """Answer the picture."""
        stored = self.get_object().file
        return attachment(files.read(stored), stored.filename, stored.content_type)

    @extend_schema(request=shapes.PhotoWithdrawalSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uid: str) -> Response:
        """Take a photo out of sight, with a reason."""
        row = self.get_object()
        values = self.typed(request, shapes.PhotoWithdrawalSerializer)
        services.withdraw_photo(by=self.actor, photo=row, why=values["why"])
        return Response(status=status.HTTP_204_NO_CONTENT)


class NoteViewSet(TypedViewSet):
    """Notes on units; filter: unit__uid."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": JOURNAL_VIEW,
        "retrieve": JOURNAL_VIEW,
        "create": UNIT_JOURNAL,
    }
    queryset = UnitNote.objects.select_related("unit")
    serializer_class = shapes.NoteSerializer
    filterset_fields = ("unit__uid",)
    http_method_names = ["get", "head", "options", "post"]

    @extend_schema(request=shapes.NoteWriteSerializer, responses={201: shapes.NoteSerializer})
    def create(self, request: Request) -> Response:
        """Write a note on a unit."""
        values = self.typed(request, shapes.NoteWriteSerializer)
        unit = access.fetch(self.actor, UNIT_JOURNAL, Unit.objects.all(), uid=values["unit"])
        note = services.add_note(by=self.actor, unit=unit, text=values["text"])
        return Response(self.get_serializer(note).data, status=status.HTTP_201_CREATED)
