"""Rows of the service centre."""

from apps.inventory.service_centre.models.components import Component, ComponentPlacement
from apps.inventory.service_centre.models.counts import StockCount, StockCountLine
from apps.inventory.service_centre.models.lines import RepairAssessment, RepairFinding, RepairPart, RepairWork
from apps.inventory.service_centre.models.orders import RepairOrder, RepairPhoto, RepairStep
from apps.inventory.service_centre.models.parts import Part, PartFit, ServiceWork
from apps.inventory.service_centre.models.settings import ServiceSettings
from apps.inventory.service_centre.models.stock import PartStock, StockMovement

__all__ = [
    "Component",
    "ComponentPlacement",
    "Part",
    "PartFit",
    "PartStock",
    "RepairAssessment",
    "RepairFinding",
    "RepairOrder",
    "RepairPart",
    "RepairPhoto",
    "RepairStep",
    "RepairWork",
    "ServiceSettings",
    "ServiceWork",
    "StockCount",
    "StockCountLine",
    "StockMovement",
]
