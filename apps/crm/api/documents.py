"""`/api/v1/crm/addenda/`, `packages/`, `document-templates/`: what goes with a contract, and what prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from apps.common import access
from apps.common.api.fields import PersonField
from apps.common.errors import Invalid
from apps.common.pages.downloads import attachment
from apps.crm import services
from apps.crm.api import serializers as shapes
from apps.crm.api.base import CrmViewSet
from apps.crm.enums import AddendumKind, AddendumStatus, DocumentKind, DocumentLanguage
from apps.crm.models import Addendum, DocumentPackage, DocumentTemplate
from apps.crm.permissions import CONTRACT_MANAGE, CONTRACT_VIEW, DOCUMENT_VIEW, TEMPLATE_MANAGE
from apps.crm.selectors.contracts import contracts, legal_entities
from apps.crm.services.document_templates import Place
from apps.crm.services.packages import ZIP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpResponse
    from rest_framework.request import Request

    from apps.common.access import Permission


class AddendumSerializer(serializers.ModelSerializer[Addendum]):
    """An addendum of a contract."""

    contract = serializers.UUIDField(source="contract.uid", read_only=True)

    class Meta:
        model = Addendum
        fields = (
            "uid", "contract", "kind", "status", "number", "signed_on", "effective_on", "title", "changes", "version",
            "registered_at",
        )  # fmt: skip
        read_only_fields = fields


class AddendumWriteSerializer(serializers.Serializer[Any]):
    """What an addendum says; only what is sent is changed."""

    title = serializers.CharField(max_length=160, required=False, allow_blank=True)
    changes = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    signed_on = serializers.DateField(required=False, allow_null=True)
    effective_on = serializers.DateField(required=False, allow_null=True)


class NewAddendumSerializer(AddendumWriteSerializer):
    """A new addendum with its contract."""

    contract = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=AddendumKind.choices, default=AddendumKind.CHANGE)


class PackageOrderSerializer(serializers.Serializer[Any]):
    """Which documents, in which language."""

    kinds = serializers.ListField(child=serializers.ChoiceField(choices=DocumentKind.choices), allow_empty=False)
    language = serializers.ChoiceField(choices=DocumentLanguage.choices, default=DocumentLanguage.RUSSIAN)
    with_pdf = serializers.BooleanField(default=True)


class PackageSerializer(serializers.ModelSerializer[DocumentPackage]):
    """A package: when `state` is «ready», its zip is at `…/file/`; `pdf_fault` says why there are no PDF files."""

    requested_by = PersonField()

    class Meta:
        model = DocumentPackage
        fields = ("uid", "language", "state", "with_pdf", "pdf_fault", "done", "created_at", "requested_by")
        read_only_fields = fields


class TemplateSerializer(serializers.ModelSerializer[DocumentTemplate]):
    """An uploaded version of a template."""

    legal_entity = serializers.UUIDField(source="legal_entity.uid", read_only=True, allow_null=True, default=None)
    uploaded_by = PersonField()

    class Meta:
        model = DocumentTemplate
        fields = (
            "uid", "kind", "language", "legal_entity", "ordinal", "sha256", "note", "is_default", "uploaded_at",
            "uploaded_by", "version",
        )  # fmt: skip
        read_only_fields = fields


class TemplateUploadSerializer(serializers.Serializer[Any]):
    """A .docx for a kind and a language, for one legal entity or for all."""

    file = serializers.FileField()
    kind = serializers.CharField(max_length=40)
    language = serializers.ChoiceField(choices=DocumentLanguage.choices)
    legal_entity = serializers.UUIDField(required=False, allow_null=True)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class AddendumViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Addenda; filters: status, kind, contract__uid, client__uid. A new one names its contract."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": CONTRACT_VIEW,
        "retrieve": CONTRACT_VIEW,
        "create": CONTRACT_MANAGE,
        "partial_update": CONTRACT_MANAGE,
        "register": CONTRACT_MANAGE,
        "void": CONTRACT_MANAGE,
    }
    queryset = Addendum.objects.select_related("contract")
    serializer_class = AddendumSerializer
    filterset_fields = ("status", "kind", "contract__uid", "client__uid")

    def get_queryset(self) -> QuerySet[Addendum]:
        """Return the addenda in reach; client users see no drafts."""
        rows: QuerySet[Addendum] = super().get_queryset()
        return rows.exclude(status=AddendumStatus.DRAFT) if self.actor.is_client else rows

    @extend_schema(request=NewAddendumSerializer, responses={201: AddendumSerializer})
    def create(self, request: Request) -> Response:
        """Draft an addendum."""
        values = self.typed(request, NewAddendumSerializer)
        contract = access.fetch(self.actor, CONTRACT_MANAGE, contracts(self.actor), uid=values.pop("contract"))
        kind = AddendumKind(values.pop("kind"))
        addendum = services.create_addendum(contract, by=self.actor, kind=kind, **values)
        return Response(AddendumSerializer(addendum).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=AddendumWriteSerializer, responses=AddendumSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change what is sent of a draft; `version` is needed."""
        found = self.get_object()
        changes = self.typed(request, AddendumWriteSerializer)
        addendum = services.update_addendum(found, by=self.actor, version=self.version(request), changes=changes)
        return Response(AddendumSerializer(addendum).data)

    @extend_schema(request=shapes.VersionSerializer, responses=AddendumSerializer)
    @action(detail=True, methods=["post"])
    def register(self, request: Request, uid: str) -> Response:
        """Register a draft: it gets its number."""
        found = self.get_object()
        addendum = services.register_addendum(found, by=self.actor, version=self.version(request))
        return Response(AddendumSerializer(addendum).data)

    @extend_schema(request=shapes.ReasonSerializer, responses=AddendumSerializer)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, uid: str) -> Response:
        """Void; a reason is needed, the number is kept."""
        found = self.get_object()
        values = {"reason": "", **self.typed(request, shapes.ReasonSerializer)}
        addendum = services.void_addendum(found, by=self.actor, **values)
        return Response(AddendumSerializer(addendum).data)


class PackageViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Packages of documents, ordered at `contracts/UID/package/`; filters: state, contract__uid, client__uid."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": DOCUMENT_VIEW,
        "retrieve": DOCUMENT_VIEW,
        "file": DOCUMENT_VIEW,
    }
    queryset = DocumentPackage.objects.select_related("file")
    serializer_class = PackageSerializer
    filterset_fields = ("state", "contract__uid", "client__uid")

    @extend_schema(responses={(200, ZIP): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def file(self, request: Request, uid: str) -> HttpResponse:
        """Give the zip; 409 while it is not ready."""
        package = self.get_object()
        data = services.read_package(package, by=self.actor)
        return attachment(data, package.file.filename, ZIP)


class DocumentTemplateViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Uploaded templates; filters: kind, language, is_default."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": TEMPLATE_MANAGE,
        "retrieve": TEMPLATE_MANAGE,
        "create": TEMPLATE_MANAGE,
        "use": TEMPLATE_MANAGE,
        "retire": TEMPLATE_MANAGE,
    }
    queryset = DocumentTemplate.objects.select_related("legal_entity")
    serializer_class = TemplateSerializer
    filterset_fields = ("kind", "language", "is_default")

    def get_parsers(self) -> list[Any]:
        """A template is uploaded as a form with a file; everything else is JSON."""
        is_upload = self.request is not None and getattr(self, "action_map", {}).get("post") == "create"
        return [MultiPartParser()] if is_upload else super().get_parsers()

    @extend_schema(request={"multipart/form-data": TemplateUploadSerializer}, responses={201: TemplateSerializer})
    def create(self, request: Request) -> Response:
        """Check a .docx, keep it as the next version and use it; 422 tells every fault with its place."""
        values = self.typed(request, TemplateUploadSerializer)
        entity = None
        if uid := values.get("legal_entity"):
            entity = legal_entities(self.actor).filter(uid=uid).first()
            if entity is None:
                raise Invalid(field="legal_entity")
        template = services.upload_template(
            values["file"].read(),
            by=self.actor,
            place=Place(values["kind"], values["language"], entity),
            filename=values["file"].name,
            note=values.get("note", ""),
        )
        return Response(TemplateSerializer(template).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.VersionSerializer, responses=TemplateSerializer)
    @action(detail=True, methods=["post"])
    def use(self, request: Request, uid: str) -> Response:
        """Use this version from now on."""
        template = services.use_template(self.get_object(), by=self.actor, version=self.version(request))
        return Response(TemplateSerializer(template).data)

    @extend_schema(request=shapes.VersionSerializer, responses=TemplateSerializer)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, uid: str) -> Response:
        """Go back to the delivered template."""
        template = services.use_delivered_template(self.get_object(), by=self.actor, version=self.version(request))
        return Response(TemplateSerializer(template).data)
