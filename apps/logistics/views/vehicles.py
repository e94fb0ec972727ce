"""Pages of what routes are reckoned with: vehicles, points of sites, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.common import access
from apps.common.http import actor_of, guarded
from apps.common.pages import BooleanFilter, Column, EmptyState, HeaderAction, Kind, ListPage
from apps.common.pages.forms import form_page
from apps.inventory.models import Site
from apps.inventory.selectors import sites
from apps.logistics.forms.routes import PointForm, RouteSettingsForm, VehicleForm
from apps.logistics.models import Vehicle
from apps.logistics.permissions import ROUTE_PLAN
from apps.logistics.rules.routes import minutes_of
from apps.logistics.selectors.routes import site_points, vehicles
from apps.logistics.services import (
    change_route_settings,
    change_vehicle,
    create_vehicle,
    route_settings,
    set_site_point,
)
from apps.logistics.services.vehicles import SETTINGS_FIELDS, VEHICLE_FIELDS
from apps.logistics.views.movements import drivers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor


def _address(row: Vehicle) -> str:
    """Return the address of a vehicle's form."""
    return reverse("logistics:vehicle", args=[row.uid])


class VehicleList(ListPage[Vehicle]):
    """Vehicles."""

    permission = ROUTE_PLAN
    key = "vehicles"
    title = gettext_lazy("Vehicles")
    columns = (
        Column("name", gettext_lazy("Name"), sort="name", card_title=True, link=_address),
        Column("plate", gettext_lazy("Number plate"), kind=Kind.MONO, sort="plate"),
        Column("units", gettext_lazy("Units at most"), "most_units", Kind.NUMBER, "most_units", digits=0),
        Column("payload", gettext_lazy("Payload"), "payload_kg", Kind.NUMBER, "payload_kg", "kg", 0),
        Column("driver", gettext_lazy("Driver"), "driver.name", sort="driver__name"),
    )
    filters = (BooleanFilter(key="retired", title=gettext_lazy("No longer used"), lookup="is_retired"),)
    search = ("name__icontains", "plate__icontains", "driver__name__icontains")
    search_hint = gettext_lazy("Name, number plate or driver")
    order = "name"
    empty = EmptyState(
        gettext_lazy("No vehicles yet"),
        gettext_lazy("A vehicle says how many units and kilograms a route may carry."),
        gettext_lazy("New vehicle"),
        reverse_lazy("logistics:vehicle_new"),  # type: ignore[arg-type]  # a lazy address is text when it is shown
        "truck",
        ROUTE_PLAN,
    )

    def rows(self, actor: Actor) -> QuerySet[Vehicle]:
        """Return the vehicles."""
        return vehicles(actor)

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Offer a new vehicle and the settings."""
        return [
            HeaderAction(_("New vehicle"), reverse("logistics:vehicle_new"), ROUTE_PLAN),
            HeaderAction(_("Settings of routes"), reverse("logistics:route_settings"), ROUTE_PLAN, "settings"),
        ]


@guarded(ROUTE_PLAN)
@require_http_methods(["GET", "POST"])
def vehicle_new(request: HttpRequest) -> HttpResponse:
    """Add a vehicle."""
    by = actor_of(request)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        data.pop("version")
        made = create_vehicle(by=by, **data)
        return reverse("logistics:vehicles"), _("Vehicle «%(name)s» was added.") % {"name": made.name}

    return form_page(
        request,
        VehicleForm(request.POST or None, drivers=drivers(by)),
        title=_("New vehicle"),
        pretitle=_("Vehicles"),
        run=run,
        cancel_url=reverse("logistics:vehicles"),
    )


@guarded(ROUTE_PLAN)
@require_http_methods(["GET", "POST"])
def vehicle(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a vehicle."""
    by = actor_of(request)
    row = access.fetch(by, ROUTE_PLAN, vehicles(by), uid=uid)
    initial = {name: getattr(row, name) for name in VEHICLE_FIELDS} | {"version": row.version}

    def run(data: dict[str, Any]) -> tuple[str, str]:
        change_vehicle(row, by=by, version=data.pop("version") or row.version, **data)
        return reverse("logistics:vehicles"), _("Saved.")

    return form_page(
        request,
        VehicleForm(request.POST or None, initial=initial, drivers=drivers(by)),
        title=row.name,
        pretitle=_("Vehicles"),
        run=run,
        cancel_url=reverse("logistics:vehicles"),
    )


@guarded(ROUTE_PLAN)
@require_http_methods(["GET", "POST"])
def site_point(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say where a site is and when it receives."""
    by = actor_of(request)
    row: Site = access.fetch(by, ROUTE_PLAN, sites(by), uid=uid)
    known = site_points(by).filter(site=row).first()
    names = ("version", "latitude", "longitude", "opens", "closes")
    initial = {} if known is None else {name: getattr(known, name) for name in names}

    def run(data: dict[str, Any]) -> tuple[str, str]:
        set_site_point(row, by=by, **data)
        return reverse("inventory:site", args=[row.uid]), _("Saved.")

    return form_page(
        request,
        PointForm(request.POST or None, initial=initial),
        title=_("Where is it, and when does it receive?"),
        pretitle=row.name,
        run=run,
        cancel_url=reverse("inventory:site", args=[row.uid]),
    )


@guarded(ROUTE_PLAN)
@require_http_methods(["GET", "POST"])
def route_settings_page(request: HttpRequest) -> HttpResponse:
    """Change how routes are reckoned."""
    by = actor_of(request)
    row = route_settings(by.tenant_id)
    initial: dict[str, Any] = {name: getattr(row, name) for name in SETTINGS_FIELDS}
    initial |= {"version": row.version, "starts": row.starts_text}

    def run(data: dict[str, Any]) -> tuple[str, str]:
        starts = minutes_of(data.pop("starts")) or 0
        change_route_settings(by=by, version=data.pop("version"), starts_min=starts, **data)
        return reverse("logistics:vehicles"), _("Saved.")

    return form_page(
        request,
        RouteSettingsForm(request.POST or None, initial=initial),
        title=_("Settings of routes"),
        pretitle=_("Vehicles"),
        run=run,
        cancel_url=reverse("logistics:vehicles"),
    )
