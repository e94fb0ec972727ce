"""`/api/v1/audit/records/`: the log as the actor may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from apps.audit import selectors
from apps.audit.models import AuditRecord
from apps.audit.permissions import RECORD_VIEW
from apps.common.api.views import HouseViewSet

if TYPE_CHECKING:
    from django.db.models import QuerySet


class RecordSerializer(serializers.ModelSerializer[AuditRecord]):
    """A record; personal values stay commitments, `hash` proves it."""

    changes = serializers.JSONField(source="change_set", read_only=True)
    hash = serializers.SerializerMethodField()

    class Meta:
        model = AuditRecord
        fields = (
            "uid", "chain", "seq", "at", "actor_kind", "actor_uid", "actor_label", "actor_role", "action",
            "subject_type", "subject_key", "subject_label", "request_id", "reason", "changes", "hash",
        )  # fmt: skip
        read_only_fields = fields

    def get_hash(self, row: AuditRecord) -> str:
        """The record's hash in hex."""
        return bytes(row.hash).hex()


class RecordViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """List and read records; filters: action, actor_label, subject_type, subject_key."""

    permissions: ClassVar[dict[str, Any]] = {"list": RECORD_VIEW, "retrieve": RECORD_VIEW}
    serializer_class = RecordSerializer
    queryset = AuditRecord.objects.all()
    filterset_fields = ("action", "actor_label", "subject_type", "subject_key", "request_id")

    def get_queryset(self) -> QuerySet[AuditRecord]:
        """Return the records in reach; none while the schema is drawn."""
        if getattr(self, "swagger_fake_view", False):
            return AuditRecord.objects.none()
        return selectors.records(self.actor)
