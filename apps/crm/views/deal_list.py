"""The list of deals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common.pages import ChoiceFilter, Column, DateRangeFilter, EmptyState, HeaderAction, Kind, ListPage
from apps.crm.enums import DealStatus
from apps.crm.models import Deal
from apps.crm.permissions import DEAL_MANAGE, DEAL_VIEW
from apps.crm.selectors.clients import managers
from apps.crm.selectors.deals import every_stage, listed, matching
from apps.crm.selectors.leads import sources

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


class DealList(ListPage[Deal]):
    """Deals with stage, expectations and next step."""

    permission = DEAL_VIEW
    key = "deals"
    title = _("Deals")
    columns = (
        Column("title", _("Deal"), sort="title", card_title=True,
               link=lambda row: reverse("crm:deal", args=[row.uid])),
        Column("client", _("Client"), lambda row: str(row.client or ""), sort="client__name"),
        Column("stage", _("Stage"), lambda row: str(row.stage), sort="stage__position"),
        Column("status", _("Status"), lambda row: f"deal_{row.status}", Kind.STATUS, "status"),
        Column("power", _("Expected power"), "power_kw", Kind.NUMBER, "power_kw", _("kW"), 1),
        Column("income", _("Income a month"), "monthly_income", Kind.NUMBER, "monthly_income", digits=0),
        Column("currency", _("Currency")),
        Column("probability", _("Probability"), "probability", Kind.NUMBER, "probability", "%", 0),
        Column("close", _("Expected to close"), "expected_close_on", Kind.DATE, "expected_close_on"),
        Column("next_step", _("Next step"), template="crm/partials/next_step.html", sort="next_step_on",
               export=lambda row: row.next_step),
        Column("owner", _("Manager"), "owner.name", sort="owner__name"),
        Column("hashrate", _("Expected hashrate"), "hashrate_phs", Kind.NUMBER, "hashrate_phs", "PH/s", 2, hidden=True),
        Column("units", _("Machines"), "unit_count", Kind.NUMBER, "unit_count", digits=0, hidden=True),
        Column("source", _("Source"), lambda row: str(row.source or ""), hidden=True),
        Column("opened", _("Opened"), "opened_at", Kind.DATE, "opened_at", hidden=True),
        Column("closed", _("Closed"), "closed_at", Kind.DATE, "closed_at", hidden=True),
        Column("lost_reason", _("Why lost"), hidden=True),
    )  # fmt: skip
    filters = (
        ChoiceFilter(
            key="stage",
            title=_("Stage"),
            lookup="stage__uid",
            choices=lambda actor: [(one.uid, str(one)) for one in every_stage(actor)],
        ),
        ChoiceFilter(key="status", title=_("Status"), lookup="status", choices=DealStatus.choices),
        ChoiceFilter(
            key="owner",
            title=_("Manager"),
            lookup="owner__uid",
            choices=lambda actor: [(one.uid, one.name) for one in managers(actor)],
        ),
        ChoiceFilter(
            key="source",
            title=_("Source"),
            lookup="source__uid",
            choices=lambda actor: [(one.uid, str(one)) for one in sources(actor)],
        ),
        DateRangeFilter(key="close", title=_("Expected to close"), lookup="expected_close_on", instant=False),
        DateRangeFilter(key="closed", title=_("Closed"), lookup="closed_at"),
        DateRangeFilter(key="opened", title=_("Opened"), lookup="opened_at"),
    )
    search = ("title__icontains",)
    search_hint = _("Title, client or INN")
    order = "-opened_at"
    empty = EmptyState(
        _("No deals yet"), _("Convert a lead, or open a client's card and press «Deal»."), icon="briefcase"
    )

    def rows(self, actor: Actor) -> QuerySet[Deal]:
        """Return the deals in reach."""
        return listed(actor)

    def matching(self, rows: QuerySet[Deal], text: str) -> QuerySet[Deal]:
        """Search over title and client."""
        return matching(self.actor, rows, text)

    def header_actions(self, actor: Actor) -> list[HeaderAction]:
        """Lead to the board."""
        return [HeaderAction(pgettext_lazy("deals", "Board"), reverse("crm:deal_board"), DEAL_MANAGE, "layout-kanban")]
