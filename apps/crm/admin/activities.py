"""Activities in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.common.admin import AdminServices, HouseAdmin, Write, register
from apps.common.navigation import Group
from apps.crm import services
from apps.crm.admin.changes import changed
from apps.crm.models import Activity
from apps.crm.permissions import ACTIVITY_MANAGE, ACTIVITY_VIEW

if TYPE_CHECKING:
    from apps.common.actor import Actor

_FIELDS = ("kind", "title", "text", "owner", "due_at", "remind_at", "outcome")


def _change(by: Actor, row: Activity, data: dict[str, Any]) -> Activity:
    changes = changed(row, data, _FIELDS)
    return services.update_activity(row, by=by, version=data["expected_version"], changes=changes)


@register(Activity)
class ActivityAdmin(HouseAdmin[Activity]):
    """Calls, letters, meetings, notes and tasks; new ones are written beside their subject."""

    view_permission = ACTIVITY_VIEW
    services = AdminServices(change=Write(ACTIVITY_MANAGE, _change))
    group = Group.CLIENTS
    order = 70
    icon = "task_alt"
    fields = (*_FIELDS, "client", "lead", "deal", "contract")
    readonly_fields = ("client", "lead", "deal", "contract")
    list_display = ("title", "kind", "owner", "due_at", "done_at", "happened_at")
    list_filter = ("kind",)
    list_select_related = ("owner",)
    search_fields = ("title", "text")
    ordering = ("-happened_at",)
