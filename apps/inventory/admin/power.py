"""Reservations of power in the admin: made, given back; used up and lapsed by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin import AdminServices, HouseAdmin, Write, operation, register
from apps.common.navigation import Group
from apps.inventory import services
from apps.inventory.forms.places import ReleaseForm
from apps.inventory.models import PowerReservation
from apps.inventory.permissions import PLACE_VIEW, POWER_RESERVE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor

_FIELDS = ("power_node", "phases", "power_w", "client", "document", "person", "until", "note")


@register(PowerReservation)
class PowerReservationAdmin(HouseAdmin[PowerReservation]):
    """Reservations of power."""

    view_permission = PLACE_VIEW
    services = AdminServices(
        add=Write(
            POWER_RESERVE,
            lambda by, _row, data: services.reserve_power(by=by, **{name: data[name] for name in _FIELDS}),
        ),
    )
    group = Group.EQUIPMENT
    order = 55
    icon = "lock_clock"
    list_display = ("document", "state", "site", "power_node", "phases", "held_w", "power_w", "client", "until")
    list_select_related = ("site", "power_node", "client", "person")
    list_filter: ClassVar[Any] = ("state", "site")
    search_fields = ("document", "power_node__name", "client__name")
    ordering = ("state", "until")
    fields = _FIELDS
    actions_detail = ("give_back",)

    @operation(
        title=gettext_lazy("Give back"),
        permission=POWER_RESERVE,
        confirm=gettext_lazy("What is still held for «%(name)s» will be free for everybody."),
        form=ReleaseForm,
        icon="lock_open",
    )
    def give_back(self, by: Actor, rows: QuerySet[PowerReservation], data: dict[str, Any]) -> str:
        """Give the power of one reservation back."""
        for row in rows:
            services.release_power(by=by, reservation=row, why=data["why"])
        return _("The power is free again.")
