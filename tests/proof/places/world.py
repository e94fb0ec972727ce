"""The world of the proof of places: a data centre with nested power by phase, a warehouse, a yard, people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

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
from tests.proof.places import layout
from tests.proof.places.remembered import People

if TYPE_CHECKING:
    from apps.inventory.models import EquipmentModel, PowerNode, Rack, Room, Shelf, Site

POWERS_W: Final = (3_500, 1_200, 3_250)
THREE_PHASE: Final = (False, False, True)
LAYOUT: Final = layout.Layout(
    sites=(
        layout.Site("Site 0", is_centre=True, by_address=True, limit_w=16_000),
        layout.Site("Site 1", is_centre=False, by_address=True),
        layout.Site("Site 2", is_centre=True, by_address=False),
    ),
    rooms=(layout.Room("Hall", 0, 13_000), layout.Room("Annex", 0), layout.Room("Store", 1)),
    nodes=(
        layout.Node("Node 0", 0, None, limit_w=15_000, breaker_a=32),
        layout.Node("Node 1", 0, 0, limit_w=9_000),
        layout.Node("Node 2", 0, 0, breaker_a=25),
        layout.Node("Node 3", 1, 2, limit_w=8_000),
        layout.Node("Node 4", 1, 0, phases="b", breaker_a=25),
    ),
    racks=(layout.Rack("Rack 0", 3), layout.Rack("Rack 1", 1, "c")),
    shelves=(
        layout.Shelf("A-1", 0, 1),
        layout.Shelf("A-2", 0, 1),
        layout.Shelf("A-3", 0, 1, phase="a"),
        layout.Shelf("B-1", 0, 2, capacity=2),
        layout.Shelf("B-2", 0, 2, phase="b", capacity=2),
        layout.Shelf("C-1", 1, 3, 0, "a"),
        layout.Shelf("C-2", 1, 3, 0, "b"),
        layout.Shelf("C-3", 1, 3, 0),
        layout.Shelf("D-1", 0, 0),
        layout.Shelf("E-1", 0, 1, 1, capacity=2),
        layout.Shelf("F-1", 1, 4, capacity=2),
        layout.Shelf("U-1", 0, None),
        layout.Shelf("U-2", 0, None),
        layout.Shelf("S-1", 2, None, capacity=2),
        layout.Shelf("S-2", 2, None, capacity=2),
    ),
)
_TYPES: Final = (SiteType.DATA_CENTRE, SiteType.WAREHOUSE, SiteType.DATA_CENTRE)


@dataclass(frozen=True)
class World:
    """What the calls are made with; places by the number they have in the oracle's layout."""

    organisation_id: int
    admin: Actor
    driver: Actor
    driver_user: User
    sites: list[Site]
    rooms: list[Room]
    nodes: list[PowerNode]
    racks: list[Rack]
    shelves: list[Shelf]
    models: list[EquipmentModel]
    contracts: list[Contract]
    people: People


def make_world(name: str) -> World:
    """Make the world by the product's own services, in an organisation of its own."""
    organisation = make_organisation(name)
    by = Actor.job("factory", organisation.pk)
    with scope(by):
        sites = [
            services.create_site(
                by=by,
                name=row.name,
                type=kind,
                postal_address="Street 1",
                address_storage=row.by_address,
                limit_w=row.limit_w,
            )
            for row, kind in zip(LAYOUT.sites, _TYPES, strict=True)
        ]
        rooms = [
            services.create_room(by=by, site=sites[row.site], name=row.name, limit_w=row.limit_w)
            for row in LAYOUT.rooms
        ]
        nodes = _make_nodes(by, rooms)
        racks = [
            services.create_rack(by=by, power_node=nodes[row.node], name=row.name, phase=row.phase)
            for row in LAYOUT.racks
        ]
        shelves = [_make_shelf(by, row, rooms, nodes, racks) for row in LAYOUT.shelves]
    clients = [make_client(organisation) for _number in range(2)]
    contracts = [make_contract(client) for client in clients]
    models = [
        make_model(organisation.pk, power_w, three_phase=needed)
        for power_w, needed in zip(POWERS_W, THREE_PHASE, strict=True)
    ]
    driver = make_user(organisation, Role.DRIVER)
    with system_scope(SystemJob.MAINTENANCE):
        mine = Contract.objects.filter(pk__in=[contract.pk for contract in contracts])
        rows = list(mine.select_related("client", "legal_entity").order_by("pk"))
    return World(
        organisation_id=organisation.pk,
        admin=actor_for(make_user(organisation, Role.ADMIN)),
        driver=actor_for(driver),
        driver_user=driver,
        sites=sites,
        rooms=rooms,
        nodes=nodes,
        racks=racks,
        shelves=shelves,
        models=models,
        contracts=rows,
        people=People(tuple(str(contract.client) for contract in rows), driver.name),
    )


def _make_nodes(by: Actor, rooms: list[Room]) -> list[PowerNode]:
    """Make the power nodes, those above first."""
    nodes: list[PowerNode] = []
    for row in LAYOUT.nodes:
        nodes.append(
            services.create_power_node(
                by=by,
                room=rooms[row.room],
                name=row.name,
                limit_w=row.limit_w,
                parent=None if row.parent is None else nodes[row.parent],
                phases=row.phases,
                breaker_a=row.breaker_a,
            )
        )
    return nodes


def _make_shelf(by: Actor, row: layout.Shelf, rooms: list[Room], nodes: list[PowerNode], racks: list[Rack]) -> Shelf:
    """Make one shelf in its rack, under its node or in its room."""
    rack = None if row.rack is None else racks[row.rack]
    node = None if row.node is None or rack is not None else nodes[row.node]
    room = rooms[row.room] if row.node is None else None
    made = services.create_shelves(
        by=by, rack=rack, power_node=node, room=room, pattern=row.label, phase=row.phase, capacity=row.capacity
    )
    return made[0]
