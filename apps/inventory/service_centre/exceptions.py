"""Refusals of the service centre, each with its figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Invalid


class WrongOrderState(Conflict):
    """The state of a repair order does not allow the verb."""

    code = "service_wrong_state"
    sentence = _("Repair order %(number)s is «%(state)s»: «%(verb)s» is not possible.")


class OrderClosed(Conflict):
    """A repair order that is closed does not change."""

    code = "service_order_closed"
    sentence = _("Repair order %(number)s is closed.")


class OrderOpen(Conflict):
    """A unit is under repair by an order that is still open."""

    code = "service_order_open"
    sentence = _("Unit %(serial)s is under repair by order %(number)s: finish or cancel the order.")


class NoRepairsHere(Conflict):
    """Units are repaired at service centres and data centres, where they stand."""

    code = "service_no_repairs_here"
    sentence = _("Unit %(serial)s is at no service centre and no data centre: bring it there first.")


class EstimateNotApproved(Conflict):
    """The client pays more than the client has agreed to."""

    code = "service_estimate_not_approved"
    sentence = _("The client pays %(total)s, approved is %(approved)s: ask for the approval first.")


class NothingToApprove(Invalid):
    """An estimate in which the client pays nothing needs no approval."""

    code = "service_nothing_to_approve"
    sentence = _("The client pays nothing by this order: no approval is needed.")


class DiagnosisNeeded(Invalid):
    """A diagnosis names at least one finding."""

    code = "service_diagnosis_needed"
    sentence = _("Name what was found, or that no fault was found.")


class PartsOut(Conflict):
    """An order with parts in the unit cannot be cancelled."""

    code = "service_parts_out"
    sentence = _("Parts were issued to order %(number)s: return them to the stock first.")


class NotEnough(Conflict):
    """There is less in a bin than is wanted."""

    code = "service_not_enough"
    sentence = _("«%(part)s»: %(there)s in stock here, %(wanted)s wanted.")


class ArticleTaken(Conflict):
    """Another part or work has this article or code."""

    code = "service_article_taken"
    sentence = _("«%(article)s» exists already.")


class SerialsNeeded(Invalid):
    """A part with serial numbers moves piece by piece, each named."""

    code = "service_serials_needed"
    sentence = _("«%(part)s» is kept by serial numbers: name one for each piece.")


class NoSerials(Invalid):
    """A part without serial numbers takes none."""

    code = "service_no_serials"
    sentence = _("«%(part)s» is not kept by serial numbers.")


class ComponentElsewhere(Conflict):
    """A component is not where it is taken from."""

    code = "service_component_elsewhere"
    sentence = _("Component %(serial)s is not there: %(where)s.")


class ComponentKnown(Conflict):
    """A serial number of a component is known already."""

    code = "service_component_known"
    sentence = _("Component %(serial)s is known already: %(where)s.")


class PositionTaken(Conflict):
    """Another component is installed at this position."""

    code = "service_position_taken"
    sentence = _("Position %(position)s of unit %(serial)s holds component %(component)s: take it out first.")


class CountClosed(Conflict):
    """A stocktaking sheet that is closed does not change."""

    code = "service_count_closed"
    sentence = _("Stocktaking sheet %(number)s is closed.")


class NothingCounted(Conflict):
    """A sheet without a counted line cannot be closed."""

    code = "service_nothing_counted"
    sentence = _("Nothing was counted yet on sheet %(number)s.")


class CurrencyInUse(Conflict):
    """The currency stays once there are sums in it."""

    code = "service_currency_in_use"
    sentence = _("There are sums in %(currency)s already: the currency cannot change.")
