"""Acts by which equipment comes in and goes back, movements, claims, and the chain of custody."""

from apps.logistics.models.acts import IntakeAct, IntakeLine
from apps.logistics.models.claims import Attachment, Claim
from apps.logistics.models.custody import CustodyRecord
from apps.logistics.models.movements import Movement, MovementLine, MovementStep
from apps.logistics.models.returns import ReturnAct, ReturnLine
from apps.logistics.models.routes import Route, RouteJob, RouteSettings, SitePoint, Vehicle

__all__ = [
    "Attachment",
    "Claim",
    "CustodyRecord",
    "IntakeAct",
    "IntakeLine",
    "Movement",
    "MovementLine",
    "MovementStep",
    "ReturnAct",
    "ReturnLine",
    "Route",
    "RouteJob",
    "RouteSettings",
    "SitePoint",
    "Vehicle",
]
