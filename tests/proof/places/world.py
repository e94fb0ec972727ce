"""The world of the proof of places: a data centre with nested power, a warehouse, a yard without addresses, people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.accounts.models import User
from apps.common.actor import Actor
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.models import Contract
from apps.inventory import services
from apps.inventory.enums import SiteType
from tests.crm.factories import make_client, make_contract
from tests.factories import actor_for, make_organisation, make_user
from tests.inventory.factories import make_model
from tests.proof.places.remembered import Plan
from tests.proof.places.remembered import Shelf as PlannedShelf

if TYPE_CHECKING:
    from apps.inventory.models import EquipmentModel, PowerNode, Shelf, Site

LIMITS_W: tuple[int | None, ...] = (20_000, 9_000, None, 8_000)
PARENTS: tuple[int | None, ...] = (None, 0, 0, 2)
POWERS_W = (3_500, 1_200, 3_250)


@dataclass(frozen=True)
class World:
    """What the calls are made with; places by the number they have in the oracle's plan."""

    organisation_id: int
    admin: Actor
    driver: Actor
    driver_user: User
    sites: list[Site]
    nodes: list[PowerNode]
    shelves: list[Shelf]
    models: list[EquipmentModel]
    contracts: list[Contract]
    plan: Plan


def make_world() -> World:
    """Make the world by the product's own services."""
    organisation = make_organisation("places")
    by = Actor.job("factory", organisation.pk)
    with scope(by):
        kinds = ((SiteType.DATA_CENTRE, True), (SiteType.WAREHOUSE, True), (SiteType.DATA_CENTRE, False))
        sites = [
            services.create_site(by=by, name=f"Site {n}", type=kind, postal_address="Street 1", address_storage=stored)
            for n, (kind, stored) in enumerate(kinds)
        ]
        room = services.create_room(by=by, site=sites[0], name="Hall")
        store = services.create_room(by=by, site=sites[1], name="Store")
        nodes: list[PowerNode] = []
        for number, (limit, parent) in enumerate(zip(LIMITS_W, PARENTS, strict=True)):
            above = None if parent is None else nodes[parent]
            nodes.append(
                services.create_power_node(by=by, room=room, name=f"Node {number}", limit_w=limit, parent=above)
            )
        made: list[tuple[Shelf, int | None]] = []
        for node, pattern, capacity in ((1, "A-{1..4}", 1), (2, "B-{1..2}", 2), (3, "C-{1..3}", 1), (0, "D-{1..2}", 1)):
            shelves = services.create_shelves(by=by, power_node=nodes[node], pattern=pattern, capacity=capacity)
            made += [(shelf, node) for shelf in shelves]
        made += [(s, None) for s in services.create_shelves(by=by, room=store, pattern="S-{1..3}", capacity=2)]
    clients = [make_client(organisation) for _number in range(2)]
    contracts = [make_contract(client) for client in clients]
    models = [make_model(organisation.pk, power_w) for power_w in POWERS_W]
    driver = make_user(organisation, Role.DRIVER)
    places = {site.pk: number for number, site in enumerate(sites)}
    with system_scope(SystemJob.MAINTENANCE):
        rows = list(Contract.objects.select_related("client", "legal_entity").order_by("pk"))
    plan = Plan(
        sites=tuple((s.name, s.is_data_centre, s.address_storage) for s in sites),
        shelves=tuple(PlannedShelf(places[s.site_id], node, s.capacity, s.label) for s, node in made),
        parents=PARENTS,
        clients=tuple(str(contract.client) for contract in rows),
        driver=driver.name,
    )
    return World(
        organisation_id=organisation.pk,
        admin=actor_for(make_user(organisation, Role.ADMIN)),
        driver=actor_for(driver),
        driver_user=driver,
        sites=sites,
        nodes=nodes,
        shelves=[shelf for shelf, _node in made],
        models=models,
        contracts=rows[: len(contracts)],
        plan=plan,
    )
