"""Factories of hosting: a small working site, its people and machines, seen from every role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.accounts.models import User
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from tests.crm.factories import bind_user
from tests.factories import actor_for, make_user
from tests.inventory.factories import World, make_world, place
from tests.telemetry.factories import make_agent, make_device, make_problem

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from apps.telemetry.models import Agent, Device


@dataclass(frozen=True)
class Running:
    """A world whose units run: one mines, one is offline with a problem, one was never read, one is not placed."""

    world: World
    agent: Agent
    devices: list[Device]
    client_user: User

    @property
    def client(self) -> Actor:
        """The client's user as the policy sees it."""
        return actor_for(self.client_user)

    def user_of(self, actor: Actor) -> User:
        """Return the person behind an actor."""
        with system_scope(SystemJob.MAINTENANCE):
            return User.objects.get(pk=actor.person_id)


def make_running(organisation: Organisation) -> Running:
    """Make a running site."""
    world = make_world(organisation, limit_w=None)
    for unit, shelf in zip(world.units[:3], world.shelves, strict=False):
        place(unit, shelf)
    agent, _key = make_agent(world.site, last_heard_at=None)
    devices = [
        make_device(agent, world.units[0], hashrate_ths=100.0, power_w=2000.0),
        make_device(agent, world.units[1], state=1),
        make_device(agent, world.units[2]),
    ]
    make_problem(devices[1])
    user = make_user(organisation, Role.CLIENT_VIEWER)
    bind_user(user, world.client)
    return Running(world, agent, devices, user)
