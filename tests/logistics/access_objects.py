"""Real objects for logistics' addresses in the matrix of roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.common.actor import Actor
from apps.common.roles import Role
from apps.inventory.models import Site, Unit
from apps.inventory.services import bind_user_to_site, create_site
from apps.logistics.models import CustodyRecord, IntakeAct
from apps.logistics.services import IntakeEntry, register_intake
from tests.access import objects

if TYPE_CHECKING:
    from apps.accounts.models import User
    from tests.access.world import Place


@objects.completes
def give_an_act(place: Place) -> None:
    """Register an act of the place's client at its site."""
    contract = place.things["contract"]
    place.things["intake"] = register_intake(
        by=Actor.job("factory", place.organisation.pk),
        client=contract.client,
        contract=contract,
        site=place.things["site"],
        entries=[IntakeEntry(f"MATRIXACT{contract.pk:06}", place.things["model"])],
    )


def _act(place: Place, user: User) -> IntakeAct:
    act: IntakeAct = place.things["intake"]
    return act


def _site(place: Place, user: User) -> Site:
    site: Site = place.things["site"]
    return site


def _workplace(place: Place, user: User) -> Site:
    """Return the site a person works at: warehouse keepers at a warehouse, the others at the data centre."""
    if user.role != Role.WAREHOUSE:
        return _site(place, user)
    if "warehouse" not in place.things:
        by = Actor.job("factory", place.organisation.pk)
        name = f"Warehouse {place.name}"
        place.things["warehouse"] = create_site(by=by, name=name, type="warehouse", postal_address="Street 2")
        bind_user_to_site(by=by, user=place.people[Role.WAREHOUSE], site=place.things["warehouse"])
    warehouse: Site = place.things["warehouse"]
    return warehouse


def _unit(place: Place, user: User) -> Unit:
    unit: Unit = place.things["unit"]
    return unit


def _custody(place: Place, user: User) -> CustodyRecord:
    return CustodyRecord.objects.filter(unit=place.things["unit"]).latest("pk")


objects.register("logistics:intake*", uid=_act)
objects.register("logistics:workplace", uid=_workplace)
objects.register("logistics:place", uid=_site, unit_uid=_unit)
objects.register("logistics:take_off", uid=_site, unit_uid=_unit)
objects.register("logistics_api:intake-act*", uid=_act)
objects.register_model(IntakeAct, _act)
objects.register_model(CustodyRecord, _custody)
