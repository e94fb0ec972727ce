"""The world of the access tests: two organisations, two clients in the first, one person of each role at each place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from apps.accounts.models import Organisation, User
from apps.common.actor import Actor
from apps.common.roles import CLIENT_ROLES, Role
from tests.factories import actor_for, make_organisation, make_user


@dataclass(eq=False)
class Place:
    """A corner of the world: an organisation, and in it a client and a site of its own (`things` by name).

    `people` are the persons bound to this client and site.
    """

    name: str
    organisation: Organisation
    people: dict[Role, User]
    things: dict[str, Any] = field(default_factory=dict)
    made: dict[Any, Any] = field(default_factory=dict)

    def actor(self, role: Role = Role.ADMIN) -> Actor:
        """Return the actor of this place's person of a role, with the bindings of now."""
        return actor_for(self.people[role])


@dataclass(eq=False)
class World:
    """`own` and `sibling` lie in one organisation (other client, other site), `foreign` in another."""

    own: Place
    sibling: Place
    foreign: Place
    visitors: dict[Any, Any] = field(default_factory=dict)

    @property
    def places(self) -> tuple[Place, Place, Place]:
        """Return all three."""
        return (self.own, self.sibling, self.foreign)


def _place(name: str, organisation: Organisation) -> Place:
    people = {
        role: make_user(
            None if role is Role.PLATFORM else organisation, role, login=f"{name}-{role}", email=f"{name}-{role}@x.test"
        )
        for role in Role
    }
    return Place(name, organisation, people)


def make_world() -> World:
    """Make the three places; what apps add comes by `objects.complete`."""
    north, south = make_organisation("north"), make_organisation("south")
    return World(_place("own", north), _place("sibling", north), _place("foreign", south))


__all__ = ["CLIENT_ROLES", "Place", "World", "make_world"]
