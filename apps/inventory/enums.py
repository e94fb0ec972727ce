"""Vocabulary of inventory: kinds of places and equipment, states of a unit and the verbs that change them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SiteType(TextChoices):
    """What a site is for; decides who works there and what placing a unit means."""

    DATA_CENTRE = "data_centre", _("Data centre")
    WAREHOUSE = "warehouse", _("Warehouse")
    SERVICE_CENTRE = "service_centre", _("Service centre")


class Phases(TextChoices):
    """Which phases of the supply a power node takes."""

    THREE = "abc", _("A + B + C")
    A = "a", _("A")
    B = "b", _("B")
    C = "c", _("C")


class ShelfPhase(TextChoices):
    """How a batch of shelves is fed: as what is above them when none is named."""

    THREE = "abc", _("A + B + C")
    A = "a", _("A")
    B = "b", _("B")
    C = "c", _("C")
    IN_TURN = "turn", _("A, B, C in turn")


class ReservationState(TextChoices):
    """What became of a reservation of power."""

    ACTIVE = "active", pgettext_lazy("reservation", "Held")
    USED = "used", pgettext_lazy("reservation", "Used up")
    LAPSED = "lapsed", pgettext_lazy("reservation", "Lapsed")
    RELEASED = "released", pgettext_lazy("reservation", "Released")


class EquipmentKind(TextChoices):
    """What a model is; only miners have a hashrate and an algorithm."""

    MINER = "miner", _("Miner")
    SERVER = "server", _("Server")
    OTHER = "other", _("Other equipment")


class Cooling(TextChoices):
    """How a model gives off its heat."""

    AIR = "air", _("Air")
    HYDRO = "hydro", _("Water")
    IMMERSION = "immersion", _("Immersion")


class HashrateUnit(TextChoices):
    """Unit of the nameplate hashrate, by the custom of the algorithm."""

    KILO = "kh", "kH/s"
    MEGA = "mh", "MH/s"
    GIGA = "gh", "GH/s"
    TERA = "th", "TH/s"


class UnitState(TextChoices):
    """Where a unit is in its life; the moves between states are in `transitions.py`."""

    EXPECTED = "expected", _("Expected")
    STORED = "stored", _("In storage")
    IN_SERVICE = "in_service", _("In service")
    IN_TRANSIT = "in_transit", _("In transit")
    IN_REPAIR = "in_repair", _("In repair")
    PENDING_RETURN = "pending_return", _("Waiting for return")
    RETURNED = "returned", _("Returned")
    LOST = "lost", _("Lost")
    WRITTEN_OFF = "written_off", _("Written off")


class UnitVerb(TextChoices):
    """What can be done to a unit's state."""

    REGISTER = "register", _("Register by an intake act")
    WITHDRAW = "withdraw", _("Withdraw with a voided act")
    PLACE = "place", _("Place")
    COMMISSION = "commission", _("Place and commission")
    TAKE_OFF = "take_off", _("Take off the shelf")
    PICK_UP = "pick_up", _("Pick up")
    ACCEPT = "accept", _("Accept")
    SEND_TO_REPAIR = "send_to_repair", _("Send to repair")
    FINISH_REPAIR = "finish_repair", _("Finish repair")
    REQUEST_RETURN = "request_return", _("Prepare for return")
    CANCEL_RETURN = "cancel_return", _("Cancel the return")
    HAND_OVER = "hand_over", _("Hand over to the client")
    REPORT_LOST = "report_lost", _("Report as lost")
    FIND = "find", _("Found again")
    WRITE_OFF = "write_off", _("Write off")


class PhotoKind(TextChoices):
    """What a photo of a unit shows."""

    LABEL = "label", pgettext_lazy("photo", "Label")
    FRONT = "front", pgettext_lazy("photo", "Front")
    DAMAGE = "damage", pgettext_lazy("photo", "Damage")
    OTHER = "other", pgettext_lazy("photo", "Other")


# States in which a unit stands at one of our sites.
HELD_STATES = frozenset({UnitState.STORED, UnitState.IN_SERVICE, UnitState.IN_REPAIR, UnitState.PENDING_RETURN})
