"""What we hold and where it stands: places, the model directory, units with their dated facts, bindings of staff."""

from apps.inventory.models.bindings import SiteUserBinding
from apps.inventory.models.directory import EquipmentModel
from apps.inventory.models.facts import UnitAddress, UnitOwnership, UnitPlacement, UnitSerial, UnitStatus
from apps.inventory.models.journal import UnitNote, UnitPhoto
from apps.inventory.models.places import PowerNode, Rack, Room, Shelf, Site
from apps.inventory.models.power import PowerReservation, ReservedUnit, UnitLoad
from apps.inventory.models.units import Unit
from apps.inventory.service_centre.models import (
    Component,
    ComponentPlacement,
    Part,
    PartFit,
    PartStock,
    RepairAssessment,
    RepairFinding,
    RepairOrder,
    RepairPart,
    RepairPhoto,
    RepairStep,
    RepairWork,
    ServiceSettings,
    ServiceWork,
    StockCount,
    StockCountLine,
    StockMovement,
)

__all__ = [
    "Component",
    "ComponentPlacement",
    "EquipmentModel",
    "Part",
    "PartFit",
    "PartStock",
    "PowerNode",
    "PowerReservation",
    "Rack",
    "RepairAssessment",
    "RepairFinding",
    "RepairOrder",
    "RepairPart",
    "RepairPhoto",
    "RepairStep",
    "RepairWork",
    "ReservedUnit",
    "Room",
    "ServiceSettings",
    "ServiceWork",
    "Shelf",
    "Site",
    "SiteUserBinding",
    "StockCount",
    "StockCountLine",
    "StockMovement",
    "Unit",
    "UnitAddress",
    "UnitLoad",
    "UnitNote",
    "UnitOwnership",
    "UnitPhoto",
    "UnitPlacement",
    "UnitSerial",
    "UnitStatus",
]
