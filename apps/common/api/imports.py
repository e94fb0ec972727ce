"""`/api/v1/imports/`: a file is tried and written in the background; its report is read row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from apps.common.api.views import HouseViewSet
from apps.common.imports import kinds, limits, runs
from apps.common.models import ImportRow, ImportRun
from apps.common.permissions import IMPORT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from rest_framework.request import Request

    from apps.common.access import Permission


class ImportSerializer(serializers.ModelSerializer[ImportRun]):
    """An import: `plan` is what the dry run found, `result` what was done, both counts by outcome."""

    plan = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    result = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    headers = serializers.ListField(child=serializers.CharField(), read_only=True)
    mapping = serializers.DictField(child=serializers.IntegerField(), read_only=True)

    class Meta:
        model = ImportRun
        fields = (
            "uid", "kind", "state", "filename", "headers", "mapping", "total", "plan", "result", "created_at",
            "finished_at",
        )  # fmt: skip
        read_only_fields = fields


class ImportRowSerializer(serializers.ModelSerializer[ImportRow]):
    """A row of the file: `planned` by the dry run, `outcome` in earnest, the field at fault and the reason."""

    class Meta:
        model = ImportRow
        fields = ("number", "planned", "outcome", "field", "reason", "subject")
        read_only_fields = fields


class ImportFileSerializer(serializers.Serializer[Any]):
    """A file; its columns are known by their headers. `start` writes as soon as the dry run is through."""

    kind = serializers.CharField(max_length=60)
    file = serializers.FileField()
    start = serializers.BooleanField(required=False, default=False)


class ImportViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """Imports of the kinds that the actor may import, newest first."""

    http_method_names = ["get", "head", "options", "post"]
    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": IMPORT,
        "retrieve": IMPORT,
        "create": IMPORT,
        "start": IMPORT,
        "rows": IMPORT,
    }
    queryset = ImportRun.objects.all()
    serializer_class = ImportSerializer

    def get_queryset(self) -> QuerySet[ImportRun]:
        """Return the imports in reach."""
        if getattr(self, "swagger_fake_view", False):
            return ImportRun.objects.none()
        return runs.runs(self.actor)

    def get_parsers(self) -> list[Any]:
        """Take files where one is sent."""
        request = getattr(self, "request", None)
        is_upload = request is not None and (request.content_type or "").startswith("multipart/")
        return [MultiPartParser()] if is_upload else super().get_parsers()

    @extend_schema(request={"multipart/form-data": ImportFileSerializer}, responses={201: ImportSerializer})
    def create(self, request: Request) -> Response:
        """Take a file and begin its dry run."""
        form = ImportFileSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        importer = kinds.named(form.validated_data["kind"])
        if importer is None:
            raise Http404
        file = form.validated_data["file"]
        data = file.read(limits.MAX_BYTES + 1)
        run = runs.open_run(importer, by=self.actor, data=data, filename=file.name or "")
        start = form.validated_data["start"]
        run = runs.check_run(run, by=self.actor, columns=run.mapping, starts_by_itself=start)
        return Response(self.get_serializer(run).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=ImportSerializer)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, uid: str) -> Response:
        """Write what the dry run found."""
        return Response(self.get_serializer(runs.start_run(self.get_object(), by=self.actor)).data)

    @extend_schema(responses=ImportRowSerializer(many=True))
    @action(detail=True, methods=["get"], filter_backends=[])
    def rows(self, request: Request, uid: str) -> Response:
        """Return the report, row by row."""
        found = self.get_object().rows.order_by("pk")
        page = self.paginate_queryset(found)
        return self.get_paginated_response(ImportRowSerializer(page, many=True).data)
