"""Navigation of logistics, in the words of each role."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common import navigation
from apps.common.navigation import Group, NavItem
from apps.common.roles import Role
from apps.logistics.permissions import (
    CLAIM_VIEW,
    CUSTODY_VIEW,
    INTAKE_REGISTER,
    INTAKE_VIEW,
    MOVEMENT_CREATE,
    MOVEMENT_DRIVE,
    MOVEMENT_VIEW,
    RETURN_REGISTER,
    RETURN_VIEW,
    ROUTE_PLAN,
    ROUTE_VIEW,
    WORKPLACE,
)

_STAFF = frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER, Role.ACCOUNTANT, Role.WAREHOUSE, Role.TECHNICIAN})
_PLANNERS = frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER, Role.TECHNICIAN})

_ITEMS = (
    NavItem("logistics.tasks", _("My tasks"), "logistics:tasks", MOVEMENT_DRIVE, "steering-wheel", 5, bottom_bar=True),
    NavItem(
        "logistics.workplace",
        _("Workplace"),
        "logistics:workplaces",
        WORKPLACE,
        "scan",
        20,
        bottom_bar=True,
        short_title=_("Place"),
    ),
    NavItem(
        "logistics.intake_new",
        _("New intake"),
        "logistics:intake_new",
        INTAKE_REGISTER,
        "package-import",
        40,
        bottom_bar=True,
        short_title=_("Intake"),
    ),
    NavItem(
        "logistics.movement_new",
        _("New movement"),
        "logistics:movement_new",
        MOVEMENT_CREATE,
        "truck",
        42,
        roles=_PLANNERS,
    ),
    NavItem("logistics.return_new", _("New return"), "logistics:return_new", RETURN_REGISTER, "package-export", 44),
    NavItem(
        "logistics.intakes",
        _("Intake acts"),
        "logistics:intakes",
        INTAKE_VIEW,
        "file-text",
        400,
        Group.JOURNEYS,
        bottom_bar=True,
        roles=_STAFF,
        short_title=_("Acts"),
    ),
    NavItem("logistics.movements", _("Movements"), "logistics:movements", MOVEMENT_VIEW, "truck", 410, Group.JOURNEYS),
    NavItem("logistics.routes", _("Routes"), "logistics:routes", ROUTE_VIEW, "route", 414, Group.JOURNEYS),
    NavItem("logistics.vehicles", _("Vehicles"), "logistics:vehicles", ROUTE_PLAN, "car", 416, Group.JOURNEYS),
    NavItem(
        "logistics.returns",
        _("Return acts"),
        "logistics:returns",
        RETURN_VIEW,
        "package-export",
        420,
        Group.JOURNEYS,
        roles=_STAFF,
    ),
    NavItem(
        "logistics.holdings",
        _("Who holds what"),
        "logistics:holdings",
        CUSTODY_VIEW,
        "lock",
        440,
        Group.JOURNEYS,
        roles=_STAFF,
    ),
    NavItem("logistics.claims", _("Claims"), "logistics:claims", CLAIM_VIEW, "alert-triangle", 430, Group.JOURNEYS),
)


def register() -> None:
    """Add every entry; called once when the app is ready."""
    for item in _ITEMS:
        navigation.register(item)
