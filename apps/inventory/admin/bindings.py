"""Staff of sites in the admin: bound and unbound through services."""

from __future__ import annotations

from typing import Any, ClassVar

from apps.common.admin import AdminServices, HouseAdmin, Write, register
from apps.common.navigation import Group
from apps.inventory import services
from apps.inventory.models import SiteUserBinding
from apps.inventory.permissions import SITE_BIND


@register(SiteUserBinding)
class SiteUserBindingAdmin(HouseAdmin[SiteUserBinding]):
    """Which people work at which sites."""

    view_permission = SITE_BIND
    services = AdminServices(
        add=Write(
            SITE_BIND,
            lambda by, _row, data: services.bind_user_to_site(by=by, user=data["user"], site=data["content_object"]),
        ),
        delete=Write(
            SITE_BIND,
            lambda by, row, _data: services.unbind_user_from_site(by=by, user=row.user, site=row.content_object),
        ),
    )
    group = Group.PEOPLE
    order = 40
    icon = "badge"
    fields = ("user", "content_object")
    list_display = ("user", "content_object", "created_at")
    list_select_related = ("user", "content_object")
    list_filter: ClassVar[Any] = ("content_object",)
    search_fields = ("user__login", "user__name", "content_object__name")
    ordering = ("content_object__name", "user__login")
