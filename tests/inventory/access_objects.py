"""Real objects for inventory's addresses in the matrix of roles."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from apps.common.actor import Actor
from apps.common.clock import now
from apps.common.roles import SITE_BOUND_ROLES, Role
from apps.inventory import services
from apps.inventory.models import (
    EquipmentModel,
    PowerNode,
    PowerReservation,
    Rack,
    Room,
    Shelf,
    Site,
    SiteUserBinding,
    Unit,
    UnitNote,
    UnitPhoto,
)
from tests.access import objects
from tests.crm.factories import make_contract
from tests.pictures import picture

if TYPE_CHECKING:
    from apps.accounts.models import User
    from tests.access.world import Place


def _by(place: Place) -> Actor:
    """Return the job that makes rows of a place."""
    return Actor.job("factory", place.organisation.pk)


@objects.completes
def give_places(place: Place) -> None:
    """Make a data centre with a fed rack and two units of the place's client, and bind the staff to it."""
    by = _by(place)
    contract = place.things["contract"] = make_contract(place.things["client"])
    site = services.create_site(by=by, name=f"Matrix {contract.pk}", type="data_centre", postal_address="Street 1")
    room = services.create_room(by=by, site=site, name="Hall")
    node = services.create_power_node(by=by, room=room, name="Node", limit_w=100_000)
    rack = services.create_rack(by=by, power_node=node, name="Rack")
    shelves = services.create_shelves(by=by, rack=rack, pattern="M-{1..3}")
    model = services.create_model(
        by=by,
        manufacturer="Acme",
        model=f"M{contract.pk}",
        algorithm="SHA-256",
        hashrate_value=100,
        hashrate_unit="th",
        power_w=3000,
    )
    units = services.register_units(
        by=by,
        client=contract.client,
        contract=contract,
        site=site,
        lines=[services.NewUnit(f"MATRIX{contract.pk:06}{number}", model) for number in range(2)],
        document="ACT",
    )
    services.place_unit(by=by, unit=units[0], shelf=shelves[0])
    for role in SITE_BOUND_ROLES:
        services.bind_user_to_site(by=by, user=place.people[role], site=site)
    reservation = services.reserve_power(
        by=by,
        power_node=node,
        document="ACT-NEXT",
        until=now() + timedelta(days=30),
        power_w=9000,
        person=place.people[Role.MANAGER],
    )
    place.things |= {
        "reservation": reservation,
        "site": site, "room": room, "node": node, "rack": rack, "shelf": shelves[2], "model": model, "unit": units[0],
    }  # fmt: skip


def _thing(name: str) -> objects.Maker:
    """Return a maker that gives the place's own object."""

    def make(place: Place, user: User) -> Any:
        return place.things[name]

    return make


def _binding(place: Place, user: User) -> SiteUserBinding:
    """Return one of the place's bindings."""
    return SiteUserBinding.objects.filter(content_object=place.things["site"]).order_by("pk").first()  # type: ignore[return-value]


def _photo(place: Place, user: User) -> UnitPhoto:
    """Return a photo of the place's unit."""
    return services.add_photos(by=_by(place), unit=place.things["unit"], photos=[picture()])[0]


def _note(place: Place, user: User) -> UnitNote:
    """Return a note on the place's unit."""
    return services.add_note(by=_by(place), unit=place.things["unit"], text="a note")


def _kind(place: Place, user: User) -> str:
    """Return the kind of the place in the address."""
    return "room"


objects.register("inventory:site*", uid=_thing("site"))
objects.register("inventory:room_new", uid=_thing("site"))
objects.register("inventory:room_edit", uid=_thing("room"))
objects.register("inventory:node_new", uid=_thing("room"))
objects.register("inventory:node_edit", uid=_thing("node"))
objects.register("inventory:rack_new", uid=_thing("node"))
objects.register("inventory:rack_edit", uid=_thing("rack"))
objects.register("inventory:shelf", uid=_thing("shelf"))
objects.register("inventory:rack_move", uid=_thing("rack"))
objects.register("inventory:plan_room", uid=_thing("room"))
objects.register("inventory:plan_rack", uid=_thing("rack"))
objects.register("inventory:node", uid=_thing("node"))
objects.register("inventory:shelves_move", uid=_thing("site"))
objects.register("inventory:reservation_new", uid=_thing("node"))
objects.register("inventory:reservation_release", uid=_thing("reservation"))
objects.register("inventory:reservation_prolong", uid=_thing("reservation"))
objects.register("inventory_api:rack*", uid=_thing("rack"))
objects.register("inventory_api:reservation*", uid=_thing("reservation"))
objects.register("inventory:shelf_edit", uid=_thing("shelf"))
objects.register("inventory:shelves", uid=_thing("room"), kind=_kind)
objects.register("inventory:shelves_new", uid=_thing("room"), kind=_kind)
objects.register("inventory:place_delete", uid=_thing("room"), kind=_kind)
objects.register("inventory:model_*", uid=_thing("model"))
objects.register("inventory:unit*", uid=_thing("unit"))
objects.register("inventory_api:site*", uid=_thing("site"))
objects.register("inventory_api:room*", uid=_thing("room"))
objects.register("inventory_api:power-node*", uid=_thing("node"))
objects.register("inventory_api:shelf*", uid=_thing("shelf"))
objects.register("inventory_api:model*", uid=_thing("model"))
objects.register("inventory_api:unit*", uid=_thing("unit"))
objects.register("inventory:photo*", uid=_photo)
objects.register("inventory_api:photo*", uid=_photo)
objects.register("inventory_api:note*", uid=_note)
objects.register_model(Site, _thing("site"))
objects.register_model(Room, _thing("room"))
objects.register_model(PowerNode, _thing("node"))
objects.register_model(Rack, _thing("rack"))
objects.register_model(PowerReservation, _thing("reservation"))
objects.register_model(Shelf, _thing("shelf"))
objects.register_model(EquipmentModel, _thing("model"))
objects.register_model(Unit, _thing("unit"))
objects.register_model(SiteUserBinding, _binding)
objects.register_model(UnitPhoto, _photo)
objects.register_model(UnitNote, _note)
