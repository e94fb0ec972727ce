"""`/api/v1/crm/clients/`, `contacts/`, `bank-accounts/`: the client base as the actor may see and manage it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from apps.common import access
from apps.crm import services
from apps.crm.api import serializers as shapes
from apps.crm.api.base import CrmViewSet
from apps.crm.models import BankAccount, Client, Contact
from apps.crm.permissions import ACCOUNT_VIEW, CLIENT_MANAGE, CLIENT_VIEW
from apps.crm.selectors.clients import clients, matching

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from rest_framework.request import Request

    from apps.common.access import Permission


class ClientViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Clients; filters: type, status, inn; `search` finds as the list's search does."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": CLIENT_VIEW,
        "retrieve": CLIENT_VIEW,
        "create": CLIENT_MANAGE,
        "partial_update": CLIENT_MANAGE,
        "archive": CLIENT_MANAGE,
        "restore": CLIENT_MANAGE,
        "merge": CLIENT_MANAGE,
    }
    queryset = Client.objects.select_related("manager").filter(merged_into=None)
    serializer_class = shapes.ClientSerializer
    filterset_fields = ("type", "status", "inn")
    reads = ("search",)

    @extend_schema(
        parameters=[
            OpenApiParameter("search", str, description="Part of a name, INN, phone, e-mail, contract or serial")
        ]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the clients that fit."""
        return super().list(request, *args, **kwargs)

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        """Narrow by the filters and the text searched for."""
        rows = super().filter_queryset(queryset)
        text = self.request.query_params.get("search", "").replace("\x00", "").strip()[:100]
        return matching(self.actor, rows, text) if text and self.action == "list" else rows

    @extend_schema(request=shapes.ClientWriteSerializer, responses={201: shapes.ClientSerializer})
    def create(self, request: Request) -> Response:
        """Make a client."""
        values = self.typed(request, shapes.ClientWriteSerializer)
        kind = values.pop("type", "")
        client = services.create_client(by=self.actor, type=kind, **values)
        return Response(self.get_serializer(client).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ClientWriteSerializer, responses=shapes.ClientSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change the fields that are sent; `version` is needed."""
        found = self.get_object()
        changes = self.typed(request, shapes.ClientWriteSerializer)
        version = self.version(request)
        client = services.update_client(found, by=self.actor, version=version, changes=changes)
        return Response(self.get_serializer(client).data)

    @extend_schema(request=shapes.ReasonSerializer, responses=shapes.ClientSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, uid: str) -> Response:
        """Put the client into the archive."""
        found = self.get_object()
        values = self.typed(request, shapes.ReasonSerializer)
        return Response(self.get_serializer(services.archive_client(found, by=self.actor, **values)).data)

    @extend_schema(request=shapes.VersionSerializer, responses=shapes.ClientSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, uid: str) -> Response:
        """Take the client out of the archive."""
        found = self.get_object()
        client = services.restore_client(found, by=self.actor, version=self.version(request))
        return Response(self.get_serializer(client).data)

    @extend_schema(request=shapes.MergeWriteSerializer, responses={201: shapes.MergeSerializer})
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, uid: str) -> Response:
        """Make the client part of another one."""
        found = self.get_object()
        values = self.typed(request, shapes.MergeWriteSerializer)
        into = access.fetch(self.actor, CLIENT_MANAGE, clients(self.actor), uid=values.pop("into"))
        merge = services.merge_clients(found, by=self.actor, into=into, **values)
        return Response(shapes.MergeSerializer(merge).data, status=status.HTTP_201_CREATED)


class ContactViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Contacts; filter: client__uid. A new one names its client in `client`."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": CLIENT_VIEW,
        "retrieve": CLIENT_VIEW,
        "create": CLIENT_MANAGE,
        "partial_update": CLIENT_MANAGE,
        "destroy": CLIENT_MANAGE,
    }
    queryset = Contact.objects.select_related("client")
    serializer_class = shapes.ContactSerializer
    filterset_fields = ("client__uid", "is_main")

    @extend_schema(request=shapes.ContactWriteSerializer, responses={201: shapes.ContactSerializer})
    def create(self, request: Request) -> Response:
        """Add a contact to a client."""
        values = self.typed(request, shapes.ContactWriteSerializer)
        contact = services.add_contact(self.client(request), by=self.actor, **values)
        return Response(self.get_serializer(contact).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ContactWriteSerializer, responses=shapes.ContactSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change the fields that are sent; `version` is needed."""
        found = self.get_object()
        changes = self.typed(request, shapes.ContactWriteSerializer)
        version = self.version(request)
        contact = services.update_contact(found, by=self.actor, version=version, changes=changes)
        return Response(self.get_serializer(contact).data)

    def destroy(self, request: Request, uid: str) -> Response:
        """Remove a contact."""
        services.remove_contact(self.get_object(), by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)


class BankAccountViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Bank accounts; filter: client__uid. A new one names its client in `client`."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": ACCOUNT_VIEW,
        "retrieve": ACCOUNT_VIEW,
        "create": CLIENT_MANAGE,
        "partial_update": CLIENT_MANAGE,
        "destroy": CLIENT_MANAGE,
    }
    queryset = BankAccount.objects.select_related("client")
    serializer_class = shapes.BankAccountSerializer
    filterset_fields = ("client__uid", "is_main")

    @extend_schema(request=shapes.BankAccountWriteSerializer, responses={201: shapes.BankAccountSerializer})
    def create(self, request: Request) -> Response:
        """Add an account to a client."""
        values = self.typed(request, shapes.BankAccountWriteSerializer)
        account = services.add_bank_account(self.client(request), by=self.actor, **values)
        return Response(self.get_serializer(account).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.BankAccountWriteSerializer, responses=shapes.BankAccountSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change the fields that are sent; `version` is needed."""
        found = self.get_object()
        changes = self.typed(request, shapes.BankAccountWriteSerializer)
        version = self.version(request)
        account = services.update_bank_account(found, by=self.actor, version=version, changes=changes)
        return Response(self.get_serializer(account).data)

    def destroy(self, request: Request, uid: str) -> Response:
        """Remove an account."""
        services.remove_bank_account(self.get_object(), by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)
