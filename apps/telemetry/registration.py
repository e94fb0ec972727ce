"""What telemetry shows in other rooms: statuses, navigation, the panel of a unit, keys of agents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.policy import client_ip
from apps.common import merging, navigation, panels, statuses
from apps.common.http import bearer
from apps.common.scope import SystemJob, system_scope
from apps.inventory import measuring
from apps.telemetry import layers
from apps.telemetry.permissions import AGENT_MANAGE, TELEMETRY_VIEW
from apps.telemetry.rules.keys import KEY_PREFIX
from apps.telemetry.selectors.agents import agent_of_key
from apps.telemetry.selectors.devices import devices
from apps.telemetry.selectors.power import measured_power
from apps.telemetry.services.enrolment import agent_actor
from apps.telemetry.views.shapes import state_key, temperature

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.common.actor import Actor


def _actor_of_key(request: HttpRequest, key: str) -> Actor | None:
    """Return the agent behind a bearer key."""
    with system_scope(SystemJob.AUTHENTICATE):
        agent = agent_of_key(key)
        if agent is None:
            return None
        return agent_actor(agent, ip=client_ip(request), request_id=getattr(request, "request_id", ""))


def _unit_panel(actor: Actor, unit: Any) -> dict[str, Any] | None:
    """Return the latest reading of a unit's machine; nothing when no machine is matched."""
    device = devices(actor).filter(unit=unit).first()
    if device is None:
        return None
    return {
        "device": device,
        "live": getattr(device, "live", None),
        "state": state_key(device),
        "temperature_c": temperature(device),
    }


def register() -> None:
    """Register everything; called once when the application is ready."""
    statuses.add("no_hashrate", statuses.Tone.AMBER, "bolt-off", _("No hashrate reported"))
    statuses.add("starting", statuses.Tone.BLUE, "player-play", _("Starting"))
    statuses.add("no_data", statuses.Tone.GREY, "database-off", _("No data"))
    statuses.add("silent", statuses.Tone.RED, "access-point-off", _("Silent"))
    bearer.register(KEY_PREFIX, _actor_of_key)
    measuring.install(measured_power)
    layers.register()
    merging.keep(
        "crm.client", "telemetry.FleetFigures.client", "figures of the past stay with whom they were counted for"
    )
    panels.register(
        "inventory.unit",
        panels.Panel("telemetry", _("Telemetry"), "telemetry/panels/unit.html", TELEMETRY_VIEW, _unit_panel),
    )
    group = navigation.Group.TELEMETRY
    navigation.register(
        navigation.NavItem("miners", _("Miners"), "telemetry:miners", TELEMETRY_VIEW, "cpu", 10, group, bottom_bar=True)
    )
    navigation.register(
        navigation.NavItem(
            "problems",
            _("Problems"),
            "telemetry:problems",
            TELEMETRY_VIEW,
            "alert-triangle",
            20,
            group,
            bottom_bar=True,
        )
    )
    navigation.register(
        navigation.NavItem("agents", _("Agents"), "telemetry:agents", AGENT_MANAGE, "access-point", 30, group)
    )
