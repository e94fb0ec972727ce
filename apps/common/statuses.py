"""Statuses and severities of the whole product in one table: tone, icon and word, so that colour is never alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import Promise


class Tone(StrEnum):
    """The six tones; what each means is the same on every page."""

    NEUTRAL = "neutral"  # draft, stored
    BLUE = "blue"  # in transit, waiting
    GREEN = "green"  # in service, paid, online
    AMBER = "amber"  # warning, partial, pending
    RED = "red"  # critical, overdue, lost
    GREY = "grey"  # returned, closed


@dataclass(frozen=True, slots=True)
class Status:
    """How one state looks: `icon` is a name of the icon font, `word` the translated label."""

    key: str
    tone: Tone
    icon: str
    word: str | Promise


_table: dict[str, Status] = {}


def _row(tone: Tone, icon: str, key: str, word: str | Promise) -> None:
    """Add one line of the table; raises ValueError when the key is taken."""
    if key in _table:
        message = f"status {key} is declared twice"
        raise ValueError(message)
    _table[key] = Status(key, tone, icon, word)


def add(key: str, tone: Tone, icon: str, word: str | Promise) -> None:
    """Add a state of an upper app; the key must be new and mean the same everywhere."""
    _row(tone, icon, key, word)


def status(key: str) -> Status:
    """Return how a state looks; an unknown key is shown as it is, in grey, so that nothing is hidden."""
    return _table.get(key) or Status(key, Tone.GREY, "help-circle", key.replace("_", " "))


def known() -> tuple[Status, ...]:
    """Return every line of the table."""
    return tuple(_table.values())


_row(Tone.NEUTRAL, "pencil", "draft", _("Draft"))
_row(Tone.NEUTRAL, "calendar-clock", "expected", _("Expected"))
_row(Tone.NEUTRAL, "package", "stored", _("In storage"))
_row(Tone.NEUTRAL, "circle-dashed", "unassigned", _("Not placed"))
_row(Tone.NEUTRAL, "sparkles", "new", _("New"))
_row(Tone.NEUTRAL, "moon", "sleeping", _("Sleeping"))
_row(Tone.NEUTRAL, "link-off", "unmatched", _("Unmatched"))
_row(Tone.NEUTRAL, "info-circle", "info", _("Information"))
_row(Tone.BLUE, "truck", "in_transit", _("In transit"))
_row(Tone.BLUE, "truck-loading", "picked_up", _("Picked up"))
_row(Tone.BLUE, "clock", "waiting", _("Waiting"))
_row(Tone.BLUE, "mail-forward", "invited", _("Invited"))
_row(Tone.BLUE, "progress", "in_progress", _("In progress"))
_row(Tone.BLUE, "file-check", "registered", _("Registered"))
_row(Tone.GREEN, "circle-check", "in_service", _("In service"))
_row(Tone.GREEN, "circle-check", "active", _("Active"))
_row(Tone.GREEN, "wifi", "online", _("Online"))
_row(Tone.GREEN, "bolt", "mining", _("Mining"))
_row(Tone.GREEN, "coin", "paid", _("Paid"))
_row(Tone.GREEN, "package-import", "delivered", _("Delivered"))
_row(Tone.GREEN, "signature", "signed", _("Signed"))
_row(Tone.GREEN, "plug-connected", "connected", _("Connected"))
_row(Tone.GREEN, "link", "matched", _("Matched"))
_row(Tone.GREEN, "checks", "resolved", _("Resolved"))
_row(Tone.GREEN, "circle-check", "ok", _("In order"))
_row(Tone.AMBER, "alert-triangle", "warning", _("Warning"))
_row(Tone.AMBER, "circle-half-2", "partial", _("Partial"))
_row(Tone.AMBER, "hourglass", "pending", _("Pending"))
_row(Tone.AMBER, "package-export", "pending_return", _("Waiting for return"))
_row(Tone.AMBER, "tool", "in_repair", _("In repair"))
_row(Tone.AMBER, "eye-off", "suppressed", _("Suppressed"))
_row(Tone.AMBER, "plug-x", "disconnected", _("Not connected"))
_row(Tone.AMBER, "clock-exclamation", "stale", _("Stale"))
_row(Tone.AMBER, "hand-stop", "refusing", _("Refusing"))
_row(Tone.RED, "alert-octagon", "critical", _("Critical"))
_row(Tone.RED, "calendar-exclamation", "overdue", _("Overdue"))
_row(Tone.RED, "map-pin-off", "lost", _("Lost"))
_row(Tone.RED, "wifi-off", "offline", _("Offline"))
_row(Tone.RED, "wifi-off", "unreachable", _("Unreachable"))
_row(Tone.RED, "hourglass-off", "hung", _("Hung"))
_row(Tone.RED, "alert-circle", "error", _("Error"))
_row(Tone.RED, "lock", "blocked", _("Blocked"))
_row(Tone.RED, "circle-x", "rejected", _("Rejected"))
_row(Tone.RED, "key-off", "revoked", _("Revoked"))
_row(Tone.RED, "alert-circle", "open", pgettext_lazy("problem", "Open"))
_row(Tone.GREY, "arrow-back-up", "returned", _("Returned"))
_row(Tone.GREY, "archive", "closed", _("Closed"))
_row(Tone.GREY, "archive", "archived", _("Archived"))
_row(Tone.GREY, "trash", "written_off", _("Written off"))
_row(Tone.GREY, "ban", "voided", _("Voided"))
_row(Tone.GREY, "circle-off", "cancelled", _("Cancelled"))
_row(Tone.GREY, "calendar-off", "expired", _("Expired"))
_row(Tone.GREY, "player-pause", "inactive", _("Inactive"))
_row(Tone.GREY, "help-circle", "unknown", _("Unknown"))

# Severities of problems; the letter stays the same in every language.
_row(Tone.RED, "flame", "P0", _("P0 · critical"))
_row(Tone.AMBER, "alert-triangle", "P1", _("P1 · serious"))
_row(Tone.BLUE, "alert-circle", "P2", _("P2 · moderate"))
_row(Tone.NEUTRAL, "info-circle", "P3", _("P3 · minor"))
