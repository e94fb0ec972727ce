"""A service centre with staff, units, parts and works, made by the services."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from apps.common.actor import Actor
from apps.common.roles import Role
from apps.common.scope import scope
from apps.inventory.enums import SiteType
from apps.inventory.service_centre import services
from apps.inventory.service_centre.enums import Complaint, Finding, OrderState, PartKind
from apps.inventory.service_centre.services import Bin, Found
from tests.crm.factories import make_client, make_contract
from tests.factories import actor_for, make_user
from tests.inventory.factories import bind, factory, make_model, make_site, make_units

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.crm.models import Client
    from apps.inventory.models import EquipmentModel, Site, Unit
    from apps.inventory.service_centre.models import Part, RepairOrder, ServiceWork

_numbers = count(1)


@dataclass(frozen=True)
class Workshop:
    """A service centre, a warehouse, a client's units in the service centre, parts in bin A, a work, the people."""

    organisation: Organisation
    site: Site
    store: Site
    client: Client
    model: EquipmentModel
    units: list[Unit]
    fan: Part
    board: Part
    work: ServiceWork
    technician: Actor
    warehouse: Actor
    manager: Actor
    admin: Actor

    @property
    def bin(self) -> Bin:
        """Where the parts lie."""
        return Bin(self.site, "A")


def make_part(organisation_id: int, **values: Any) -> Part:
    """Add a spare part."""
    by = factory(organisation_id)
    with scope(by):
        return services.create_part(
            by=by, **({"article": f"P-{next(_numbers)}", "name": "Fan 12038", "kind": PartKind.FAN} | values)
        )


def make_work(organisation_id: int, **values: Any) -> ServiceWork:
    """Add a work."""
    by = factory(organisation_id)
    with scope(by):
        return services.create_work(
            by=by, **({"code": f"W-{next(_numbers)}", "name": "Replace a fan", "price": 1500, "minutes": 30} | values)
        )


def stock(part: Part, place: Bin, quantity: int = 5, price: Decimal | int = 100, serials: tuple[str, ...] = ()) -> None:
    """Receive parts into a bin."""
    by = factory(part.organisation_id)
    with scope(by):
        services.receive_part(
            part, by=by, to=place, quantity=Decimal(quantity), price=Decimal(price), document="INV-1", serials=serials
        )


def make_workshop(organisation: Organisation, *, how_many: int = 2) -> Workshop:
    """Make the world of these tests."""
    site, store = make_site(organisation, SiteType.SERVICE_CENTRE), make_site(organisation, SiteType.WAREHOUSE)
    client = make_client(organisation)
    model = make_model(organisation.pk)
    fan = make_part(organisation.pk, price=400, minimum=2)
    board = make_part(organisation.pk, name="Hash board", kind=PartKind.HASHBOARD, is_serial=True, price=20_000)
    stock(fan, Bin(site, "A"), 5)
    stock(board, Bin(site, "A"), 2, 12_000, ("HB-0001", "HB-0002"))
    warehouse = bind(bind(actor_for(make_user(organisation, Role.WAREHOUSE)), site), store)
    return Workshop(
        organisation=organisation,
        site=site,
        store=store,
        client=client,
        model=model,
        units=make_units(make_contract(client), site, how_many, model=model),
        fan=fan,
        board=board,
        work=make_work(organisation.pk),
        technician=bind(actor_for(make_user(organisation, Role.TECHNICIAN)), site),
        warehouse=warehouse,
        manager=actor_for(make_user(organisation, Role.MANAGER)),
        admin=actor_for(make_user(organisation, Role.ADMIN)),
    )


def make_order(
    workshop: Workshop, number: int = 0, state: OrderState = OrderState.OPENED, **values: Any
) -> RepairOrder:
    """Open an order for a unit and lead it into a state; the host pays, so that nothing needs an approval."""
    with scope(workshop.admin) as by:
        order = services.open_order(
            workshop.units[number], by=by, **({"complaint_code": Complaint.LOW_HASHRATE} | values)
        )
        order = services.change_order(order, by=by, version=order.version, payer="host")
        for step in _ROUTES[state]:
            order = step(order, by)
    return order


def _diagnose(order: RepairOrder, by: Actor) -> RepairOrder:
    return services.diagnose(order, by=by, findings=[Found(Finding.FAN, 1)])


def _ask(order: RepairOrder, by: Actor) -> RepairOrder:
    return services.ask_approval(order, by=by, total=Decimal(100))


_WORK = (_diagnose, lambda order, by: services.start_work(order, by=by))
_ROUTES: dict[OrderState, tuple[Any, ...]] = {
    OrderState.OPENED: (),
    OrderState.DIAGNOSED: (_diagnose,),
    OrderState.WAITING_PARTS: (_diagnose, lambda order, by: services.wait_for_parts(order, by=by)),
    OrderState.WAITING_APPROVAL: (_diagnose, _ask),
    OrderState.IN_WORK: _WORK,
    OrderState.TESTING: (*_WORK, lambda order, by: services.put_on_test(order, by=by)),
    OrderState.DONE: (
        *_WORK,
        lambda order, by: services.put_on_test(order, by=by),
        lambda order, by: services.finish_order(order, by=by),
    ),
    OrderState.SCRAPPED: (_diagnose, lambda order, by: services.scrap_unit(order, by=by, why="burnt")),
    OrderState.CANCELLED: (lambda order, by: services.cancel_order(order, by=by, why="taken back"),),
}
