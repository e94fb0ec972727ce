"""The viewset of the house: rows narrowed by the policy, looked up by uid, changed by services only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework.viewsets import GenericViewSet

from apps.common import access
from apps.common.api.permissions import permission_of
from apps.common.http.scope import actor_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from apps.common.access import Permission
    from apps.common.actor import Actor


class HouseViewSet(GenericViewSet[Any]):
    """Base of API views: `permissions` names the right of each action, `get_queryset` shows what it reaches.

    Combine with DRF's List and Retrieve mixins; write actions call one service with `by=self.actor`.
    """

    permissions: ClassVar[Mapping[str, Permission]] = {}
    lookup_field = "uid"

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return actor_of(self.request._request)  # noqa: SLF001 - DRF's documented attribute

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows in reach of the action's permission; none while the schema is drawn."""
        rows = super().get_queryset()
        permission = permission_of(self)
        if permission is None or getattr(self, "swagger_fake_view", False):
            return rows.none()
        return access.narrow(self.actor, permission, rows)
