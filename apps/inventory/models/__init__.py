"""What we hold and where it stands: places, the model directory, units with their dated facts, bindings of staff."""

from apps.inventory.models.bindings import SiteUserBinding
from apps.inventory.models.directory import EquipmentModel
from apps.inventory.models.facts import UnitAddress, UnitOwnership, UnitPlacement, UnitSerial, UnitStatus
from apps.inventory.models.journal import UnitNote, UnitPhoto
from apps.inventory.models.places import PowerNode, Rack, Room, Shelf, Site
from apps.inventory.models.units import Unit

__all__ = [
    "EquipmentModel",
    "PowerNode",
    "Rack",
    "Room",
    "Shelf",
    "Site",
    "SiteUserBinding",
    "Unit",
    "UnitAddress",
    "UnitNote",
    "UnitOwnership",
    "UnitPhoto",
    "UnitPlacement",
    "UnitSerial",
    "UnitStatus",
]
