"""The brand in the admin; its logo is uploaded on the page of the company's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.accounts.models import Brand
from apps.accounts.permissions import SETTINGS_MANAGE
from apps.accounts.services import branding
from apps.common.admin import AdminServices, HouseAdmin, Write, register
from apps.common.navigation import Group

if TYPE_CHECKING:
    from apps.common.actor import Actor


def _change(by: Actor, _row: Brand, data: dict[str, Any]) -> Brand:
    values = {name: data.get(name) or "" for name in branding.BRAND_FIELDS}
    return branding.change_brand(by=by, values=values, version=data["expected_version"] or 0)


@register(Brand)
class BrandAdmin(HouseAdmin[Brand]):
    """How the organisation shows itself; each has one brand, made with it."""

    view_permission = SETTINGS_MANAGE
    services = AdminServices(change=Write(SETTINGS_MANAGE, _change))
    group = Group.SETTINGS
    order = 20
    icon = "palette"
    fields = branding.BRAND_FIELDS
    list_display = ("name", "accent_color")
