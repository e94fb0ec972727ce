"""Devices in the admin: what agents found, and the unit each one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin import HouseAdmin, operation, register
from apps.common.navigation import Group
from apps.telemetry.forms import UnmatchForm
from apps.telemetry.models import Device
from apps.telemetry.permissions import DEVICE_MATCH, TELEMETRY_VIEW
from apps.telemetry.services.devices import unmatch_device

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


@register(Device)
class DeviceAdmin(HouseAdmin[Device]):
    """The machines as the agents see them."""

    view_permission = TELEMETRY_VIEW
    group = Group.TELEMETRY
    order = 20
    icon = "memory"
    list_display = ("serial", "make", "model", "site", "unit", "matched_by", "firmware", "last_found_at")
    list_filter: ClassVar[Any] = ("site", "matched_by", "make")
    list_select_related = ("site", "unit")
    search_fields = ("serial", "unit__serial", "model", "hostname")
    ordering = ("site__name", "serial")
    exclude = ("ip_index", "mac_index")
    actions_detail = ("unmatch",)

    @operation(
        title=gettext_lazy("Take off the unit"),
        permission=DEVICE_MATCH,
        confirm=gettext_lazy("Machine «%(name)s» is no longer the machine of its unit; its readings stay its own."),
        form=UnmatchForm,
        icon="link_off",
        danger=True,
    )
    def unmatch(self, by: Actor, rows: QuerySet[Device], data: dict[str, Any]) -> str:
        """Take the device off its unit."""
        for device in rows:
            unmatch_device(by=by, device=device, reason=data["reason"])
        return _("The machine is unmatched.")
