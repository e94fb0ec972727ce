"""Nouns of logistics: acts, custody, the workplace."""

from apps.logistics.selectors.acts import CheckedEntry, act_lines, check_serials, intake_acts
from apps.logistics.selectors.custody import Link, custody_of, holdings
from apps.logistics.selectors.journeys import (
    Stop,
    claims,
    incoming,
    is_handed_over,
    movement_lines,
    movement_steps,
    movements,
    outgoing,
    return_acts,
    return_lines,
    stops,
    tasks,
    waiting_for_hand_over,
)
from apps.logistics.selectors.pictures import attachments
from apps.logistics.selectors.workplace import Tiles, held_here, tiles, workplace_at, workplaces

__all__ = [
    "CheckedEntry",
    "Link",
    "Stop",
    "Tiles",
    "act_lines",
    "attachments",
    "check_serials",
    "claims",
    "custody_of",
    "held_here",
    "holdings",
    "incoming",
    "intake_acts",
    "is_handed_over",
    "movement_lines",
    "movement_steps",
    "movements",
    "outgoing",
    "return_acts",
    "return_lines",
    "stops",
    "tasks",
    "tiles",
    "waiting_for_hand_over",
    "workplace_at",
    "workplaces",
]
