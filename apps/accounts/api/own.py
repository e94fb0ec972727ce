"""`/api/v1/tokens/` and `notifications/`: what belongs to the person who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response

from apps.accounts.api import serializers as shapes
from apps.accounts.api.people import typed
from apps.accounts.models import ApiToken, Notification
from apps.accounts.permissions import PROFILE, TOKEN_OWN
from apps.accounts.services import notifying, tokens
from apps.common.api.views import HouseViewSet
from apps.common.http.idempotency import shown_once

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from rest_framework.request import Request

    from apps.common.access import Permission


class TokenViewSet(ListModelMixin, HouseViewSet):
    """Own tokens, the newest first."""

    permissions: ClassVar[Mapping[str, Permission]] = dict.fromkeys(("list", "create", "revoke"), TOKEN_OWN)
    queryset = ApiToken.objects.all()
    serializer_class = shapes.TokenSerializer
    lookup_value_converter = "uuid"

    @extend_schema(request=shapes.TokenWriteSerializer, responses={201: shapes.NewTokenSerializer})
    def create(self, request: Request) -> Response:
        """Make a token (signed in by the browser only); the answer is the one place where its key is shown."""
        token, key = tokens.create_token(by=self.actor, **typed(request, shapes.TokenWriteSerializer))
        shown: dict[str, Any] = dict(shapes.TokenSerializer(token).data) | {"key": key}
        response = Response(shown, status=status.HTTP_201_CREATED)
        shown_once(response)
        return response

    @extend_schema(request=None, responses=shapes.TokenSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, uid: UUID) -> Response:
        """Revoke a token at once."""
        return Response(shapes.TokenSerializer(tokens.revoke_token(by=self.actor, uid=uid)).data)


class NotificationViewSet(ListModelMixin, HouseViewSet):
    """What the person was told, the newest first; `read_at__isnull=true` leaves the unread."""

    permissions: ClassVar[Mapping[str, Permission]] = dict.fromkeys(("list", "read", "read_all"), PROFILE)
    queryset = Notification.objects.all()
    serializer_class = shapes.NotificationSerializer
    lookup_value_converter = "uuid"
    filterset_fields: ClassVar[dict[str, list[str]]] = {"read_at": ["isnull"], "kind": ["exact"]}

    @extend_schema(request=None, responses=shapes.NotificationSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, uid: UUID) -> Response:
        """Mark one as read."""
        notifying.mark_read(by=self.actor, uid=uid)
        row = self.get_queryset().filter(uid=uid).first()
        if row is None:
            raise Http404
        return Response(shapes.NotificationSerializer(row).data)

    @extend_schema(request=None, responses=shapes.CountSerializer)
    @action(detail=False, methods=["post"], url_path="read-all")
    def read_all(self, request: Request) -> Response:
        """Mark everything as read."""
        return Response({"changed": notifying.mark_read(by=self.actor)})
