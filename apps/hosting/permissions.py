"""Rights of hosting, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.access import Reach, declare
from apps.common.roles import CLIENT_ROLES, EVERY_ROLE, Role

# The first screen differs by role; what stands on it is narrowed by the rights of the rooms it comes from.
HOME = declare("hosting.home.view", _("open the first screen"), dict.fromkeys(EVERY_ROLE, Reach.OWN))
PORTAL = declare("hosting.portal.view", _("open the client portal"), dict.fromkeys(CLIENT_ROLES, Reach.CLIENT))
FIGURES = declare(
    "hosting.figures.view",
    _("see the charts of sites and machines"),
    {
        Role.ADMIN: Reach.SITES,
        Role.MANAGER: Reach.SITES,
        Role.TECHNICIAN: Reach.SITES,
        **dict.fromkeys(CLIENT_ROLES, Reach.CLIENT),
    },
)
