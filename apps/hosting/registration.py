"""What hosting shows in other rooms: the first screen in the navigation, the notification of critical problems."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.accounts import notifications
from apps.common import navigation
from apps.common.roles import CLIENT_ROLES, EVERY_ROLE, Role
from apps.hosting import receivers
from apps.hosting.permissions import HOME, PORTAL
from apps.telemetry.signals import problems_changed

_OWN_WORDS = {
    Role.TECHNICIAN: (_("My site"), "building-factory-2"),
    Role.MANAGER: (_("My work"), "briefcase"),
    Role.PLATFORM: (_("Organisations"), "building"),
}
_COMPANY = frozenset({Role.OWNER, Role.ADMIN})


def register() -> None:
    """Register everything; called once when the application is ready."""
    for role, (title, icon) in _OWN_WORDS.items():
        navigation.register(
            navigation.NavItem(f"home-{role}", title, "home", HOME, icon, 1, bottom_bar=True, roles=frozenset({role}))
        )
    navigation.register(
        navigation.NavItem("home", _("Company"), "home", HOME, "dashboard", 1, bottom_bar=True, roles=_COMPANY)
    )
    rest = EVERY_ROLE - _COMPANY - CLIENT_ROLES - _OWN_WORDS.keys()
    navigation.register(navigation.NavItem("start", _("Start"), "home", HOME, "home", 1, roles=rest))
    navigation.register(
        navigation.NavItem("portal", _("My machines"), "hosting:portal", PORTAL, "layout-dashboard", 1, bottom_bar=True)
    )
    notifications.register_kind(
        receivers.CRITICAL_PROBLEMS,
        _("Critical problems at %(site)s: %(count)s (%(machines)s)"),
        (notifications.IN_APP, notifications.EMAIL, notifications.TELEGRAM),
        title=_("Critical problems of machines"),
        urgent=True,
    )
    problems_changed.connect(receivers.tell_of_critical_problems, dispatch_uid="hosting.critical_problems")
