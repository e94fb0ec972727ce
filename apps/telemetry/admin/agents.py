"""Agents in the admin: how each stands, scan and revoke as operations; what it is told is changed on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin import HouseAdmin, operation, register
from apps.common.navigation import Group
from apps.common.templatetags.ui import status
from apps.telemetry.forms import RevokeForm
from apps.telemetry.models import Agent
from apps.telemetry.permissions import AGENT_MANAGE
from apps.telemetry.selectors.agents import agent_state
from apps.telemetry.services.agents import request_scan, revoke_agent

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.safestring import SafeString

    from apps.common.actor import Actor


@register(Agent)
class AgentAdmin(HouseAdmin[Agent]):
    """The agents; keys are never shown, only their hash is kept."""

    view_permission = AGENT_MANAGE
    group = Group.TELEMETRY
    order = 10
    icon = "router"
    list_display = ("name", "site", "state", "last_heard_at", "clock_error_ms", "agent_version", "hostname")
    list_filter: ClassVar[Any] = ("status", "site")
    list_select_related = ("site",)
    search_fields = ("name", "hostname", "site__name")
    ordering = ("name",)
    exclude = ("key_digest", "ed25519_public", "x25519_public", "enrolled_signed_at_ms", "heartbeat", "device_revision")
    actions_detail = ("request_scan", "revoke")

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: Agent) -> SafeString:
        """Show active, silent, waiting or revoked."""
        return status(agent_state(row))

    @operation(
        title=gettext_lazy("Scan now"),
        permission=AGENT_MANAGE,
        confirm=gettext_lazy("Agent «%(name)s» will look through its address ranges for machines now."),
        icon="radar",
    )
    def request_scan(self, by: Actor, rows: QuerySet[Agent], data: dict[str, Any]) -> str:
        """Ask the agent to scan."""
        for agent in rows:
            request_scan(by=by, agent=agent)
        return _("The agent will begin the scan within a minute.")

    @operation(
        title=gettext_lazy("Revoke the key"),
        permission=AGENT_MANAGE,
        confirm=gettext_lazy(
            "Agent «%(name)s» goes on reading, but the server takes nothing from it any more. This cannot be undone."
        ),
        form=RevokeForm,
        icon="key_off",
        danger=True,
    )
    def revoke(self, by: Actor, rows: QuerySet[Agent], data: dict[str, Any]) -> str:
        """End the agent's key."""
        for agent in rows:
            revoke_agent(by=by, agent=agent, reason=data["reason"])
        return _("The agent's key no longer works.")
