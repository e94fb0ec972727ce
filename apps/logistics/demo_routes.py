"""Demonstration data of routes: where the sites are, two vehicles, today's route of the driver."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from apps.accounts.models import User
from apps.common import clock
from apps.common.roles import Role
from apps.common.scope import scope
from apps.inventory.models import Site
from apps.logistics.services import Day, create_vehicle, plan_route, set_site_point
from apps.logistics.services.routes import open_movements

if TYPE_CHECKING:
    from apps.common.demo import DemoContext

_POINTS: Final = {
    "data_centre": ("56.302600", "39.386400", time(8), time(20)),
    "warehouse": ("56.129100", "40.406600", time(7), time(21)),
    "service_centre": ("56.143500", "40.362800", time(9), time(18)),
}


def load(context: DemoContext) -> None:
    """Tell routes of the first company where its sites are, and plan the driver's day."""
    for company in context.organisations:
        if not company.is_main:
            continue
        with scope(company.actors[Role.MANAGER]) as by:
            sites = {site.type: site for site in Site.objects.order_by("-pk")}
            for kind, (latitude, longitude, opens, closes) in _POINTS.items():
                set_site_point(
                    sites[kind],
                    by=by,
                    latitude=Decimal(latitude),
                    longitude=Decimal(longitude),
                    opens=opens,
                    closes=closes,
                )
            driver = User.objects.get(pk=company.actors[Role.DRIVER].person_id)
            truck = create_vehicle(
                by=by, name="ГАЗон NEXT", plate="А 417 ОР 33", most_units=90, payload_kg=4600, driver=driver
            )
            create_vehicle(by=by, name="Газель", plate="М 208 КВ 33", most_units=24, payload_kg=1400)
            today = clock.day_in(driver.time_zone)
            if open_movements(driver.pk, today):
                plan_route(Day(driver, today, truck, sites["warehouse"]), by=by)
