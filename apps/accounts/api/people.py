"""`/api/v1/me/` and `users/`: who asks, and the people that the actor may see and manage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response

from apps.accounts.api import serializers as shapes
from apps.accounts.models import User
from apps.accounts.permissions import PROFILE, USER_MANAGE, USER_VIEW
from apps.accounts.selectors import notifications, users
from apps.accounts.services import users as services
from apps.accounts.services.tokens import held_permissions
from apps.common.api.views import HouseViewSet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from rest_framework.request import Request
    from rest_framework.serializers import Serializer

    from apps.common.access import Permission


def typed(request: Request, serializer: type[Serializer[Any]]) -> dict[str, Any]:
    """Return the values of the body. Raises ValidationError, a problem with the fields at fault."""
    form = serializer(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


class MeViewSet(HouseViewSet):
    """Who asks."""

    permissions: ClassVar[Mapping[str, Permission]] = {"list": PROFILE}
    queryset = User.objects.all()
    serializer_class = shapes.MeSerializer
    pagination_class = None
    filter_backends = ()

    @extend_schema(operation_id="me", responses=shapes.MeSerializer)
    def list(self, request: Request) -> Response:
        """Name the actor, its role and its rights."""
        actor = self.actor
        shown = {
            "uid": actor.uid,
            "label": actor.label,
            "kind": actor.kind.value,
            "role": actor.role,
            "permissions": [permission.name for permission in held_permissions(actor)],
            "unread_notifications": notifications.unread_count(actor),
        }
        return Response(shapes.MeSerializer(shown).data)


class UserViewSet(ListModelMixin, HouseViewSet):
    """People in reach; filters: role, status. A client's administrator gets the users of the own client at once."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": USER_VIEW,
        "retrieve": USER_VIEW,
        "create": USER_MANAGE,
        "block": USER_MANAGE,
        "unblock": USER_MANAGE,
    }
    queryset = User.objects.all()
    serializer_class = shapes.UserSerializer
    lookup_value_converter = "uuid"
    filterset_fields = ("role", "status")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List people, page by page."""
        if not self.actor.is_client:
            return super().list(request, *args, **kwargs)
        # Rows of colleagues are closed to the database role of clients: the selector fetches them as a job.
        query = request.query_params
        found = users.users(self.actor, role=query.get("role", ""), status=query.get("status", ""))
        return Response({"next": None, "previous": None, "results": shapes.UserSerializer(found, many=True).data})

    @extend_schema(responses=shapes.UserSerializer)
    def retrieve(self, request: Request, uid: UUID) -> Response:
        """Show one person."""
        return Response(shapes.UserSerializer(users.user(self.actor, uid)).data)

    @extend_schema(request=shapes.UserWriteSerializer, responses={201: shapes.UserSerializer})
    def create(self, request: Request) -> Response:
        """Open an account and send the invitation."""
        values = typed(request, shapes.UserWriteSerializer)
        login = values.pop("login")
        values["bound"] = {key: [str(uid) for uid in uids] for key, uids in values.get("bound", {}).items()}
        user = services.create_user(by=self.actor, login=login, person=services.Person(**values))
        return Response(shapes.UserSerializer(user).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.AccountReasonSerializer, responses=shapes.UserSerializer)
    @action(detail=True, methods=["post"])
    def block(self, request: Request, uid: UUID) -> Response:
        """Block the account; its sessions end."""
        return self._set(uid, User.Status.BLOCKED, **typed(request, shapes.AccountReasonSerializer))

    @extend_schema(request=shapes.AccountReasonSerializer, responses=shapes.UserSerializer)
    @action(detail=True, methods=["post"])
    def unblock(self, request: Request, uid: UUID) -> Response:
        """Let the account in again."""
        return self._set(uid, User.Status.ACTIVE, **typed(request, shapes.AccountReasonSerializer))

    def _set(self, uid: UUID, wanted: User.Status, reason: str) -> Response:
        """Set the status."""
        user = services.set_status(by=self.actor, uid=uid, status=wanted, reason=reason)
        return Response(shapes.UserSerializer(user).data)
