"""Real objects for logistics' addresses in the matrix of roles."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import uuid4

from apps.common.actor import Actor
from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm.models import Contract
from apps.inventory.models import Site, Unit
from apps.inventory.services import bind_user_to_site, create_site
from apps.logistics.enums import ClaimKind
from apps.logistics.models import (
    Attachment,
    Claim,
    CustodyRecord,
    IntakeAct,
    Movement,
    ReturnAct,
    Route,
    RouteJob,
    RouteSettings,
    SitePoint,
    Vehicle,
)
from apps.logistics.services import (
    Day,
    Discrepancy,
    IntakeEntry,
    Plan,
    accept_movement,
    change_route_settings,
    create_movement,
    create_vehicle,
    pick_up,
    plan_route,
    register_intake,
    register_return,
    set_site_point,
)
from tests.access import objects
from tests.factories import actor_for
from tests.pictures import picture

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


@objects.completes
def give_a_warehouse(place: Place) -> None:
    """Give the warehouse keeper a warehouse to work at."""
    by = Actor.job("factory", place.organisation.pk)
    name = f"Warehouse {place.name}"
    place.things["warehouse"] = create_site(by=by, name=name, type="warehouse", postal_address="Street 2")
    bind_user_to_site(by=by, user=place.people[Role.WAREHOUSE], site=place.things["warehouse"])


def _act(place: Place, user: User) -> IntakeAct:
    act: IntakeAct = place.things["intake"]
    return act


def _site(place: Place, user: User) -> Site:
    site: Site = place.things["site"]
    return site


def _workplace(place: Place, user: User) -> Site:
    """Return the site a person works at: warehouse keepers at a warehouse, the others at the data centre."""
    site: Site = place.things["warehouse" if user.role == Role.WAREHOUSE else "site"]
    return site


def _unit(place: Place, user: User) -> Unit:
    unit: Unit = place.things["unit"]
    return unit


def _csv(place: Place, user: User) -> str:
    """Return the ending of a file."""
    return "csv"


def _pdf(place: Place, user: User) -> str:
    """Return the ending of a file."""
    return "pdf"


def _custody(place: Place, user: User) -> CustodyRecord:
    return CustodyRecord.objects.filter(unit=place.things["unit"]).latest("pk")


def _movement(place: Place, user: User) -> Movement:
    """Return a movement that waits, of the place's driver, from its warehouse to its data centre."""
    if "movement" not in place.things:
        place.things["movement"] = _planned(place)
    movement: Movement = place.things["movement"]
    return movement


def _planned(place: Place, *, back: bool = False) -> Movement:
    """Plan a movement of a unit of its own, from the warehouse to the data centre or back."""
    by = Actor.job("factory", place.organisation.pk)
    ends = [_workplace(place, place.people[Role.WAREHOUSE]), _site(place, place.people[Role.ADMIN])]
    start, end = reversed(ends) if back else ends
    contract = Contract.objects.select_related("client", "legal_entity").get(pk=place.things["contract"].pk)
    serial = f"MATRIXMOVE{contract.pk:06}{Movement.objects.count():03}"
    register_intake(
        by=by,
        client=contract.client,
        contract=contract,
        site=start,
        entries=[IntakeEntry(serial, place.things["model"])],
    )
    plan = Plan(start, end, "matrix", place.people[Role.DRIVER])
    return create_movement(by=by, plan=plan, units=[Unit.objects.get(serial=serial)])


def _on_the_way(place: Place, user: User) -> Movement:
    """Return a movement that its driver has picked up, to the site where the person works."""
    movement = _planned(place, back=user.role == Role.WAREHOUSE)
    with scope(actor_for(place.people[Role.DRIVER])) as by:
        return pick_up(movement, by=by, key=uuid4(), serials=[line.serial for line in movement.lines.all()])


def _return(place: Place, user: User) -> ReturnAct:
    """Return an act with a unit that waits at the person's workplace."""
    by = Actor.job("factory", place.organisation.pk)
    contract = Contract.objects.select_related("client", "legal_entity").get(pk=place.things["contract"].pk)
    serial = f"MATRIXBACK{contract.pk:06}{ReturnAct.objects.count():03}"
    register_intake(
        by=by,
        client=contract.client,
        contract=contract,
        site=_workplace(place, user),
        entries=[IntakeEntry(serial, place.things["model"])],
    )
    return register_return(by=by, contract=contract, units=[Unit.objects.get(serial=serial)])


