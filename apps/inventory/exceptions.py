"""Refusals of inventory: each says which rule stands in the way, with the figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Invalid


class WrongState(Conflict):
    """The unit's state does not allow the verb."""

    code = "inventory_wrong_state"
    sentence = _("Unit %(serial)s is «%(state)s»: «%(verb)s» is not possible.")


class OverLimit(Conflict):
    """A placement would exceed the limit of a power node up the chain."""

    code = "inventory_over_limit"
    sentence = _(
        "%(node)s would be overloaded: limit %(limit_kw)s kW, used %(used_kw)s kW, wanted %(wanted_kw)s kW, "
        "free %(free_kw)s kW."
    )


class OverPhaseLimit(OverLimit):
    """A placement would exceed what the breaker of a power node allows on one phase."""

    code = "inventory_over_phase_limit"
    sentence = _(
        "Phase %(phase)s of %(node)s would be overloaded: the breaker of %(breaker_a)s A allows %(limit_kw)s kW, "
        "used %(used_kw)s kW, wanted %(wanted_kw)s kW, free %(free_kw)s kW."
    )


class NeedsThreePhases(Conflict):
    """A three-phase machine cannot hang on one phase."""

    code = "inventory_needs_three_phases"
    sentence = _("Unit %(serial)s needs three phases; this shelf is on phase %(phase)s.")


class WrongPhase(Invalid):
    """Something cannot be fed on a phase that what is above it has not."""

    code = "inventory_wrong_phase"
    sentence = _("%(above)s has only phase %(phase)s.")


class ShelfFull(Conflict):
    """No free position on the shelf."""

    code = "inventory_shelf_full"
    sentence = _("Shelf %(shelf)s is occupied.")


class NotAtThisSite(Conflict):
    """The unit stands at another site: it must travel by a movement."""

    code = "inventory_not_at_this_site"
    sentence = _("Unit %(serial)s is not at site %(site)s.")


class ShelfNeeded(Conflict):
    """A site with address storage places units on shelves only."""

    code = "inventory_shelf_needed"
    sentence = _("Site %(site)s keeps units by address: choose a shelf.")


class AddressStorageOff(Conflict):
    """A site without address storage has no shelves to place on."""

    code = "inventory_address_storage_off"
    sentence = _("Site %(site)s keeps units without addresses.")


class PlaceInUse(Conflict):
    """A place that holds something cannot be moved or deleted."""

    code = "inventory_place_in_use"
    sentence = _("%(place)s is in use: %(what)s.")


class LimitBelowLoad(Conflict):
    """A limit cannot be set below what is already fed."""

    code = "inventory_limit_below_load"
    sentence = _("%(node)s already feeds %(used_kw)s kW: the limit cannot be %(limit_kw)s kW.")


class PhaseLimitBelowLoad(LimitBelowLoad):
    """A breaker cannot be set below what hangs on one of its phases already."""

    code = "inventory_phase_limit_below_load"
    sentence = _(
        "Phase %(phase)s of %(node)s already carries %(used_kw)s kW: the breaker cannot allow %(limit_kw)s kW."
    )


class CircularFeed(Invalid):
    """A power node cannot be fed from itself, directly or through others."""

    code = "inventory_circular_feed"
    sentence = _("A power distribution unit cannot be fed from itself.")


class NameTaken(Conflict):
    """Another place of the same kind has this name."""

    code = "inventory_name_taken"
    sentence = _("«%(name)s» exists already.")


class WrongSerial(Invalid):
    """A serial number has characters or a length that no serial number has."""

    code = "inventory_wrong_serial"
    sentence = _("«%(serial)s» is not a serial number: 4 to 64 Latin letters, digits and . _ / - are expected.")


class SerialTaken(Conflict):
    """A serial number belongs to a unit that is here already."""

    code = "inventory_serial_taken"
    sentence = _("Serial number %(serial)s is registered already.")


class WrongPattern(Invalid):
    """A pattern of shelf labels cannot be read or names too many."""

    code = "inventory_wrong_pattern"
    sentence = _("«%(pattern)s» is not a pattern of labels, for example A-{1..12}-{1..8}.")


class TooManyShelves(Invalid):
    """A pattern names more shelves than one batch may hold."""

    code = "inventory_too_many_shelves"
    sentence = _("The pattern names %(count)s shelves; %(most)s are possible at once.")
