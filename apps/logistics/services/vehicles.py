"""What routes are reckoned with: vehicles, points of sites, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction
from django.http import Http404

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Invalid
from apps.common.roles import Role
from apps.logistics.exceptions import VehicleExists
from apps.logistics.models import RouteSettings, SitePoint, Vehicle
from apps.logistics.permissions import ROUTE_PLAN

if TYPE_CHECKING:
    from datetime import time
    from decimal import Decimal

    from apps.common.actor import Actor
    from apps.inventory.models import Site

VEHICLE_FIELDS: Final = ("name", "plate", "most_units", "payload_kg", "driver", "is_retired")
SETTINGS_FIELDS: Final = ("road_factor", "speed_kmh", "stop_min", "unit_min", "unit_kg", "starts_min")


def create_vehicle(*, by: Actor, **values: Any) -> Vehicle:
    """Make a vehicle (`VEHICLE_FIELDS`), and return it; one record. Raises AccessDenied, Invalid, VehicleExists."""
    access.require(by, ROUTE_PLAN)
    row = Vehicle(organisation_id=by.tenant_id, **_known(values, VEHICLE_FIELDS))
    _check(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            record(by=by, action="logistics.vehicle.create", subject=row, after=snapshot(row))
    except IntegrityError as error:
        raise VehicleExists(field="name", name=row.name) from error
    return row


def change_vehicle(row: Vehicle, *, by: Actor, version: int, **values: Any) -> Vehicle:
    """Change a vehicle, and return it; one record. Raises AccessDenied, Invalid, StaleVersion, VehicleExists."""
    access.require(by, ROUTE_PLAN, row)
    try:
        with transaction.atomic():
            locked = Vehicle.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
            if locked is None:
                raise Http404
            before = snapshot(locked)
            for name, value in _known(values, VEHICLE_FIELDS).items():
                setattr(locked, name, value)
            _check(locked)
            locked.save_version(version, ["driver_id" if name == "driver" else name for name in values])
            record(by=by, action="logistics.vehicle.change", subject=locked, before=before, after=snapshot(locked))
    except IntegrityError as error:
        raise VehicleExists(field="name", name=str(values.get("name", row.name))) from error
    return locked


def set_site_point(
    site: Site,
    *,
    by: Actor,
    latitude: Decimal,
    longitude: Decimal,
    opens: time | None = None,
    closes: time | None = None,
    version: int | None = None,
) -> SitePoint:
    """Say where a site is and when it receives, and return its point; one record.

    With the `version` of the point that was read, one that was changed since is refused.
    Raises AccessDenied, Invalid, StaleVersion.
    """
    access.require(by, ROUTE_PLAN)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004 - degrees on Earth
        raise Invalid(field="latitude" if abs(latitude) > 90 else "longitude")  # noqa: PLR2004 - as above
    if opens is not None and closes is not None and closes <= opens:
        raise Invalid(field="closes")
    values = {"latitude": latitude, "longitude": longitude, "opens": opens, "closes": closes}
    with transaction.atomic():
        row = SitePoint.objects.select_for_update().filter(site=site).first()
        before = None if row is None else snapshot(row)
        if row is None:
            row = SitePoint.objects.create(organisation_id=by.tenant_id, site=site, **values)
        else:
            for name, value in values.items():
                setattr(row, name, value)
            row.save_version(row.version if version is None else version, list(values))
        record(by=by, action="logistics.site_point.set", subject=row, before=before, after=snapshot(row))
    return row


def route_settings(organisation_id: int) -> RouteSettings:
    """Return how routes of an organisation are reckoned; the usual values when nobody has changed them."""
    found = RouteSettings.objects.filter(organisation_id=organisation_id).first()
    return found or RouteSettings(organisation_id=organisation_id)


def change_route_settings(*, by: Actor, version: int, **values: Any) -> RouteSettings:
    """Change how routes are reckoned (`SETTINGS_FIELDS`), and return it; one record.

    Raises AccessDenied, Invalid, StaleVersion.
    """
    access.require(by, ROUTE_PLAN)
    with transaction.atomic():
        row, _made = RouteSettings.objects.select_for_update().get_or_create(organisation_id=by.tenant_id)
        row.refresh_from_db()
        before = snapshot(row)
        for name, value in _known(values, SETTINGS_FIELDS).items():
            setattr(row, name, value)
        if not (1 <= row.road_factor <= 5 and 1 <= row.speed_kmh <= 200 and row.unit_kg > 0):  # noqa: PLR2004 - as the table's constraint
            raise Invalid(field="road_factor")
        row.save_version(version, values)
        record(by=by, action="logistics.route_settings.change", subject=row, before=before, after=snapshot(row))
    return row


def _known(values: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """Return the values. Raises TypeError for a name that is no field: a defect of the caller."""
    unknown = set(values) - set(fields)
    if unknown:
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    return values


def _check(row: Vehicle) -> None:
    """Refuse a vehicle without a name, one that takes nothing, and a driver who is none."""
    row.name, row.plate = row.name.strip(), row.plate.strip()
    if not row.name:
        raise Invalid(field="name")
    for name in ("most_units", "payload_kg"):
        if getattr(row, name) is not None and getattr(row, name) <= 0:
            raise Invalid(field=name)
    if row.driver is not None and (row.driver.role != Role.DRIVER or row.driver.organisation_id != row.organisation_id):
        raise Invalid(field="driver")
