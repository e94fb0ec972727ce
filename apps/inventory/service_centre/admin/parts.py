"""Spare parts, works, stock and components in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from apps.common.admin import AdminServices, HouseAdmin, HouseTabularInline, Write, register
from apps.common.navigation import Group
from apps.inventory.service_centre import services
from apps.inventory.service_centre.models import (
    Component,
    ComponentPlacement,
    Part,
    PartFit,
    PartStock,
    ServiceWork,
    StockCount,
    StockCountLine,
    StockMovement,
)
from apps.inventory.service_centre.permissions import PART_MANAGE, PART_VIEW, REPAIR_COST, STOCK_VIEW
from apps.inventory.service_centre.services.catalogue import PART_FIELDS, WORK_FIELDS


def _of(fields: tuple[str, ...], data: dict[str, Any]) -> dict[str, Any]:
    """Return the named fields of a form's data."""
    return {name: data[name] for name in fields if name in data}


@register(ServiceWork)
class ServiceWorkAdmin(HouseAdmin[ServiceWork]):
    """The catalogue of works."""

    view_permission = PART_VIEW
    services = AdminServices(
        add=Write(PART_MANAGE, lambda by, _row, data: services.create_work(by=by, **_of(WORK_FIELDS, data))),
        change=Write(
            PART_MANAGE,
            lambda by, row, data: services.change_work(
                row, by=by, version=data["expected_version"], **_of(WORK_FIELDS, data)
            ),
        ),
    )
    group = Group.EQUIPMENT
    order = 90
    icon = "list_alt"
    list_display = ("code", "name", "price", "minutes", "is_retired")
    list_filter: ClassVar[Any] = ("is_retired",)
    search_fields = ("code", "name")
    ordering = ("code",)


class FitInline(HouseTabularInline[PartFit, Part]):
    """Models that a part fits."""

    model = PartFit
    view_permission = PART_VIEW
    fields = ("model",)


class StockInline(HouseTabularInline[PartStock, Part]):
    """Bins that hold a part."""

    model = PartStock
    view_permission = REPAIR_COST
    fields = ("site", "bin", "quantity", "value")


@register(Part)
class PartAdmin(HouseAdmin[Part]):
    """Spare parts; stock moves on their pages."""

    view_permission = PART_VIEW
    services = AdminServices(
        add=Write(PART_MANAGE, lambda by, _row, data: services.create_part(by=by, **_of(PART_FIELDS, data))),
        change=Write(
            PART_MANAGE,
            lambda by, row, data: services.change_part(
                row, by=by, version=data["expected_version"], **_of(PART_FIELDS, data)
            ),
        ),
    )
    group = Group.EQUIPMENT
    order = 100
    icon = "settings_input_component"
    list_display = ("article", "name", "kind", "measure", "is_serial", "minimum", "price", "is_retired")
    list_filter: ClassVar[Any] = ("kind", "is_serial", "is_retired")
    search_fields = ("article", "name")
    ordering = ("article",)
    inlines = (FitInline, StockInline)


@register(StockMovement)
class StockMovementAdmin(HouseAdmin[StockMovement]):
    """The ledger, newest first."""

    view_permission = REPAIR_COST
    group = Group.EQUIPMENT
    order = 110
    icon = "swap_horiz"
    list_display = (
        "at",
        "kind",
        "part",
        "quantity",
        "value",
        "balance",
        "site",
        "bin",
        "order",
        "component",
        "by_label",
    )
    list_select_related = ("part", "site", "order", "component")
    list_filter: ClassVar[Any] = ("kind", "site")
    search_fields = ("part__article", "part__name", "order__number", "document")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")


class PlacementInline(HouseTabularInline[ComponentPlacement, Component]):
    """Where a component was."""

    model = ComponentPlacement
    view_permission = STOCK_VIEW
    fields = ("during", "state", "site", "bin", "unit", "position", "document", "by_label")


@register(Component)
class ComponentAdmin(HouseAdmin[Component]):
    """Components with serial numbers."""

    view_permission = STOCK_VIEW
    group = Group.EQUIPMENT
    order = 120
    icon = "memory_alt"
    list_display = ("serial", "part", "state", "site", "bin", "unit", "position", "changed_at")
    list_select_related = ("part", "site", "unit")
    list_filter: ClassVar[Any] = ("state", "site")
    search_fields = ("serial", "part__article", "unit__serial")
    ordering = ("serial",)
    inlines = (PlacementInline,)


class CountLineInline(HouseTabularInline[StockCountLine, StockCount]):
    """Bins of a sheet."""

    model = StockCountLine
    view_permission = STOCK_VIEW
    fields = ("part", "bin", "expected", "counted", "by_label")


@register(StockCount)
class StockCountAdmin(HouseAdmin[StockCount]):
    """Stocktaking sheets, newest first."""

    view_permission = STOCK_VIEW
    group = Group.EQUIPMENT
    order = 130
    icon = "checklist"
    list_display = ("number", "state", "site", "made_by", "created_at", "closed_at")
    list_select_related = ("site",)
    list_filter: ClassVar[Any] = ("state", "site")
    search_fields = ("number",)
    ordering = ("-ordinal",)
    inlines = (CountLineInline,)
