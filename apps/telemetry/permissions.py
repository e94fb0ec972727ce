"""Rights of telemetry, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.access import Reach, declare
from apps.common.roles import Role

_CLIENTS = {
    Role.CLIENT_VIEWER: Reach.CLIENT,
    Role.CLIENT_OPERATOR: Reach.CLIENT,
    Role.CLIENT_ADMIN: Reach.CLIENT,
}

TELEMETRY_VIEW = declare(
    "telemetry.reading.view",
    _("see machine telemetry and problems"),
    {
        Role.ADMIN: Reach.SITES,
        Role.MANAGER: Reach.SITES,
        Role.ACCOUNTANT: Reach.SITES,
        Role.WAREHOUSE: Reach.SITES,
        Role.TECHNICIAN: Reach.SITES,
        **_CLIENTS,
    },
)
DEVICE_MATCH = declare(
    "telemetry.device.match",
    _("match found machines to units"),
    {Role.ADMIN: Reach.SITES, Role.TECHNICIAN: Reach.SITES},
)
AGENT_MANAGE = declare(
    "telemetry.agent.manage",
    _("enrol agents and revoke their keys"),
    {Role.ADMIN: Reach.SITES, Role.TECHNICIAN: Reach.SITES},
)
# Held by no person: agents come with their own key.
AGENT_CONNECT = declare("telemetry.agent.connect", _("talk to the server as an agent"), {})
