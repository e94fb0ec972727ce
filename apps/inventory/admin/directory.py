"""The model directory in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy

from apps.common.admin import AdminServices, HouseAdmin, Write, operation, register
from apps.common.navigation import Group
from apps.inventory import services
from apps.inventory.models import EquipmentModel
from apps.inventory.permissions import MODEL_MANAGE, MODEL_VIEW
from apps.inventory.services.directory import FIELDS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


def _values(data: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a model from a form's data."""
    return {name: data[name] for name in FIELDS if name in data}


@register(EquipmentModel)
class EquipmentModelAdmin(HouseAdmin[EquipmentModel]):
    """Models of equipment; another power is refused when a limit would be exceeded."""

    view_permission = MODEL_VIEW
    services = AdminServices(
        add=Write(MODEL_MANAGE, lambda by, _row, data: services.create_model(by=by, **_values(data))),
        change=Write(
            MODEL_MANAGE,
            lambda by, row, data: services.change_model(row, by=by, version=data["expected_version"], **_values(data)),
        ),
    )
    group = Group.EQUIPMENT
    order = 70
    icon = "memory"
    list_display = (
        "name",
        "kind",
        "algorithm",
        "power_w",
        "three_phase",
        "cooling",
        "board_count",
        "fan_count",
        "is_retired",
    )
    list_filter: ClassVar[Any] = ("kind", "manufacturer", "three_phase", "cooling", "is_retired")
    search_fields = ("name", "algorithm")
    ordering = ("name",)
    actions_list = ("load_delivered",)

    @operation(
        title=gettext_lazy("Load the delivered models"),
        permission=MODEL_MANAGE,
        confirm=gettext_lazy(
            "Models that the directory lacks are added. Models that nobody changed get the delivered figures, except "
            "power. Nothing is deleted."
        ),
        icon="download",
    )
    def load_delivered(self, by: Actor, rows: QuerySet[EquipmentModel], data: dict[str, Any]) -> str:
        """Add the delivered models and bring those up to date that nobody changed."""
        return services.load_directory(by=by).sentence
