"""What the viewsets of crm share: reading of typed values, and the client a new row belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from apps.common import access
from apps.common.api.views import HouseViewSet
from apps.crm.api.serializers import VersionSerializer
from apps.crm.permissions import CLIENT_MANAGE
from apps.crm.selectors.clients import clients

if TYPE_CHECKING:
    from rest_framework.request import Request

    from apps.crm.models import Client


class ClientNameSerializer(serializers.Serializer[Any]):
    """The client a new row belongs to."""

    client = serializers.UUIDField()


class CrmViewSet(HouseViewSet):
    """A viewset whose writes are judged by services; `partial_update` takes `version` beside the changed fields."""

    http_method_names = ["get", "head", "options", "post", "patch", "delete"]

    def typed(self, request: Request, serializer: type[serializers.Serializer[Any]], **kwargs: Any) -> dict[str, Any]:
        """Return the values of the request's body by a serializer. Raises ValidationError (422-shaped problem)."""
        form = serializer(data=request.data, **kwargs)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def version(self, request: Request) -> int:
        """Return the version the caller saw."""
        return int(self.typed(request, VersionSerializer)["version"])

    def client(self, request: Request) -> Client:
        """Return the client that the body names; 404 when it is out of reach."""
        uid = self.typed(request, ClientNameSerializer)["client"]
        return access.fetch(self.actor, CLIENT_MANAGE, clients(self.actor), uid=uid)
