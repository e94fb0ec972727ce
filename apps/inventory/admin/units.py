"""Units in the admin: reading and descriptive changes; places and states change on the unit's page."""

from __future__ import annotations

from typing import Any, ClassVar

from apps.common.admin import AdminServices, HouseAdmin, Write, register
from apps.common.navigation import Group
from apps.inventory import services
from apps.inventory.models import Unit
from apps.inventory.permissions import UNIT_MANAGE, UNIT_VIEW
from apps.inventory.services.units import EDITABLE


@register(Unit)
class UnitAdmin(HouseAdmin[Unit]):
    """Units; what is dated (serial number, place, owner, state, addresses) is read-only here."""

    view_permission = UNIT_VIEW
    services = AdminServices(
        change=Write(
            UNIT_MANAGE,
            lambda by, row, data: services.change_unit(
                by=by,
                unit=row,
                version=data["expected_version"],
                **{name: data[name] for name in EDITABLE if name in data},
            ),
        )
    )
    group = Group.EQUIPMENT
    order = 60
    icon = "developer_board"
    list_display = ("serial", "state", "model", "owner", "site", "shelf", "power_w", "changed_at")
    list_select_related = ("model", "owner", "site", "shelf")
    list_filter: ClassVar[Any] = ("state", "site", "model__manufacturer")
    search_fields = ("serial", "label", "owner__name")
    ordering = ("serial",)
    fields = (
        "serial", "state", "model", "owner", "contract", "site", "shelf", "power_w", "warranty_from",
        "warranty_months", "warranty_until",
        "declared_value", "declared_currency", "label", "note", "changed_at",
    )  # fmt: skip
    readonly_fields = ("serial", "state", "model", "owner", "contract", "site", "shelf", "power_w", "changed_at")
