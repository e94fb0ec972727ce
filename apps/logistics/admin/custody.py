"""The chain of custody in the admin: read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from apps.common.admin import HouseAdmin, register
from apps.common.navigation import Group
from apps.logistics.models import CustodyRecord
from apps.logistics.permissions import CUSTODY_VIEW

if TYPE_CHECKING:
    from datetime import datetime


@register(CustodyRecord)
class CustodyRecordAdmin(HouseAdmin[CustodyRecord]):
    """Who held which unit."""

    view_permission = CUSTODY_VIEW
    group = Group.JOURNEYS
    order = 50
    icon = "lock_clock"
    list_display = ("unit", "keeper_kind", "keeper", "place", "document", "since", "until", "by_label")
    list_select_related = ("unit",)
    list_filter: ClassVar[Any] = ("keeper_kind", "site")
    search_fields = ("unit__serial", "keeper", "document")
    ordering = ("-id",)

    @admin.display(description=_("since"), ordering="during__startswith")
    def since(self, row: CustodyRecord) -> datetime | None:
        """Return when the keeper took the unit."""
        taken: datetime | None = row.during.lower
        return taken

    @admin.display(description=_("until"), ordering="during__endswith")
    def until(self, row: CustodyRecord) -> datetime | None:
        """Return when the keeper gave it away, None while it is held."""
        given: datetime | None = row.during.upper
        return given
