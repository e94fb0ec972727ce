"""The exchange with Bitrix24 in the admin: reading only; it is run and decided on its own page."""

from __future__ import annotations

from apps.common.admin import HouseAdmin, register
from apps.common.navigation import Group
from apps.crm.models import BitrixConflict, BitrixLink, BitrixRun
from apps.crm.permissions import BITRIX_DECIDE


@register(BitrixLink)
class BitrixLinkAdmin(HouseAdmin[BitrixLink]):
    """Which record of ours is which on the portal."""

    view_permission = BITRIX_DECIDE
    group = Group.SETTINGS
    order = 60
    icon = "link"
    fields = ("kind", "client", "contact", "account", "remote_id", "requisite_id", "state", "synced_at", "pushed_at")
    list_display = ("kind", "remote_id", "client", "contact", "state", "synced_at")
    list_filter = ("kind", "state")
    list_select_related = ("client", "contact", "account")
    search_fields = ("remote_id", "client__name")


@register(BitrixRun)
class BitrixRunAdmin(HouseAdmin[BitrixRun]):
    """Comparisons of everything and what came of them."""

    view_permission = BITRIX_DECIDE
    group = Group.SETTINGS
    order = 61
    icon = "sync"
    fields = ("mode", "state", "asked_by", "created_at", "finished_at", "done", "counts", "error")
    list_display = ("created_at", "mode", "state", "asked_by", "done", "finished_at")
    list_filter = ("mode", "state")


@register(BitrixConflict)
class BitrixConflictAdmin(HouseAdmin[BitrixConflict]):
    """Fields that both sides changed; the values are shown where they are decided."""

    view_permission = BITRIX_DECIDE
    group = Group.SETTINGS
    order = 62
    icon = "difference"
    fields = ("link", "field", "choice", "decided_by", "decided_at", "created_at")
    list_display = ("field", "link", "choice", "decided_by", "created_at")
    list_filter = ("choice",)
    list_select_related = ("link",)
