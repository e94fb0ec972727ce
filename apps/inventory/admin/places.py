"""Places in the admin: reading, deleting through services; making and changing is done on the site's page."""

from __future__ import annotations

from typing import Any, ClassVar

from apps.common.admin import AdminServices, HouseAdmin, Write, register
from apps.common.navigation import Group
from apps.inventory import services
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site
from apps.inventory.permissions import PLACE_MANAGE, PLACE_VIEW
from apps.inventory.services.places import SITE_FIELDS


def _site_values(data: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a site from a form's data."""
    return {name: data[name] for name in SITE_FIELDS if name in data}


@register(Site)
class SiteAdmin(HouseAdmin[Site]):
    """Sites."""

    view_permission = PLACE_VIEW
    services = AdminServices(
        add=Write(PLACE_MANAGE, lambda by, _row, data: services.create_site(by=by, **_site_values(data))),
        change=Write(
            PLACE_MANAGE,
            lambda by, row, data: services.change_site(
                by=by, site=row, version=data["expected_version"], **_site_values(data)
            ),
        ),
        delete=Write(PLACE_MANAGE, lambda by, row, _data: services.delete_site(by=by, site=row)),
    )
    group = Group.EQUIPMENT
    order = 10
    icon = "domain"
    list_display = ("name", "type", "postal_address", "address_storage", "limit_w")
    list_filter: ClassVar[Any] = ("type", "address_storage")
    search_fields = ("name", "postal_address")
    ordering = ("name",)


@register(Room)
class RoomAdmin(HouseAdmin[Room]):
    """Rooms."""

    view_permission = PLACE_VIEW
    services = AdminServices(delete=Write(PLACE_MANAGE, lambda by, row, _data: services.delete_room(by=by, room=row)))
    group = Group.EQUIPMENT
    order = 20
    icon = "meeting_room"
    list_display = ("name", "site", "limit_w")
    list_select_related = ("site",)
    list_filter: ClassVar[Any] = ("site",)
    search_fields = ("name", "site__name")
    ordering = ("site__name", "name")


@register(PowerNode)
class PowerNodeAdmin(HouseAdmin[PowerNode]):
    """Power nodes."""

    view_permission = PLACE_VIEW
    services = AdminServices(
        delete=Write(PLACE_MANAGE, lambda by, row, _data: services.delete_power_node(by=by, node=row))
    )
    group = Group.EQUIPMENT
    order = 30
    icon = "bolt"
    list_display = (
        "name", "site", "room", "parent", "limit_w", "phases", "breaker_a", "phase_voltage_v", "derating_percent",
    )  # fmt: skip
    list_select_related = ("site", "room", "parent")
    list_filter: ClassVar[Any] = ("site", "phases")
    search_fields = ("name", "site__name", "room__name")
    ordering = ("site__name", "name")


@register(Rack)
class RackAdmin(HouseAdmin[Rack]):
    """Racks."""

    view_permission = PLACE_VIEW
    services = AdminServices(delete=Write(PLACE_MANAGE, lambda by, row, _data: services.delete_rack(by=by, rack=row)))
    group = Group.EQUIPMENT
    order = 40
    icon = "dns"
    list_display = ("name", "room", "power_node", "phase")
    list_select_related = ("room", "power_node")
    search_fields = ("name", "room__name")
    ordering = ("room__name", "name")


@register(Shelf)
class ShelfAdmin(HouseAdmin[Shelf]):
    """Shelves."""

    view_permission = PLACE_VIEW
    services = AdminServices(delete=Write(PLACE_MANAGE, lambda by, row, _data: services.delete_shelf(by=by, shelf=row)))
    group = Group.EQUIPMENT
    order = 50
    icon = "shelves"
    list_display = ("label", "site", "room", "power_node", "rack", "phase", "capacity", "height_units")
    list_select_related = ("site", "room", "power_node", "rack")
    list_filter: ClassVar[Any] = ("site",)
    search_fields = ("label", "site__name")
    ordering = ("site__name", "sort_key")
