"""What brokers and commissions show elsewhere: navigation, search, words of their states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.common import access, navigation, search, statuses
from apps.common.navigation import Group, NavItem
from apps.common.statuses import Tone
from apps.crm.permissions import BROKER_CARD, BROKER_DESK, COMMISSION_PAGE, DASHBOARD, PLAN_VIEW
from apps.crm.selectors.commissions import brokers

if TYPE_CHECKING:
    from apps.common.actor import Actor


def _find_brokers(actor: Actor, text: str, limit: int) -> list[search.Hit]:
    """Find brokers by name."""
    if not access.holds(actor, BROKER_CARD):
        return []
    rows = search.first(brokers(actor).filter(name__icontains=text), limit)
    return [
        search.Hit(str(row), reverse("crm:broker", args=[row.uid]), "affiliate", str(row.get_kind_display()))
        for row in rows
    ]


def register() -> None:
    """Register everything; called once when the app is ready."""
    for item in (
        NavItem(
            "crm.dashboard", _("Sales dashboard"), "crm:dashboard", DASHBOARD, "chart-infographic", 190, Group.CLIENTS
        ),
        NavItem("crm.brokers", _("Brokers"), "crm:brokers", BROKER_CARD, "affiliate", 240, Group.CLIENTS),
        NavItem("crm.commissions", _("Commissions"), "crm:commissions", COMMISSION_PAGE, "coins", 700, Group.MONEY),
        NavItem("crm.payouts", _("Payout acts"), "crm:payouts", COMMISSION_PAGE, "cash-banknote", 710, Group.MONEY),
        NavItem("crm.plans", _("Commission plans"), "crm:plans", PLAN_VIEW, "percentage", 720, Group.MONEY),
        NavItem("crm.own_broker", _("My desk"), "crm:own_broker", BROKER_DESK, "briefcase", 2, bottom_bar=True),
        NavItem("crm.own_accruals", _("My accruals"), "crm:own_accruals", BROKER_DESK, "coins", 3, bottom_bar=True),
    ):
        navigation.register(item)
    search.register(search.Provider("crm.brokers", _("Brokers"), _find_brokers, order=240))
    statuses.add("issued", Tone.BLUE, "file-check", _("Issued"))
