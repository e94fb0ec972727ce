"""Vocabulary of the service centre: states of a repair order, what is wrong, who pays, how stock moves."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrderState(TextChoices):
    """Where a repair order stands; the moves between states are in `transitions.py`."""

    OPENED = "opened", pgettext_lazy("repair order", "Opened")
    DIAGNOSED = "diagnosed", pgettext_lazy("repair order", "Diagnosed")
    WAITING_PARTS = "waiting_parts", pgettext_lazy("repair order", "Waiting for parts")
    WAITING_APPROVAL = "waiting_approval", pgettext_lazy("repair order", "Waiting for approval")
    IN_WORK = "in_work", pgettext_lazy("repair order", "In work")
    TESTING = "testing", pgettext_lazy("repair order", "Testing")
    DONE = "repair_done", pgettext_lazy("repair order", "Repaired")
    SCRAPPED = "scrapped", pgettext_lazy("repair order", "Scrapped")
    CANCELLED = "cancelled", pgettext_lazy("repair order", "Cancelled")


class OrderVerb(TextChoices):
    """What can be done to a repair order."""

    OPEN = "open", pgettext_lazy("repair order", "Open")
    DIAGNOSE = "diagnose", pgettext_lazy("repair order", "Diagnose")
    WAIT_FOR_PARTS = "wait_for_parts", pgettext_lazy("repair order", "Wait for parts")
    ASK_APPROVAL = "ask_approval", pgettext_lazy("repair order", "Ask for approval")
    APPROVE = "approve", pgettext_lazy("repair order", "Approve the estimate")
    DECLINE = "decline", pgettext_lazy("repair order", "Decline the estimate")
    START = "start", pgettext_lazy("repair order", "Start the work")
    TEST = "test", pgettext_lazy("repair order", "Put on test")
    FAIL_TEST = "fail_test", pgettext_lazy("repair order", "Test failed")
    FINISH = "finish", pgettext_lazy("repair order", "Finish")
    SCRAP = "scrap", pgettext_lazy("repair order", "Scrap the unit")
    CANCEL = "cancel", pgettext_lazy("repair order", "Cancel")


# What a step of an order is called once it was done.
HAPPENED = {
    OrderVerb.OPEN: pgettext_lazy("step of a repair", "Order opened"),
    OrderVerb.DIAGNOSE: pgettext_lazy("step of a repair", "Diagnosed"),
    OrderVerb.WAIT_FOR_PARTS: pgettext_lazy("step of a repair", "Parts are waited for"),
    OrderVerb.ASK_APPROVAL: pgettext_lazy("step of a repair", "Approval asked for"),
    OrderVerb.APPROVE: pgettext_lazy("step of a repair", "Estimate approved"),
    OrderVerb.DECLINE: pgettext_lazy("step of a repair", "Estimate declined"),
    OrderVerb.START: pgettext_lazy("step of a repair", "Work began"),
    OrderVerb.TEST: pgettext_lazy("step of a repair", "Put on test"),
    OrderVerb.FAIL_TEST: pgettext_lazy("step of a repair", "Test failed"),
    OrderVerb.FINISH: pgettext_lazy("step of a repair", "Repaired"),
    OrderVerb.SCRAP: pgettext_lazy("step of a repair", "Unit scrapped"),
    OrderVerb.CANCEL: pgettext_lazy("step of a repair", "Order cancelled"),
}

CLOSED_STATES = frozenset({OrderState.DONE, OrderState.SCRAPPED, OrderState.CANCELLED})
OPEN_STATES = frozenset(set(OrderState) - CLOSED_STATES)
# The clock of the turnaround stands while somebody else is waited for.
PAUSED_STATES = frozenset({OrderState.WAITING_PARTS, OrderState.WAITING_APPROVAL})


class Complaint(TextChoices):
    """What the person who brings a unit says is wrong."""

    NO_POWER = "no_power", _("Does not switch on")
    NO_HASHRATE = "no_hashrate", _("No hashrate")
    LOW_HASHRATE = "low_hashrate", _("Low hashrate")
    HIGH_ERRORS = "high_errors", _("Many hardware errors")
    OVERHEATING = "overheating", _("Overheats")
    RESTARTS = "restarts", _("Restarts by itself")
    NO_NETWORK = "no_network", _("Not seen in the network")
    NOISE = "noise", _("Noise or vibration")
    DAMAGE = "damage", _("Visible damage")
    MAINTENANCE = "maintenance", _("Planned maintenance")
    OTHER = "other", pgettext_lazy("complaint", "Something else")


class Finding(TextChoices):
    """What a diagnosis finds to be at fault."""

    HASHBOARD = "hashboard", _("Hash board")
    CONTROL_BOARD = "control_board", _("Control board")
    PSU = "psu", _("Power supply unit")
    FAN = "fan", _("Fan")
    FIRMWARE = "firmware", _("Firmware")
    CONNECTION = "connection", _("Cable or connector")
    COOLING = "cooling", _("Heat sink, thermal paste, dirt")
    CASE = "case", _("Case")
    NONE_FOUND = "none_found", _("No fault found")


class Payer(TextChoices):
    """Who pays for a work or a part."""

    CLIENT = "client", pgettext_lazy("payer", "Client")
    HOST = "host", pgettext_lazy("payer", "We ourselves")
    WARRANTY = "warranty", pgettext_lazy("payer", "Our warranty of an earlier repair")
    MANUFACTURER = "manufacturer", pgettext_lazy("payer", "Manufacturer's warranty")


class PartKind(TextChoices):
    """What a spare part is for."""

    HASHBOARD = "hashboard", _("Hash board")
    CONTROL_BOARD = "control_board", _("Control board")
    PSU = "psu", _("Power supply unit")
    FAN = "fan", _("Fan")
    CHIP = "chip", _("Chip")
    CABLE = "cable", _("Cable or connector")
    CONSUMABLE = "consumable", _("Consumable")
    OTHER = "other", pgettext_lazy("spare part", "Other")


class Measure(TextChoices):
    """In what a part is counted."""

    PIECE = "pcs", _("pcs")
    METRE = "m", _("m")
    GRAM = "g", _("g")
    MILLILITRE = "ml", _("ml")


class StockKind(TextChoices):
    """Why stock moves."""

    RECEIPT = "receipt", pgettext_lazy("stock", "Receipt")
    ISSUE = "issue", pgettext_lazy("stock", "Issue to an order")
    RETURN = "return", pgettext_lazy("stock", "Return from an order")
    TRANSFER_OUT = "transfer_out", pgettext_lazy("stock", "Transfer, sent")
    TRANSFER_IN = "transfer_in", pgettext_lazy("stock", "Transfer, received")
    CORRECTION = "correction", pgettext_lazy("stock", "Correction")
    WRITE_OFF = "write_off", pgettext_lazy("stock", "Write-off")
    SALVAGE = "salvage", pgettext_lazy("stock", "Taken off a unit")


class ComponentState(TextChoices):
    """Where a component with a serial number is in its life."""

    IN_STOCK = "in_stock", pgettext_lazy("component", "In stock")
    INSTALLED = "installed", pgettext_lazy("component", "Installed")
    SCRAPPED = "scrapped", pgettext_lazy("component", "Scrapped")


class Advice(TextChoices):
    """What the figures say about a repair."""

    REPAIR = "repair", pgettext_lazy("decision", "Repair")
    LEAVE = "leave", pgettext_lazy("decision", "Leave as it is")
    SELL = "sell", pgettext_lazy("decision", "Sell or scrap")


class CountState(TextChoices):
    """A stocktaking sheet is counted, then closed or cancelled."""

    OPEN = "counting", pgettext_lazy("stocktaking", "Counting")
    CLOSED = "closed", pgettext_lazy("stocktaking", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("stocktaking", "Cancelled")
