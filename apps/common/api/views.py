"""The viewset of the house: rows narrowed by the policy, looked up by uid, changed by services only."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.viewsets import GenericViewSet

from apps.common import access
from apps.common.api.permissions import permission_of
from apps.common.http.scope import actor_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from apps.common.access import Permission
    from apps.common.actor import Actor


# Paging, and the form of the answer.
_OF_EVERY_LIST: Final = ("cursor", "page_size", "format")


@cache
def _filters_of(view: type[HouseViewSet], model: Any) -> frozenset[str]:
    """Return the names of a list's filters; django-filter makes their class anew at each call."""
    filters = DjangoFilterBackend().get_filterset_class(view, model.objects.none())
    return frozenset(filters.base_filters if filters else ())


class HouseViewSet(GenericViewSet[Any]):
    """Base of API views: `permissions` names the right of each action, `get_queryset` shows what it reaches.

    A list that reads more of the address than `filterset_fields` names it in `reads`. Combine with DRF's List and
    Retrieve mixins; write actions call one service with `by=self.actor`.
    """

    permissions: ClassVar[Mapping[str, Permission]] = {}
    # Parameters of a list beside its filters (`search`).
    reads: ClassVar[tuple[str, ...]] = ()
    lookup_field = "uid"

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return actor_of(self.request._request)  # noqa: SLF001 - DRF's documented attribute

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow a list by the filters of the address. Raises ValidationError for a parameter that nobody reads.

        A filter that is spelt wrong would otherwise answer everything.
        """
        if self.action == "list":
            filters = _filters_of(type(self), queryset.model)  # type: ignore[arg-type]  # a class can be hashed
            known = {*self.reads, *filters, *_OF_EVERY_LIST}
            for name in self.request.query_params:
                if name not in known:
                    told = _("There is no such parameter; known are: %(known)s.") % {"known": ", ".join(sorted(known))}
                    raise ValidationError({name: [told]})
        return super().filter_queryset(queryset)

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows in reach of the action's permission; none while the schema is drawn."""
        rows = super().get_queryset()
        permission = permission_of(self)
        if permission is None or getattr(self, "swagger_fake_view", False):
            return rows.none()
        return access.narrow(self.actor, permission, rows)
