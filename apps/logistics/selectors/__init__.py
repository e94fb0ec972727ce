"""Nouns of logistics: acts, custody, the workplace."""

from apps.logistics.selectors.acts import CheckedEntry, act_lines, check_serials, intake_acts
from apps.logistics.selectors.custody import custody_of
from apps.logistics.selectors.workplace import Tiles, held_here, tiles, workplaces

__all__ = [
    "CheckedEntry",
    "Tiles",
    "act_lines",
    "check_serials",
    "custody_of",
    "held_here",
    "intake_acts",
    "tiles",
    "workplaces",
]
