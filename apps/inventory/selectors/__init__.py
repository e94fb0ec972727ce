"""Nouns of inventory: places with loads, units as they are and as they were, the model directory."""

from apps.inventory.selectors.bindings import bound_site_ids, staff_of_site
from apps.inventory.selectors.directory import equipment_models
from apps.inventory.selectors.equipment import EquipmentSummary, equipment_of_client
from apps.inventory.selectors.history import Moment, history_of, where_and_whose
from apps.inventory.selectors.loads import SiteLoads, loads_of_sites, node_loads
from apps.inventory.selectors.places import power_nodes, racks, rooms, shelves, sites
from apps.inventory.selectors.suggestions import fitting_shelves
from apps.inventory.selectors.units import find_units, named_unit, not_placed, units, units_by_mac, units_by_serial

__all__ = [
    "EquipmentSummary",
    "Moment",
    "SiteLoads",
    "bound_site_ids",
    "equipment_models",
    "equipment_of_client",
    "find_units",
    "fitting_shelves",
    "history_of",
    "loads_of_sites",
    "named_unit",
    "node_loads",
    "not_placed",
    "power_nodes",
    "racks",
    "rooms",
    "shelves",
    "sites",
    "staff_of_site",
    "units",
    "units_by_mac",
    "units_by_serial",
    "where_and_whose",
]
