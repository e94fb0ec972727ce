"""Factories of places and units for tests of every app, made by inventory's own services."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from apps.accounts.models import User
from apps.common.actor import Actor
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory import services
from apps.inventory.enums import SiteType
from apps.inventory.models import PowerNode, Room, Shelf, Site, Unit
from tests.crm.factories import make_client, make_contract
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.crm.models import Client, Contract
    from apps.inventory.models import EquipmentModel

_numbers = count(1)


def factory(organisation_id: int) -> Actor:
    """Return the job that makes rows for tests."""
    return Actor.job("factory", organisation_id)


def make_site(organisation: Organisation, type: SiteType = SiteType.DATA_CENTRE, **values: Any) -> Site:  # noqa: A002 - the field's name
    """Make a site with address storage."""
    by = factory(organisation.pk)
    with scope(by):
        return services.create_site(
            by=by, **({"name": f"Site {next(_numbers)}", "type": type, "postal_address": "Street 1"} | values)
        )


def make_node(site: Site, *, limit_w: int | None = 140_000, room: Room | None = None, **values: Any) -> PowerNode:
    """Make a power node, in a new room unless one is given."""
    by = factory(site.organisation_id)
    with scope(by):
        home = room or services.create_room(by=by, site=site, name=f"Room {next(_numbers)}")
        return services.create_power_node(
            by=by, room=home, limit_w=limit_w, **({"name": f"Node {next(_numbers)}"} | values)
        )


def make_shelves(node: PowerNode, pattern: str = "A-{1..4}", **values: Any) -> list[Shelf]:
    """Make shelves directly under a node."""
    by = factory(node.organisation_id)
    with scope(by):
        return services.create_shelves(by=by, power_node=node, pattern=pattern, **values)


def make_store(site: Site, pattern: str = "S-{1..4}", **values: Any) -> list[Shelf]:
    """Make shelves without power, in a new room."""
    by = factory(site.organisation_id)
    with scope(by):
        room = services.create_room(by=by, site=site, name=f"Store {next(_numbers)}")
        return services.create_shelves(by=by, room=room, pattern=pattern, **values)


def make_model(organisation_id: int, power_w: int = 3500, **values: Any) -> EquipmentModel:
    """Make a miner of a made-up make."""
    by = factory(organisation_id)
    with scope(by):
        return services.create_model(
            by=by,
            **(
                {
                    "manufacturer": "Acme",
                    "model": f"X{next(_numbers)}",
                    "algorithm": "SHA-256",
                    "hashrate_value": 100,
                    "hashrate_unit": "th",
                    "power_w": power_w,
                }
                | values
            ),
        )


def make_units(
    contract: Contract, site: Site, how_many: int = 1, *, model: EquipmentModel | None = None, **values: Any
) -> list[Unit]:
    """Register units of one contract at a site: stored, not placed."""
    chosen = model or make_model(site.organisation_id)
    by = factory(contract.organisation_id)
    with scope(by):
        return services.register_units(
            by=by,
            client=contract.client,
            contract=contract,
            site=site,
            lines=[services.NewUnit(f"SN{next(_numbers):08}", chosen, **values) for _ in range(how_many)],
            document="ACT-1",
        )


def bind(actor: Actor, site: Site) -> Actor:
    """Bind a member of staff to a site; return the actor as the policy sees it then."""
    by = factory(site.organisation_id)
    with scope(by):
        services.bind_user_to_site(by=by, user=User.objects.get(pk=actor.person_id), site=site)
    with system_scope(SystemJob.MAINTENANCE):
        user = User.objects.get(pk=actor.person_id)
    return actor_for(user)


def place(unit: Unit, shelf: Shelf) -> Unit:
    """Put a unit on a shelf."""
    by = factory(unit.organisation_id)
    with scope(by):
        return services.place_unit(by=by, unit=unit, shelf=shelf)


@dataclass(frozen=True)
class World:
    """A data centre with one limited node and shelves, a client with a contract, units and bound staff."""

    organisation: Organisation
    site: Site
    node: PowerNode
    shelves: list[Shelf]
    client: Client
    contract: Contract
    model: EquipmentModel
    units: list[Unit]
    technician: Actor
    admin: Actor


def make_world(
    organisation: Organisation, *, limit_w: int | None = 10_000, power_w: int = 3500, how_many: int = 4
) -> World:
    """Make a small world in which some of the units fit under the limit."""
    site = make_site(organisation)
    node = make_node(site, limit_w=limit_w)
    shelves = make_shelves(node, f"A-{{1..{how_many}}}")
    client = make_client(organisation)
    contract = make_contract(client)
    model = make_model(organisation.pk, power_w)
    return World(
        organisation=organisation,
        site=site,
        node=node,
        shelves=shelves,
        client=client,
        contract=contract,
        model=model,
        units=make_units(contract, site, how_many, model=model),
        technician=bind(actor_for(make_user(organisation, Role.TECHNICIAN)), site),
        admin=actor_for(make_user(organisation, Role.ADMIN)),
    )
