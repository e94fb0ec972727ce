"""Routes, vehicles and points of sites in the admin: routes are planned on their pages, vehicles are kept here too."""

from __future__ import annotations

from typing import Any, ClassVar

from apps.common.admin import AdminServices, HouseAdmin, HouseTabularInline, Write, register
from apps.common.navigation import Group
from apps.logistics.models import Route, RouteJob, RouteSettings, SitePoint, Vehicle
from apps.logistics.permissions import ROUTE_PLAN, ROUTE_VIEW
from apps.logistics.services import change_route_settings, change_vehicle, create_vehicle, set_site_point
from apps.logistics.services.vehicles import SETTINGS_FIELDS, VEHICLE_FIELDS


def _of(data: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """Return the values of a form that are fields of a service."""
    return {name: data[name] for name in fields if name in data}


class RouteJobInline(HouseTabularInline[RouteJob, Route]):
    """Jobs of a route."""

    model = RouteJob
    view_permission = ROUTE_VIEW
    fields = ("position", "kind", "movement", "site", "units", "is_pinned", "arrives_min", "leaves_min", "problems")


@register(Route)
class RouteAdmin(HouseAdmin[Route]):
    """Planned days, newest first."""

    view_permission = ROUTE_VIEW
    group = Group.JOURNEYS
    order = 24
    icon = "route"
    list_display = ("day", "driver", "vehicle", "starts_text", "ends_text", "km", "is_feasible", "is_edited")
    list_select_related = ("driver", "vehicle")
    list_filter: ClassVar[Any] = ("is_feasible",)
    search_fields = ("driver__name", "vehicle__name")
    date_hierarchy = "day"
    ordering = ("-day", "driver__name")
    inlines = (RouteJobInline,)


@register(Vehicle)
class VehicleAdmin(HouseAdmin[Vehicle]):
    """Vehicles."""

    view_permission = ROUTE_PLAN
    services = AdminServices(
        add=Write(ROUTE_PLAN, lambda by, _row, data: create_vehicle(by=by, **_of(data, VEHICLE_FIELDS))),
        change=Write(
            ROUTE_PLAN,
            lambda by, row, data: change_vehicle(
                row, by=by, version=data["expected_version"], **_of(data, VEHICLE_FIELDS)
            ),
        ),
    )
    group = Group.JOURNEYS
    order = 26
    icon = "local_shipping"
    list_display = ("name", "plate", "most_units", "payload_kg", "driver", "is_retired")
    list_select_related = ("driver",)
    list_filter: ClassVar[Any] = ("is_retired",)
    search_fields = ("name", "plate")
    ordering = ("name",)


@register(SitePoint)
class SitePointAdmin(HouseAdmin[SitePoint]):
    """Where sites are; a first point is set on the site's page."""

    view_permission = ROUTE_PLAN
    services = AdminServices(
        change=Write(
            ROUTE_PLAN,
            lambda by, row, data: set_site_point(
                row.site,
                by=by,
                version=data["expected_version"],
                **_of(data, ("latitude", "longitude", "opens", "closes")),
            ),
        ),
    )
    group = Group.JOURNEYS
    order = 28
    icon = "location_on"
    list_display = ("site", "latitude", "longitude", "opens", "closes")
    list_select_related = ("site",)
    search_fields = ("site__name",)
    ordering = ("site__name",)


@register(RouteSettings)
class RouteSettingsAdmin(HouseAdmin[RouteSettings]):
    """How routes are reckoned."""

    view_permission = ROUTE_PLAN
    services = AdminServices(
        change=Write(
            ROUTE_PLAN,
            lambda by, _row, data: change_route_settings(
                by=by, version=data["expected_version"], **_of(data, SETTINGS_FIELDS)
            ),
        ),
    )
    group = Group.JOURNEYS
    order = 29
    icon = "tune"
    list_display = ("organisation", "road_factor", "speed_kmh", "stop_min", "unit_min", "unit_kg", "starts_min")
    list_select_related = ("organisation",)
    ordering = ("organisation__name",)
