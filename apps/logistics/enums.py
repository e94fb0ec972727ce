"""Vocabulary of logistics: states of acts, movements and claims, who can hold a unit."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActStatus(TextChoices):
    """An act is registered once and stays; a wrong one is voided."""

    REGISTERED = "registered", _("Registered")
    VOIDED = "voided", _("Voided")


class KeeperKind(TextChoices):
    """Who holds a unit."""

    SITE = "site", _("Site")
    PERSON = "person", pgettext_lazy("keeper", "Person")
    CLIENT = "client", _("Client")


class MovementStatus(TextChoices):
    """Where a movement stands; the moves between states are in `transitions.py`."""

    PENDING = "pending", pgettext_lazy("movement", "Waiting for the driver")
    PICKED_UP = "picked_up", pgettext_lazy("movement", "On the way")
    DELIVERED = "delivered", pgettext_lazy("movement", "Delivered")
    CANCELLED = "cancelled", pgettext_lazy("movement", "Cancelled")


class MovementVerb(TextChoices):
    """What can be done to a movement."""

    ASSIGN = "assign", _("Assign a driver")
    PICK_UP = "pick_up", _("Pick up")
    LEAVE_BEHIND = "leave_behind", _("Leave behind")
    HAND_OVER = "hand_over", _("Hand to the receiver")
    ACCEPT = "accept", _("Accept")
    SETTLE = "settle", _("Settle a claim")
    CANCEL = "cancel", _("Cancel")


# What a step of a movement is called once it was done.
HAPPENED = {
    MovementVerb.ASSIGN: pgettext_lazy("movement", "Driver named"),
    MovementVerb.PICK_UP: pgettext_lazy("movement", "Picked up"),
    MovementVerb.LEAVE_BEHIND: pgettext_lazy("movement", "The rest was left behind"),
    MovementVerb.HAND_OVER: pgettext_lazy("movement", "Handed to the receiver"),
    MovementVerb.ACCEPT: pgettext_lazy("movement", "Accepted"),
    MovementVerb.SETTLE: pgettext_lazy("movement", "Claim settled"),
    MovementVerb.CANCEL: pgettext_lazy("movement", "Cancelled"),
}


class LineState(TextChoices):
    """What became of one unit of a movement."""

    PLANNED = "planned", pgettext_lazy("unit of a movement", "To be picked up")
    PICKED_UP = "picked_up", pgettext_lazy("unit of a movement", "On the way")
    LEFT = "left", pgettext_lazy("unit of a movement", "Left behind")
    DELIVERED = "delivered", pgettext_lazy("unit of a movement", "Accepted")
    MISSING = "missing", pgettext_lazy("unit of a movement", "Missing")
    REFUSED = "refused", pgettext_lazy("unit of a movement", "Refused")
    SETTLED = "settled", pgettext_lazy("unit of a movement", "Settled by a claim")
    CANCELLED = "cancelled", pgettext_lazy("unit of a movement", "Cancelled")


# Lines that hold their unit: it can be in no other open movement and in no return.
OPEN_LINES = frozenset({LineState.PLANNED, LineState.PICKED_UP, LineState.MISSING, LineState.REFUSED})


class ReturnStatus(TextChoices):
    """A return act: registered, everything handed over, or voided."""

    REGISTERED = "registered", _("Registered")
    HANDED_OVER = "handed_over", pgettext_lazy("return act", "Handed over")
    VOIDED = "voided", _("Voided")


class ReturnLineState(TextChoices):
    """What became of one unit of a return act."""

    WAITING = "waiting", pgettext_lazy("unit of a return", "Waiting for hand-over")
    HANDED_OVER = "handed_over", pgettext_lazy("unit of a return", "Handed over")
    CANCELLED = "cancelled", pgettext_lazy("unit of a return", "Cancelled")


class Stage(TextChoices):
    """Where a discrepancy was seen."""

    INTAKE = "intake", _("At intake")
    PICK_UP = "pick_up", _("At pick-up")
    DELIVERY = "delivery", _("At delivery")
    HAND_OVER = "hand_over", _("At hand-over to the client")


class ClaimKind(TextChoices):
    """What does not agree."""

    OTHER_SERIAL = "other_serial", pgettext_lazy("claim", "Another serial number")
    MISSING = "missing", _("Missing")
    EXTRA = "extra", _("Not on the list")
    DAMAGED = "damaged", _("Damaged")
    REFUSED = "refused", _("Refused")


class ClaimStatus(TextChoices):
    """Whether somebody still has to look into a claim."""

    OPEN = "open", pgettext_lazy("claim", "Open")
    RESOLVED = "resolved", _("Resolved")


class Outcome(TextChoices):
    """How a claim ends."""

    EXPLAINED = "explained", _("Explained, nothing to be moved")
    ACCEPTED_AT = "accepted_at", _("The unit is at a site of ours")
    LOST = "lost", _("The unit is lost")
    NOT_BROUGHT = "not_brought", _("The unit was never brought; it is expected")


class AttachmentKind(TextChoices):
    """What a file shows."""

    PHOTO = "photo", _("Photo")
    SIGNATURE = "signature", _("Signature")


class JobKind(TextChoices):
    """What is done at a place of a route."""

    FETCH = "fetch", pgettext_lazy("route", "Fetch")
    BRING = "bring", pgettext_lazy("route", "Bring")


class Signer(TextChoices):
    """Who signed."""

    GIVER = "giver", _("Who hands over")
    DRIVER = "driver", _("Driver")
    RECEIVER = "receiver", _("Receiver")
    CLIENT = "client", _("Client")
