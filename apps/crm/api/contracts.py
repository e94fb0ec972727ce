"""`/api/v1/crm/contracts/`: contracts, their steps and their documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from apps.crm import services
from apps.crm.api import serializers as shapes
from apps.crm.api.base import CrmViewSet
from apps.crm.api.documents import PackageOrderSerializer, PackageSerializer
from apps.crm.enums import ContractStatus, ContractVerb
from apps.crm.models import Contract
from apps.crm.permissions import CONTRACT_MANAGE, CONTRACT_VIEW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from rest_framework.request import Request

    from apps.common.access import Permission


class ContractViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Contracts; filters: status, type, client__uid, number. A new one names its client in `client`."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": CONTRACT_VIEW,
        "retrieve": CONTRACT_VIEW,
        "create": CONTRACT_MANAGE,
        "partial_update": CONTRACT_MANAGE,
        "register": CONTRACT_MANAGE,
        "state": CONTRACT_MANAGE,
        "void": CONTRACT_MANAGE,
        "document": CONTRACT_MANAGE,
        "package": CONTRACT_MANAGE,
    }
    queryset = Contract.objects.select_related("client", "manager")
    serializer_class = shapes.ContractSerializer
    filterset_fields = ("status", "type", "client__uid", "number")

    def get_queryset(self) -> QuerySet[Contract]:
        """Return the contracts in reach; client users see no drafts."""
        rows: QuerySet[Contract] = super().get_queryset()
        return rows.exclude(status=ContractStatus.DRAFT) if self.actor.is_client else rows

    @extend_schema(request=shapes.ContractWriteSerializer, responses={201: shapes.ContractSerializer})
    def create(self, request: Request) -> Response:
        """Draft a contract with the organisation's main legal entity."""
        terms = self.typed(request, shapes.ContractWriteSerializer)
        contract = services.create_contract(by=self.actor, client=self.client(request), **terms)
        return Response(self.get_serializer(contract).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ContractWriteSerializer, responses=shapes.ContractSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change the terms that are sent; `version` is needed."""
        found = self.get_object()
        changes = self.typed(request, shapes.ContractWriteSerializer)
        version = self.version(request)
        contract = services.update_contract(found, by=self.actor, version=version, changes=changes)
        return Response(self.get_serializer(contract).data)

    @extend_schema(request=shapes.RegisterSerializer, responses=shapes.ContractSerializer)
    @action(detail=True, methods=["post"])
    def register(self, request: Request, uid: str) -> Response:
        """Register a draft: it gets its number."""
        found = self.get_object()
        contract = services.register_contract(found, by=self.actor, **self.typed(request, shapes.RegisterSerializer))
        return Response(self.get_serializer(contract).data)

    @extend_schema(request=shapes.StatusSerializer, responses=shapes.ContractSerializer)
    @action(detail=True, methods=["post"])
    def state(self, request: Request, uid: str) -> Response:
        """Suspend, resume or end."""
        found = self.get_object()
        values = self.typed(request, shapes.StatusSerializer)
        verb = ContractVerb(values.pop("verb"))
        contract = services.change_contract_status(found, by=self.actor, verb=verb, **values)
        return Response(self.get_serializer(contract).data)

    @extend_schema(request=shapes.ReasonSerializer, responses=shapes.ContractSerializer)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, uid: str) -> Response:
        """Void; a reason is needed, the number is kept."""
        found = self.get_object()
        values = {"reason": "", **self.typed(request, shapes.ReasonSerializer)}
        contract = services.void_contract(found, by=self.actor, **values)
        return Response(self.get_serializer(contract).data)

    @extend_schema(request=None, responses={201: shapes.DocumentSerializer})
    @action(detail=True, methods=["post"])
    def document(self, request: Request, uid: str) -> Response:
        """Make the contract's document and keep it."""
        document = services.make_contract_document(self.get_object(), by=self.actor)
        return Response(shapes.DocumentSerializer(document).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=PackageOrderSerializer, responses={201: PackageSerializer})
    @action(detail=True, methods=["post"])
    def package(self, request: Request, uid: str) -> Response:
        """Make the chosen documents and order their zip; ask `packages/UID/` until it is ready."""
        found = self.get_object()
        package = services.order_package(found, by=self.actor, **self.typed(request, PackageOrderSerializer))
        return Response(PackageSerializer(package).data, status=status.HTTP_201_CREATED)
