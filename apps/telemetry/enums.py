"""Vocabulary of telemetry: states of a machine as the wire says them, problems and their severity."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.statuses import status


class MachineState(models.IntegerChoices):
    """What a reading says of a machine; the numbers are those of the agent protocol."""

    UNKNOWN = 0, _("No hashrate reported")
    UNREACHABLE = 1, _("Offline")
    HUNG = 2, _("Hung")
    REFUSING = 3, _("Refuses to answer")
    SLEEPING = 4, _("Sleeping")
    MINING = 5, _("Mining")
    ERROR = 6, _("Error")
    STARTING = 7, _("Starting")


# Keys of the product's status table, by what a reading says; the two below are of machines without a fresh reading.
STATE_KEYS = {
    MachineState.UNKNOWN: "no_hashrate",
    MachineState.UNREACHABLE: "offline",
    MachineState.HUNG: "hung",
    MachineState.REFUSING: "refusing",
    MachineState.SLEEPING: "sleeping",
    MachineState.MINING: "mining",
    MachineState.ERROR: "error",
    MachineState.STARTING: "starting",
}
NO_DATA = "no_data"  # never read
STALE = "stale"  # read once, but its agent is silent since


class PowerSource(models.IntegerChoices):
    """Where a power figure comes from."""

    UNKNOWN = 0, _("unknown")
    MEASURED = 1, _("measured")
    ESTIMATED = 2, _("estimated by the firmware")
    LIMIT = 3, _("only the limit is known")


class AgentStatus(models.TextChoices):
    """Life of an agent."""

    ACTIVE = "active", _("Active")
    REVOKED = "revoked", _("Revoked")


class Severity(models.TextChoices):
    """How urgent a problem is; the words are those of the table of statuses."""

    P0 = "P0", status("P0").word
    P1 = "P1", status("P1").word
    P2 = "P2", status("P2").word
    P3 = "P3", status("P3").word


class ProblemCode(models.TextChoices):
    """The hard rules: what is wrong with a machine by its last reading alone."""

    OFFLINE = "offline", _("Offline")
    HUNG = "hung", _("Hung")
    OVERHEAT_CRITICAL = "overheat_crit", _("Critical overheating")
    OVERHEAT_WARNING = "overheat_warn", _("Overheating")
    HASHRATE_ZERO = "hashrate_zero", _("No hashrate")
    BOARDS_DEAD = "boards_dead", _("Dead hash board")
    FAN_ZERO = "fan_zero", _("Fan stands still")


SEVERITY_OF = {
    ProblemCode.OFFLINE: Severity.P0,
    ProblemCode.OVERHEAT_CRITICAL: Severity.P0,
    ProblemCode.HUNG: Severity.P1,
    ProblemCode.OVERHEAT_WARNING: Severity.P1,
    ProblemCode.HASHRATE_ZERO: Severity.P1,
    ProblemCode.BOARDS_DEAD: Severity.P1,
    ProblemCode.FAN_ZERO: Severity.P1,
}


class MatchedBy(models.TextChoices):
    """How a device found its unit."""

    SERIAL = "serial", _("serial number")
    MAC = "mac", _("MAC address")
    PERSON = "person", _("by hand")
