"""Verbs of logistics."""

from apps.logistics.services.claims import Discrepancy, name_responsible, resolve_claim
from apps.logistics.services.custody import keep_custody
from apps.logistics.services.delivery import accept_movement, hand_to_receiver
from apps.logistics.services.intake import IntakeEntry, register_intake, void_intake
from apps.logistics.services.movements import Plan, assign_driver, cancel_movement, create_movement
from apps.logistics.services.pickup import leave_behind, pick_up
from apps.logistics.services.returns import cancel_return, hand_over_units, register_return

__all__ = [
    "Discrepancy",
    "IntakeEntry",
    "Plan",
    "accept_movement",
    "assign_driver",
    "cancel_movement",
    "cancel_return",
    "create_movement",
    "hand_over_units",
    "hand_to_receiver",
    "keep_custody",
    "leave_behind",
    "name_responsible",
    "pick_up",
    "register_intake",
    "register_return",
    "resolve_claim",
    "void_intake",
]
