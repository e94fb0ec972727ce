"""The list of leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common.pages import ChoiceFilter, Column, DateRangeFilter, EmptyState, HeaderAction, Kind, ListPage
from apps.crm.enums import LeadStatus
from apps.crm.models import Lead
from apps.crm.permissions import LEAD_MANAGE, LEAD_VIEW
from apps.crm.selectors.clients import managers
from apps.crm.selectors.leads import leads, matching, sources

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


class LeadList(ListPage[Lead]):
    """Leads with what is done next; a broker sees the own ones."""

    permission = LEAD_VIEW
    key = "leads"
    title = _("Leads")
    columns = (
        Column("lead", _("Lead"), str, card_title=True, link=lambda row: reverse("crm:lead", args=[row.uid])),
        Column("name", pgettext_lazy("person", "Name"), sort="name"),
        Column("status", _("Status"), lambda row: f"lead_{row.status}", Kind.STATUS, "status"),
        Column("phone", _("Phone"), lambda row: row.shown_phone.replace(" ", "\u00a0")),
        Column("power", _("Expected power"), "power_kw", Kind.NUMBER, "power_kw", _("kW"), 1),
        Column("source", _("Source"), lambda row: str(row.source or "")),
        Column("next_step", _("Next step"), template="crm/partials/next_step.html", sort="next_step_on",
               export=lambda row: row.next_step),
        Column("owner", _("Manager"), "owner.name", sort="owner__name"),
        Column("came", _("Came"), "came_at", Kind.DATE, "came_at"),
        Column("email", _("E-mail"), hidden=True),
        Column("hashrate", _("Expected hashrate"), "hashrate_phs", Kind.NUMBER, "hashrate_phs", "PH/s", 2, hidden=True),
        Column("units", _("Machines"), "unit_count", Kind.NUMBER, "unit_count", digits=0, hidden=True),
        Column("referral", _("Referral link"), lambda row: str(row.referral or ""), hidden=True),
        Column("inn", _("INN"), kind=Kind.MONO, hidden=True),
    )  # fmt: skip
    filters = (
        ChoiceFilter(key="status", title=_("Status"), lookup="status", choices=LeadStatus.choices),
        ChoiceFilter(
            key="source",
            title=_("Source"),
            lookup="source__uid",
            choices=lambda actor: [(one.uid, str(one)) for one in sources(actor)],
        ),
        ChoiceFilter(
            key="owner",
            title=_("Manager"),
            lookup="owner__uid",
            choices=lambda actor: [(one.uid, one.name) for one in managers(actor)],
        ),
        DateRangeFilter(key="came", title=_("Came"), lookup="came_at"),
        DateRangeFilter(key="step", title=_("Next step"), lookup="next_step_on", instant=False),
    )
    search = ("name__icontains",)
    search_hint = _("Name, company, phone, e-mail or INN")
    order = "-came_at"

    @property
    def empty(self) -> EmptyState:  # type: ignore[override]  # its address is known only when routes are
        """Say how leads come."""
        return EmptyState(
            _("No leads yet"),
            _("They come by the landing form, by referral links, or are entered here: a name and a phone are enough."),
            _("New lead"),
            reverse("crm:lead_new"),
            "user-search",
            LEAD_MANAGE,
        )

    def rows(self, actor: Actor) -> QuerySet[Lead]:
        """Return the leads in reach."""
        return leads(actor)

    def matching(self, rows: QuerySet[Lead], text: str) -> QuerySet[Lead]:
        """Search over names and ways to the person."""
        return matching(self.actor, rows, text)

    def header_actions(self, actor: Actor) -> list[HeaderAction]:
        """Offer a new lead."""
        return [HeaderAction(_("New lead"), reverse("crm:lead_new"), LEAD_MANAGE)]
