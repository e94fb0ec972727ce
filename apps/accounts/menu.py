"""What accounts puts into the menu: people, and the pages of the company's settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.accounts import permissions
from apps.common import navigation
from apps.common.navigation import Group, NavItem


def register() -> None:
    """Register the items; called once when the app is ready."""
    navigation.register(
        NavItem("accounts.users", _("Users"), "accounts:users", permissions.USER_VIEW, "users", 700, Group.PEOPLE)
    )
    for key, title, permission, icon, order in (
        ("settings", _("Company settings"), permissions.SETTINGS_MANAGE, "settings", 900),
        ("integrations", _("Integrations"), permissions.SETTINGS_MANAGE, "plug-connected", 905),
        ("outbox", _("Messages not sent"), permissions.OUTBOX_MANAGE, "mail", 910),
    ):
        navigation.register(
            NavItem(f"accounts.{key}", title, f"accounts:{key}", permission, icon, order, Group.SETTINGS)
        )
