"""Sessions in the admin: who is signed in, where and since when; ended through the person's operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.accounts.models import Session
from apps.accounts.permissions import USER_VIEW
from apps.common.admin import HouseAdmin, register
from apps.common.navigation import Group

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@register(Session)
class SessionAdmin(HouseAdmin[Session]):
    """Browsers that are signed in; keys and contents of sessions are closed to the role of staff."""

    view_permission = USER_VIEW
    group = Group.PEOPLE
    order = 30
    icon = "devices"
    fields = ("user", "kind", "user_agent", "ip", "created_at", "last_seen_at", "expires_at")
    list_display = ("user", "kind", "user_agent", "ip", "created_at", "last_seen_at", "expires_at")
    list_filter = ("kind", "last_seen_at")
    search_fields = ("user__name", "user__login", "user_agent")
    ordering = ("-last_seen_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        """Leave out what the database does not show to staff."""
        rows = super().get_queryset(request).filter(user__isnull=False)
        return rows.select_related("user").defer("key_digest", "data")