def _claim(place: Place, user: User) -> Claim:
    """Return a claim of the place's driver and sites, with a photo."""
    if "claim" not in place.things:
        movement = _on_the_way(place, place.people[Role.TECHNICIAN])
        seen = Discrepancy(ClaimKind.DAMAGED, serial=movement.lines.get().serial, photos=(picture(),))
        with scope(actor_for(place.people[Role.TECHNICIAN])) as by:
            accept_movement(movement, by=by, key=uuid4(), serials=[movement.lines.get().serial], discrepancies=[seen])
        place.things["claim"] = Claim.objects.get(movement=movement)
    claim: Claim = place.things["claim"]
    return claim


def _photo(place: Place, user: User) -> Attachment:
    return Attachment.objects.filter(claim=_claim(place, user)).earliest("pk")


def _route(place: Place, user: User) -> Route:
    """Return the planned day of the place's driver."""
    if "route" not in place.things:
        movement = _movement(place, user)
        by = Actor.job("factory", place.organisation.pk)
        set_site_point(_site(place, user), by=by, latitude=Decimal("56.3"), longitude=Decimal("39.4"))
        place.things["vehicle"] = create_vehicle(by=by, name=f"Van {place.name}", most_units=20)
        day = Day(place.people[Role.DRIVER], movement.planned_on, place.things["vehicle"])
        place.things["route"] = plan_route(day, by=by)
    route: Route = place.things["route"]
    return route


def _job(place: Place, user: User) -> RouteJob:
    return RouteJob.objects.filter(route=_route(place, user)).earliest("position")


def _vehicle(place: Place, user: User) -> Vehicle:
    _route(place, user)
    vehicle: Vehicle = place.things["vehicle"]
    return vehicle


def _point(place: Place, user: User) -> SitePoint:
    _route(place, user)
    return SitePoint.objects.get(site=_site(place, user))


def _route_settings(place: Place, user: User) -> RouteSettings:
    by = Actor.job("factory", place.organisation.pk)
    known = RouteSettings.objects.filter(organisation=place.organisation).first()
    return known or change_route_settings(by=by, version=1, speed_kmh=50)


objects.register("logistics:intake*", uid=_act)
objects.register("logistics:route*", uid=_route)
objects.register("logistics:route_job*", uid=_job)
objects.register("logistics:vehicle*", uid=_vehicle)
objects.register("logistics:site_point", uid=_site)
objects.register("logistics_api:route*", uid=_route)
objects.register("logistics_api:vehicle*", uid=_vehicle)
objects.register("logistics_api:site-point*", uid=_point)
objects.register_model(Route, _route)
objects.register_model(Vehicle, _vehicle)
objects.register_model(SitePoint, _point)
objects.register_model(RouteSettings, _route_settings)
objects.register("logistics:movement*", uid=_movement)
objects.register("logistics:receive", uid=_on_the_way)
objects.register("logistics:return*", uid=_return)
objects.register("logistics:claim*", uid=_claim)
objects.register("logistics:attachment", uid=_photo)
objects.register("logistics:task*", uid=_movement)
objects.register("logistics:mini_task*", uid=_movement)
objects.register("logistics:hand_over", uid=_workplace, act_uid=_return)
objects.register("logistics_api:movement*", uid=_movement)
objects.register("logistics_api:return-act*", uid=_return)
objects.register("logistics_api:claim*", uid=_claim)
objects.register("logistics:intake_paper", uid=_act, form=_pdf)
objects.register("logistics:movement_paper", uid=_movement, form=_pdf)
objects.register("logistics:return_paper", uid=_return, form=_pdf)
objects.register("logistics:custody*", uid=_unit, form=_csv)
objects.register("logistics_api:picture*", uid=_photo)
objects.register("logistics_api:custody*", uid=_custody)
objects.register_model(Movement, _movement)
objects.register_model(ReturnAct, _return)
objects.register_model(Claim, _claim)
objects.register("logistics:workplace", uid=_workplace)
objects.register("logistics:place", uid=_site, unit_uid=_unit)
objects.register("logistics:take_off", uid=_site, unit_uid=_unit)
objects.register("logistics_api:intake-act*", uid=_act)
objects.register_model(IntakeAct, _act)
objects.register_model(CustodyRecord, _custody)
