"""Real objects for telemetry's addresses in the matrix of roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.common.clock import now
from apps.telemetry.models import Agent, Device, EnrolmentCode, Problem
from tests.access import objects
from tests.telemetry.factories import make_agent, make_device, make_problem

if TYPE_CHECKING:
    from apps.accounts.models import User
    from tests.access.world import Place


@objects.completes
def give_a_machine(place: Place) -> None:
    """Let an agent of the place's site read the place's unit, with a problem; and a code for another agent."""
    site = place.things["site"]
    agent, _key = make_agent(site)
    device = make_device(agent, place.things["unit"])
    code = EnrolmentCode.objects.create(
        organisation_id=site.organisation_id,
        site=site,
        digest=f"matrix-{site.pk}",
        agent_name="next",
        expires_at=now(),
    )
    place.things |= {"agent": agent, "device": device, "problem": make_problem(device), "code": code}


def _thing(name: str) -> objects.Maker:
    """Return a maker that gives the place's own object."""

    def make(place: Place, user: User) -> Any:
        return place.things[name]

    return make


def _figure(place: Place, user: User) -> str:
    """Return the chart's figure in the address."""
    return "hashrate"


objects.register("telemetry:miner*", uid=_thing("device"))
objects.register("telemetry:miner_history", uid=_thing("device"), figure=_figure)
objects.register("telemetry:match", uid=_thing("device"))
objects.register("telemetry:agent*", uid=_thing("agent"))
objects.register("telemetry_api:device*", uid=_thing("device"))
objects.register("telemetry_api:problem*", uid=_thing("problem"))
objects.register("telemetry_api:agent*", uid=_thing("agent"))
for model, name in ((Agent, "agent"), (Device, "device"), (Problem, "problem"), (EnrolmentCode, "code")):
    objects.register_model(model, _thing(name))
