"""What waits for me today: the manager's work list, alone and as a panel of the first screen; expiring contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.common import clock
from apps.common.http import actor_of, guarded
from apps.common.pages import ChoiceFilter, Column, EmptyState, Kind, ListPage
from apps.crm.models import Contract
from apps.crm.permissions import DEAL_MANAGE, TODAY
from apps.crm.selectors.clients import managers
from apps.crm.selectors.contracts import matching
from apps.crm.selectors.today import EXPIRY_DAYS, expiring, expiring_sums, today

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from apps.common.actor import Actor

PLACE: Final = "crm.today"


def today_panel(actor: Actor, _subject: Any = None) -> dict[str, Any]:
    """Return the variables of the panel «today»."""
    moment = clock.now()
    return {"told": today(actor, moment), "moment": moment}


@guarded(TODAY)
@require_safe
def today_page(request: HttpRequest) -> HttpResponse:
    """Show what waits for who asks."""
    return render(request, "crm/today.html", today_panel(actor_of(request)))


class ExpiringContracts(ListPage[Contract]):
    """Contracts in force that end within 30, 60 or 90 days, with the step that renews them."""

    permission = DEAL_MANAGE
    key = "expiring"
    title = gettext_lazy("Expiring contracts")
    template = "crm/expiring.html"
    columns = (
        Column("number", gettext_lazy("Contract"), str, sort="number", card_title=True,
               link=lambda row: reverse("crm:contract", args=[row.uid])),
        Column("client", gettext_lazy("Client"), lambda row: str(row.client), sort="client__name",
               link=lambda row: reverse("crm:client", args=[row.client.uid])),
        Column("ends", gettext_lazy("Ends"), "ends_on", Kind.DATE, "ends_on"),
        Column("left", gettext_lazy("Days left"), lambda row: (row.ends_on - _today()).days, Kind.NUMBER, digits=0),
        Column("power", gettext_lazy("Declared power"), "max_power_kw", Kind.NUMBER, "max_power_kw",
               gettext_lazy("kW"), 1),
        Column("manager", gettext_lazy("Manager"), "manager.name", sort="manager__name"),
        Column("renewal", gettext_lazy("Renewal"), "has_renewal", template="crm/partials/renewal.html",
               export=lambda row: _("in work") if row.has_renewal else ""),
    )  # fmt: skip
    filters = (
        ChoiceFilter(
            key="manager",
            title=gettext_lazy("Manager"),
            lookup="manager__uid",
            choices=lambda actor: [(one.uid, one.name) for one in managers(actor)],
        ),
    )
    search = ("number__icontains", "client__name__icontains")
    search_hint = gettext_lazy("Number or client")
    order = "ends_on"
    empty = EmptyState(gettext_lazy("No contract ends in this time"), icon="calendar-check")

    def rows(self, actor: Actor) -> QuerySet[Contract]:
        """Return the contracts that end within the days of the address."""
        return expiring(actor, _today(), self.days)

    def matching(self, rows: QuerySet[Contract], text: str) -> QuerySet[Contract]:
        """Search over numbers and clients."""
        return matching(self.actor, rows, text)

    @property
    def days(self) -> int:
        """Return how far ahead is looked."""
        raw = self.request.GET.get("days", "")
        return int(raw) if raw in map(str, EXPIRY_DAYS) else EXPIRY_DAYS[-1]

    def variables(self, actor: Actor) -> dict[str, Any]:
        """Return how many end, and how much power, within each of the terms."""
        sums = expiring_sums(actor, _today(), EXPIRY_DAYS)
        terms = [
            {"days": days, "count": count, "power": power, "current": days == self.days} for days, count, power in sums
        ]
        return {"terms": terms}


def _today() -> Any:
    """Return the day in the reader's zone."""
    return timezone.localtime(clock.now()).date()
