"""Nouns of inventory: places with loads, units as they are and as they were, the model directory."""

from apps.inventory.selectors.bindings import bound_site_ids, staff_of_site
from apps.inventory.selectors.directory import equipment_models
from apps.inventory.selectors.equipment import EquipmentSummary, equipment_of_client
from apps.inventory.selectors.history import Moment, history_of, where_and_whose
from apps.inventory.selectors.loads import SiteLoads, loads_of_sites, node_loads, totals_of_sites
from apps.inventory.selectors.measured import Measured, SiteMeasured, measured_of_sites
from apps.inventory.selectors.past import load_at
from apps.inventory.selectors.places import power_nodes, racks, rooms, shelves, sites
from apps.inventory.selectors.reservations import held_now, reservations
from apps.inventory.selectors.suggestions import fitting_shelves
from apps.inventory.selectors.units import (
    find_units,
    named_unit,
    not_placed,
    units,
    units_at,
    units_by_mac,
    units_by_serial,
)

__all__ = [
    "EquipmentSummary",
    "Measured",
    "Moment",
    "SiteLoads",
    "SiteMeasured",
    "bound_site_ids",
    "equipment_models",
    "equipment_of_client",
    "find_units",
    "fitting_shelves",
    "held_now",
    "history_of",
    "load_at",
    "loads_of_sites",
    "measured_of_sites",
    "named_unit",
    "node_loads",
    "not_placed",
    "power_nodes",
    "racks",
    "reservations",
    "rooms",
    "shelves",
    "sites",
    "staff_of_site",
    "totals_of_sites",
    "units",
    "units_at",
    "units_by_mac",
    "units_by_serial",
    "where_and_whose",
]
