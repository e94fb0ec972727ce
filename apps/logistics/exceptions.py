"""Refusals of logistics."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Invalid


class ActVoided(Conflict):
    """The act is voided already."""

    code = "logistics_act_voided"
    sentence = _("Act %(number)s is voided already.")


class LinesRefused(Invalid):
    """Serial numbers of a list cannot be taken; `lines` holds the reason of each."""

    code = "logistics_lines_refused"
    sentence = _("Some serial numbers cannot be taken: %(first)s")


class TooManyLines(Invalid):
    """An act holds so many units at most."""

    code = "logistics_too_many_lines"
    sentence = _("The act has %(count)s units; at most %(most)s are possible.")


class UnitTravels(Conflict):
    """The unit is in a movement that is not over."""

    code = "logistics_unit_travels"
    sentence = _("Unit %(serial)s is in movement %(number)s already.")


class UnitGoesBack(Conflict):
    """The unit is in a return act that is not over."""

    code = "logistics_unit_goes_back"
    sentence = _("Unit %(serial)s waits for its return by act %(number)s.")


class StepRefused(Conflict):
    """The movement is not in a state in which this can be done."""

    code = "logistics_step_refused"
    sentence = _("%(verb)s is not possible: movement %(number)s is «%(status)s».")


class KeyReused(Conflict):
    """The key of a step was used for another one."""

    code = "logistics_key_reused"
    sentence = _("This step was sent before with other contents.")


class NothingChosen(Invalid):
    """No unit was named."""

    code = "logistics_nothing_chosen"
    sentence = _("Choose at least one unit.")


class NotOfTheContract(Invalid):
    """A unit of a return act belongs to another contract."""

    code = "logistics_not_of_the_contract"
    sentence = _("Unit %(serial)s does not belong to contract %(contract)s.")


class NothingToDrive(Invalid):
    """The driver has no open movement up to this day."""

    code = "logistics_nothing_to_drive"
    sentence = _("%(driver)s has nothing to drive on this day.")


class JobIsPinned(Conflict):
    """A job that stays at its place is in the way of the change."""

    code = "logistics_job_is_pinned"
    sentence = _("«%(job)s» is pinned to its place; unpin it first.")


class FetchedFirst(Conflict):
    """A load is brought only after it was fetched."""

    code = "logistics_fetched_first"
    sentence = _("Movement %(number)s is brought only after it was fetched.")


class VehicleExists(Conflict):
    """Another vehicle has this name."""

    code = "logistics_vehicle_exists"
    sentence = _("There is a vehicle «%(name)s» already.")


class ReturnClosed(Conflict):
    """The return act is over."""

    code = "logistics_return_closed"
    sentence = _("Return act %(number)s is closed already.")


class ClaimClosed(Conflict):
    """The claim is resolved."""

    code = "logistics_claim_closed"
    sentence = _("Claim %(number)s is resolved already.")
