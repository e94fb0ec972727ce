"""The chain of custody in the admin: read-only."""

from __future__ import annotations

from typing import Any, ClassVar

from apps.common.admin import HouseAdmin, register
from apps.common.navigation import Group
from apps.logistics.models import CustodyRecord
from apps.logistics.permissions import CUSTODY_VIEW


@register(CustodyRecord)
class CustodyRecordAdmin(HouseAdmin[CustodyRecord]):
    """Who held which unit."""

    view_permission = CUSTODY_VIEW
    group = Group.JOURNEYS
    order = 50
    icon = "lock_clock"
    list_display = ("unit", "keeper_kind", "keeper", "place", "document", "during", "by_label")
    list_select_related = ("unit",)
    list_filter: ClassVar[Any] = ("keeper_kind", "site")
    search_fields = ("unit__serial", "keeper", "document")
    ordering = ("-id",)
