"""The shared fixtures: one actor of each role, and a browser that is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.common.roles import SITE_BOUND_ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor


def test_there_is_one_actor_of_each_role(actors: Mapping[Role, Actor], organisation: Organisation) -> None:
    assert {actor.role for actor in actors.values()} == set(Role)
    assert {role for role, actor in actors.items() if actor.organisation_id != organisation.pk} == {Role.PLATFORM}


def test_site_bound_roles_see_no_site_without_a_binding(actors: Mapping[Role, Actor]) -> None:
    assert {role for role, actor in actors.items() if actor.site_ids == ()} >= SITE_BOUND_ROLES
    assert actors[Role.MANAGER].site_ids is None
