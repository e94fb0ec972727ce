"""Navigation of inventory: places, equipment, models, plans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common import navigation
from apps.common.navigation import Group, NavItem
from apps.common.roles import CLIENT_ROLES, Role
from apps.inventory.permissions import MODEL_VIEW, PLACE_VIEW, PLAN_VIEW, UNIT_VIEW

_STAFF = frozenset(set(Role) - CLIENT_ROLES)
_OFFICE = frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER, Role.ACCOUNTANT})
_GROUP = Group.EQUIPMENT

_ITEMS = (
    NavItem(
        "inventory.units",
        _("Equipment"),
        "inventory:units",
        UNIT_VIEW,
        "cpu",
        300,
        _GROUP,
        bottom_bar=True,
        roles=_STAFF,
        short_title=_("Find"),
    ),
    NavItem("inventory.sites", _("Sites"), "inventory:sites", PLACE_VIEW, "building", 310, _GROUP),
    NavItem("inventory.plans", _("Plans"), "inventory:plans", PLAN_VIEW, "layout-grid", 312, _GROUP),
    NavItem("inventory.reservations", _("Reserved power"), "inventory:reservations", PLACE_VIEW, "bolt", 315, _GROUP),
    NavItem(
        "inventory.models", _("Models"), "inventory:models", MODEL_VIEW, "list-details", 320, _GROUP, roles=_OFFICE
    ),
)


def register() -> None:
    """Add the pages to the menu."""
    for item in _ITEMS:
        navigation.register(item)
