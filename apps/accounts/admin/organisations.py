"""Organisations in the admin: for platform staff only, to read."""

from __future__ import annotations

from apps.accounts.models import Organisation
from apps.accounts.permissions import ORGANISATION_MANAGE
from apps.common.admin import HouseAdmin, register
from apps.common.navigation import Group


@register(Organisation)
class OrganisationAdmin(HouseAdmin[Organisation]):
    """Hosting operators of this installation."""

    view_permission = ORGANISATION_MANAGE
    group = Group.SETTINGS
    order = 5
    icon = "apartment"
    fields = ("name", "slug", "time_zone", "language", "is_active", "is_demo", "created_at")
    list_display = ("name", "slug", "language", "time_zone", "is_active", "is_demo")
    list_filter = ("is_active", "is_demo")
    search_fields = ("name", "slug")
    ordering = ("name",)
