"""Verbs of inventory."""

from apps.inventory.services.addresses import change_serial, set_network_identity
from apps.inventory.services.bindings import bind_user_to_site, unbind_user_from_site
from apps.inventory.services.bulk import BulkResult, assign_units, change_states, fill_shelves, take_off_units
from apps.inventory.services.delivery import Delivery, load_directory
from apps.inventory.services.directory import change_model, create_model
from apps.inventory.services.journal import add_note, add_photos, withdraw_photo
from apps.inventory.services.journeys import Leg, travel
from apps.inventory.services.lifecycle import change_state
from apps.inventory.services.moves import move_rack, move_shelves
from apps.inventory.services.placement import PlaceResult, place_unit, place_units, take_off
from apps.inventory.services.places import (
    change_room,
    change_site,
    create_room,
    create_site,
    delete_room,
    delete_site,
)
from apps.inventory.services.power import (
    NODE_FIELDS,
    change_power_node,
    change_rack,
    create_power_node,
    create_rack,
    delete_power_node,
    delete_rack,
)
from apps.inventory.services.registration import (
    NewUnit,
    UnitDetails,
    expect_units,
    register_units,
    withdraw_units,
)
from apps.inventory.services.reservations import (
    lapse_reservations,
    prolong_reservation,
    release_power,
    reserve_power,
)
from apps.inventory.services.shelves import change_shelf, create_shelves, delete_shelf
from apps.inventory.services.units import change_unit, override_power, transfer_ownership

__all__ = [
    "NODE_FIELDS",
    "BulkResult",
    "Delivery",
    "Leg",
    "NewUnit",
    "PlaceResult",
    "UnitDetails",
    "add_note",
    "add_photos",
    "assign_units",
    "bind_user_to_site",
    "change_model",
    "change_power_node",
    "change_rack",
    "change_room",
    "change_serial",
    "change_shelf",
    "change_site",
    "change_state",
    "change_states",
    "change_unit",
    "create_model",
    "create_power_node",
    "create_rack",
    "create_room",
    "create_shelves",
    "create_site",
    "delete_power_node",
    "delete_rack",
    "delete_room",
    "delete_shelf",
    "delete_site",
    "expect_units",
    "fill_shelves",
    "lapse_reservations",
    "load_directory",
    "move_rack",
    "move_shelves",
    "override_power",
    "place_unit",
    "place_units",
    "prolong_reservation",
    "register_units",
    "release_power",
    "reserve_power",
    "set_network_identity",
    "take_off",
    "take_off_units",
    "transfer_ownership",
    "travel",
    "unbind_user_from_site",
    "withdraw_photo",
    "withdraw_units",
]
