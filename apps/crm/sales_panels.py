"""What sales shows elsewhere: navigation, search, statuses, kinds of notifications, its panels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts import notifications
from apps.common import access, navigation, panels, search, statuses
from apps.common.roles import Role
from apps.common.statuses import Tone
from apps.crm.enums import DealStatus, LeadStatus
from apps.crm.permissions import (
    ACTIVITY_VIEW,
    DEAL_MANAGE,
    DEAL_VIEW,
    LEAD_VIEW,
    PIPELINE_MANAGE,
    REFERRAL_VIEW,
    TODAY,
)
from apps.crm.selectors import deals as deal_rows
from apps.crm.selectors import leads as lead_rows
from apps.crm.selectors.expansion import expansion_of
from apps.crm.services import telling
from apps.crm.views.today import PLACE, today_panel

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.models import Client

_BRINGERS = frozenset({Role.BROKER, Role.PARTNER})


def _seeks_leads(actor: Actor) -> tuple[str, bool] | None:
    """Return what is looked for among the searched texts."""
    return ("crm.lead", True) if access.holds(actor, LEAD_VIEW) else None


def _seeks_deals(actor: Actor) -> tuple[str, bool] | None:
    """Return what is looked for among the searched texts."""
    return ("crm.deal", True) if access.holds(actor, DEAL_VIEW) else None


def _find_leads(actor: Actor, text: str, limit: int) -> list[search.Hit]:
    """Find leads by name, company, phone, e-mail or INN."""
    if not access.holds(actor, LEAD_VIEW):
        return []
    rows = lead_rows.matching(actor, lead_rows.leads(actor), text, at_most=search.LOOKED_AT, tolerant=False)[:limit]
    return [
        search.Hit(str(row), reverse("crm:lead", args=[row.uid]), "user-search", str(row.get_status_display()))
        for row in rows
    ]


def _find_deals(actor: Actor, text: str, limit: int) -> list[search.Hit]:
    """Find deals by title; those of a client are a step from the client that is found."""
    if not access.holds(actor, DEAL_VIEW):
        return []
    rows = deal_rows.listed(actor).filter(pk__among=deal_rows.titled(actor, text, at_most=search.LOOKED_AT))[:limit]
    return [search.Hit(str(row), reverse("crm:deal", args=[row.uid]), "briefcase", str(row.stage)) for row in rows]


def _expansion(actor: Actor, client: Client) -> dict[str, Any] | None:
    """Return why to ask the client for more power, with the deal that is open already."""
    hint = expansion_of(actor, client)
    if hint is None:
        return None
    return {"hint": hint, "open_deal": deal_rows.deals(actor).filter(client=client, status=DealStatus.OPEN).first()}


def register() -> None:
    """Register everything; called once when the app is ready."""
    _register_navigation()
    panels.register(
        "crm.client.side",
        panels.Panel("crm.expansion", _("Expansion"), "crm/panels/expansion.html", DEAL_MANAGE, _expansion, 10),
    )
    search.register(search.Provider("crm.leads", _("Leads"), _find_leads, order=220, sought=_seeks_leads))
    search.register(search.Provider("crm.deals", _("Deals"), _find_deals, order=215, sought=_seeks_deals))
    _register_statuses()
    every = (notifications.IN_APP, notifications.EMAIL, notifications.TELEGRAM)
    notifications.register_kind(telling.NEW_LEAD, _("New lead: %(lead)s"), every, title=_("New leads"))
    notifications.register_kind(
        telling.LEAD_ASSIGNED, _("The lead %(lead)s is yours now"), every, title=_("Leads given to me")
    )
    notifications.register_kind(
        telling.ACTIVITY_DUE, _("Reminder: %(title)s · %(subject)s"), every, title=_("Reminders of my tasks")
    )
    panels.register(PLACE, panels.Panel("crm.today", _("Today"), "crm/partials/today.html", TODAY, today_panel))
    panels.register(
        "crm.client.actions",
        panels.Panel(
            "crm.deal.new", _("Deal"), "crm/partials/deal_button.html", DEAL_MANAGE, lambda _actor, _client: {}, 10
        ),
    )


def _register_navigation() -> None:
    """Put sales into the navigation."""
    group = navigation.Group.CLIENTS
    for item in (
        navigation.NavItem("crm.today", _("Today"), "crm:today", TODAY, "calendar-check", 190, group),
        navigation.NavItem(
            "crm.board", _("Deals"), "crm:deal_board", DEAL_MANAGE, "layout-kanban", 195, group, bottom_bar=True
        ),
        navigation.NavItem("crm.leads", _("Leads"), "crm:leads", LEAD_VIEW, "user-search", 198, group, bottom_bar=True),
        navigation.NavItem(
            "crm.deals.own", _("Deals"), "crm:deals", DEAL_VIEW, "briefcase", 199, group, bottom_bar=True,
            roles=_BRINGERS,
        ),
        navigation.NavItem("crm.activities", _("Activities"), "crm:activities", ACTIVITY_VIEW, "checkbox", 205, group),
        navigation.NavItem(
            "crm.expiring", _("Expiring contracts"), "crm:contracts_expiring", DEAL_MANAGE, "calendar-exclamation",
            215, group,
        ),
        navigation.NavItem(
            "crm.referrals", _("Referral links"), "crm:referrals", REFERRAL_VIEW, "link", 220, group,
        ),
        navigation.NavItem(
            "crm.sales_settings", _("Stages and sources"), "crm:sales_settings", PIPELINE_MANAGE,
            "adjustments", 905, navigation.Group.SETTINGS,
        ),
    ):  # fmt: skip
        navigation.register(item)


def _register_statuses() -> None:
    """Give states of leads and deals their colours and icons."""
    for lead_status, tone, icon in (
        (LeadStatus.NEW, Tone.BLUE, "sparkles"),
        (LeadStatus.IN_WORK, Tone.AMBER, "progress"),
        (LeadStatus.QUALIFIED, Tone.GREEN, "checks"),
        (LeadStatus.CONVERTED, Tone.GREEN, "arrow-right"),
        (LeadStatus.REFUSED, Tone.GREY, "ban"),
    ):
        statuses.add(f"lead_{lead_status}", tone, icon, lead_status.label)
    for deal_status, tone, icon in (
        (DealStatus.OPEN, Tone.BLUE, "progress"),
        (DealStatus.WON, Tone.GREEN, "trophy"),
        (DealStatus.LOST, Tone.GREY, "ban"),
    ):
        statuses.add(f"deal_{deal_status}", tone, icon, deal_status.label)
    statuses.add("done", Tone.GREEN, "checks", pgettext_lazy("activity", "Done"))
