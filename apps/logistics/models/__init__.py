"""Acts by which equipment comes in, and the chain of custody."""

from apps.logistics.models.acts import IntakeAct, IntakeLine
from apps.logistics.models.custody import CustodyRecord

__all__ = ["CustodyRecord", "IntakeAct", "IntakeLine"]
