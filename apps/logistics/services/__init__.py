"""Verbs of logistics."""

from apps.logistics.services.claims import Discrepancy, name_responsible, resolve_claim
from apps.logistics.services.custody import keep_custody
from apps.logistics.services.delivery import accept_movement, hand_to_receiver
from apps.logistics.services.discrepancies import report_intake_discrepancies, report_return_discrepancies
from apps.logistics.services.intake import IntakeEntry, Signed, add_intake_pictures, register_intake, void_intake
from apps.logistics.services.movements import Plan, assign_driver, cancel_movement, create_movement
from apps.logistics.services.pickup import leave_behind, pick_up
from apps.logistics.services.returns import cancel_return, hand_over_units, register_return
from apps.logistics.services.routes import Day, move_job, pin_job, plan_route, replan_route
from apps.logistics.services.vehicles import (
    change_route_settings,
    change_vehicle,
    create_vehicle,
    route_settings,
    set_site_point,
)

__all__ = [
    "Day",
    "Discrepancy",
    "IntakeEntry",
    "Plan",
    "Signed",
    "accept_movement",
    "add_intake_pictures",
    "assign_driver",
    "cancel_movement",
    "cancel_return",
    "change_route_settings",
    "change_vehicle",
    "create_movement",
    "create_vehicle",
    "hand_over_units",
    "hand_to_receiver",
    "keep_custody",
    "leave_behind",
    "move_job",
    "name_responsible",
    "pick_up",
    "pin_job",
    "plan_route",
    "register_intake",
    "register_return",
    "replan_route",
    "report_intake_discrepancies",
    "report_return_discrepancies",
    "resolve_claim",
    "route_settings",
    "set_site_point",
    "void_intake",
]
