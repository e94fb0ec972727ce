"""Defence in depth: without the policy's filters the database, or the marker test, still catches it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from apps.common import access
from apps.common.roles import CLIENT_ROLES, Role
from tests.access import markers, objects
from tests.access.asking import Visitor
from tests.access.one_world import db, marked, world  # noqa: F401 - fixtures of this module
from tests.access.test_markers import leaks
from tests.accounts.access_objects import notification

if TYPE_CHECKING:
    from apps.accounts.models import Notification, User
    from apps.common.access import Permission
    from apps.common.actor import Actor
    from tests.access.world import World


def _remove(monkeypatch: pytest.MonkeyPatch, name: str | None = None) -> None:
    """Take the filter of one permission (of all without a name) away."""
    real = access.narrow

    def everything(actor: Actor, permission: Permission, rows: Any) -> Any:
        return rows if name is None or permission.name == name else real(actor, permission, rows)

    monkeypatch.setattr(access, "narrow", everything)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLATFORM], ids=str)
def test_without_any_filter_the_database_keeps_organisations_and_clients_apart(
    world: World, marked: markers.Marked, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    _remove(monkeypatch)
    # Exports and searches stand on the same rows as the lists: with the filters test_markers asks them all.
    assert list(leaks(world, role, [marked.foreign, *marked.of_clients(role)], whole=False)) == []


@pytest.mark.parametrize("name", sorted({permission.name for permission in access.declared()}))
def test_each_filter_taken_away_alone_is_caught(
    world: World, marked: markers.Marked, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a client's user each filter is doubled by the database: nothing is read, whichever filter is forgotten."""
    permission = access.named(name)
    assert permission is not None
    roles = sorted(CLIENT_ROLES & set(permission.reach)) or sorted({Role.ADMIN} & set(permission.reach))
    _remove(monkeypatch, name)
    for role in roles[:1]:
        assert list(leaks(world, Role(role), [marked.foreign, *marked.of_clients(Role(role))], only=name)) == []


def test_the_filter_by_person_taken_away_is_seen_by_the_marker(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    other: User = world.sibling.people[Role.MANAGER]
    row: Notification = objects.made(world.sibling, other, notification)
    visitor = Visitor.of(world, world.own.people[Role.MANAGER])
    assert row.kind not in markers.text_of(visitor.ask("GET", "/notifications/"))
    _remove(monkeypatch, "accounts.profile")
    assert row.kind in markers.text_of(visitor.ask("GET", "/notifications/"))
