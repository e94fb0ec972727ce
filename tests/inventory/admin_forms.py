"""What is typed into inventory's forms of the admin so that each write succeeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.common.actor import Actor
from apps.common.roles import Role
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
    UnitPhoto,
)
from tests.access import admin_forms
from tests.factories import make_user

if TYPE_CHECKING:
    from apps.accounts.models import User
    from tests.access.world import Place


def _by(place: Place) -> Actor:
    return Actor.job("factory", place.organisation.pk)


def _empty_site(place: Place, user: User) -> Site:
    return services.create_site(by=_by(place), name="Empty", type="warehouse", postal_address="Street 2")


def _empty_room(place: Place, user: User) -> Room:
    return services.create_room(by=_by(place), site=place.things["site"], name="Empty")


def _empty_node(place: Place, user: User) -> PowerNode:
    return services.create_power_node(by=_by(place), room=place.things["room"], name="Empty", limit_w=1000)


def _empty_rack(place: Place, user: User) -> Rack:
    return services.create_rack(by=_by(place), power_node=place.things["node"], name="Empty")


def _binding(place: Place) -> dict[str, Any]:
    user = make_user(place.organisation, Role.WAREHOUSE)
    return {"user": user.pk, "content_object": place.things["site"].pk}


def _reservation(place: Place) -> dict[str, Any]:
    return {
        "power_node": place.things["node"].pk,
        "phases": "abc",
        "power_w": "1000",
        "document": "ACT-7",
        "person": place.people[Role.MANAGER].pk,
        "until_0": "2099-01-01",
        "until_1": "12:00:00",
    }


_SITE = {"name": "South", "type": "data_centre", "postal_address": "Street 3", "time_zone": "UTC"}
_MODEL = {
    "kind": "miner",
    "manufacturer": "Acme",
    "model": "M9",
    "algorithm": "SHA-256",
    "hashrate_value": "100",
    "hashrate_unit": "th",
    "power_w": "3000",
}

admin_forms.register(Site, "add", _SITE)
admin_forms.register(Site, "change", {"note": "a gate on the left"})
admin_forms.register(Site, "delete", row=_empty_site)
admin_forms.register(Room, "delete", row=_empty_room)
admin_forms.register(PowerNode, "delete", row=_empty_node)
admin_forms.register(Rack, "delete", row=_empty_rack)
admin_forms.register(Shelf, "delete")
admin_forms.register(PowerReservation, "add", _reservation)
admin_forms.register(PowerReservation, "give_back", {"why": "the machines are not coming"})
admin_forms.register(EquipmentModel, "add", _MODEL)
admin_forms.register(EquipmentModel, "change", {"note": "loud"})
admin_forms.register(EquipmentModel, "load_delivered")
admin_forms.register(Unit, "change", {"note": "a scratch"})
admin_forms.register(UnitPhoto, "withdraw", {"why": "another unit"})
admin_forms.register(SiteUserBinding, "add", _binding)
admin_forms.register(SiteUserBinding, "delete")
