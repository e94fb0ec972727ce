"""What the service centre offers to the rest of the product."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.notifications import EMAIL, IN_APP, TELEGRAM, register_kind
from apps.common import merging, statuses
from apps.common.statuses import Tone
from apps.inventory import participants
from apps.inventory.service_centre import panels
from apps.inventory.service_centre.documents import repair_act
from apps.inventory.service_centre.enums import ComponentState, CountState, OrderState
from apps.inventory.service_centre.services import approval, ledger
from apps.inventory.service_centre.services.keeping import keep_orders

_ORDER_LOOKS = {
    OrderState.OPENED: (Tone.NEUTRAL, "clipboard-plus"),
    OrderState.DIAGNOSED: (Tone.BLUE, "stethoscope"),
    OrderState.WAITING_PARTS: (Tone.AMBER, "hourglass"),
    OrderState.WAITING_APPROVAL: (Tone.AMBER, "message-question"),
    OrderState.IN_WORK: (Tone.BLUE, "tool"),
    OrderState.TESTING: (Tone.BLUE, "test-pipe"),
    OrderState.DONE: (Tone.GREEN, "checks"),
    OrderState.SCRAPPED: (Tone.GREY, "trash"),
}
_COMPONENT_LOOKS = {
    ComponentState.IN_STOCK: (Tone.NEUTRAL, "package"),
    ComponentState.INSTALLED: (Tone.GREEN, "cpu"),
}


def register() -> None:
    """Offer everything; called once when the app is ready."""
    participants.join(keep_orders)
    panels.register()
    merging.keep(
        "crm.client", "inventory.RepairOrder.client", "a repair order names who owned the unit when it came in"
    )
    for state, (tone, icon) in _ORDER_LOOKS.items():
        statuses.add(state.value, tone, icon, state.label)
    for place, (tone, icon) in _COMPONENT_LOOKS.items():
        statuses.add(place.value, tone, icon, place.label)
    statuses.add(CountState.OPEN.value, Tone.BLUE, "list-check", pgettext_lazy("stocktaking", "Counting"))
    _notices()
    repair_act.register()


def _notices() -> None:
    """Declare what people are told."""
    register_kind(
        ledger.LOW,
        _("«%(part)s» runs low: %(quantity)s left, the minimum is %(minimum)s"),
        (IN_APP, EMAIL, TELEGRAM),
        title=_("A spare part fell below its minimum"),
    )
    register_kind(
        approval.WANTED,
        _("Repair %(number)s of %(serial)s: please approve the estimate of %(total)s"),
        (IN_APP, EMAIL, TELEGRAM),
        title=_("The estimate of a repair waits for my approval"),
    )
    register_kind(
        approval.DECIDED,
        _("Repair %(number)s of %(serial)s: the client has answered, the order is «%(state)s»"),
        (IN_APP, TELEGRAM),
        title=_("A client answered the estimate of my repair"),
    )
