"""Factories of journeys for tests: two sites with their people, a driver, units, movements by the services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from apps.accounts.models import User
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.models import Contract
from apps.inventory.enums import SiteType
from apps.inventory.models import Unit
from apps.logistics.services import Plan, create_movement, pick_up
from tests.factories import actor_for, make_user
from tests.inventory.factories import bind, make_site, make_units, make_world

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from apps.inventory.models import Site
    from apps.logistics.models import Movement
    from tests.inventory.factories import World


@dataclass(frozen=True)
class Road:
    """A data centre and a warehouse with their people, a driver, a manager, and units stored at the warehouse."""

    world: World
    centre: Site
    warehouse: Site
    manager: Actor
    driver: Actor
    keeper: Actor
    technician: Actor
    units: list[Unit]

    @property
    def serials(self) -> list[str]:
        """The serial numbers of the units."""
        return [unit.serial for unit in self.units]

    def contract(self) -> Contract:
        """The contract of the units, with its parties."""
        with system_scope(SystemJob.MAINTENANCE):
            return Contract.objects.select_related("client", "legal_entity").get(pk=self.world.contract.pk)

    def states(self) -> list[str]:
        """The states of the units as they are now."""
        with system_scope(SystemJob.MAINTENANCE):
            found = dict(Unit.objects.in_bulk([unit.pk for unit in self.units]).items())
        return [found[unit.pk].state for unit in self.units]


def make_road(organisation: Organisation, how_many: int = 3) -> Road:
    """Make everything a journey needs."""
    world = make_world(organisation, how_many=1)
    warehouse = make_site(organisation, SiteType.WAREHOUSE)
    return Road(
        world=world,
        centre=world.site,
        warehouse=warehouse,
        manager=actor_for(make_user(organisation, Role.MANAGER)),
        driver=actor_for(make_user(organisation, Role.DRIVER)),
        keeper=bind(actor_for(make_user(organisation, Role.WAREHOUSE)), warehouse),
        technician=world.technician,
        units=make_units(world.contract, warehouse, how_many, model=world.model),
    )


def make_movement(road: Road, units: list[Unit] | None = None) -> Movement:
    """Plan a movement from the warehouse to the data centre for the driver."""
    with scope(road.manager) as by:
        return create_movement(
            by=by,
            plan=Plan(road.warehouse, road.centre, "To be installed", User.objects.get(pk=road.driver.person_id)),
            units=road.units if units is None else units,
        )


def load(road: Road, movement: Movement, serials: list[str] | None = None) -> Movement:
    """Let the driver pick up all units or these."""
    with scope(road.driver) as by:
        return pick_up(movement, by=by, key=uuid4(), serials=road.serials if serials is None else serials)
