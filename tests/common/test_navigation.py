"""The navigation shows what the actor may open, in the words of the role."""

from __future__ import annotations

import pytest

from apps.common import access, navigation
from apps.common.access import Permission, Reach
from apps.common.actor import ANONYMOUS, Actor, ActorKind
from apps.common.navigation import Group, NavItem, NavLink
from apps.common.roles import Role


@pytest.fixture
def permission(monkeypatch: pytest.MonkeyPatch) -> Permission:
    monkeypatch.setattr(access, "_declared", {})
    roles = {Role.MANAGER: Reach.ORGANISATION, Role.WAREHOUSE: Reach.SITES}
    return access.declare("test.open", "Open", roles)


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(navigation, "reverse", lambda name: f"/{name}/")


def actor(role: Role) -> Actor:
    return Actor(kind=ActorKind.USER, label="P", id=1, organisation_id=1, role=role)


def item(key: str, permission: Permission, **values: object) -> NavItem:
    return NavItem(**{"key": key, "title": key, "url_name": key, "permission": permission, "icon": "cpu"} | values)  # type: ignore[arg-type]


def test_an_entry_is_hidden_from_those_without_the_right(permission: Permission) -> None:
    navigation.register(item("units", permission))
    assert [navigation.grouped(one, "/") for one in (actor(Role.DRIVER), ANONYMOUS)] == [[], []]


def test_an_entry_of_one_role_is_hidden_from_another(permission: Permission) -> None:
    navigation.register(item("receive", permission, roles=frozenset({Role.WAREHOUSE})))
    assert navigation.grouped(actor(Role.MANAGER), "/") == []


def test_groups_come_in_the_order_of_the_business(permission: Permission) -> None:
    navigation.register(item("audit", permission, group=Group.RECORD, order=1))
    navigation.register(item("clients", permission, group=Group.CLIENTS, order=9))
    titles = [group.title for group in navigation.grouped(actor(Role.MANAGER), "/")]
    assert titles == [str(Group.CLIENTS.value), str(Group.RECORD.value)]


def test_the_longest_fitting_address_is_current(permission: Permission) -> None:
    navigation.register(item("units", permission))
    navigation.register(item("units/new", permission))
    current = [link.key for _item, link in navigation.links(actor(Role.MANAGER), "/units/new/") if link.current]
    assert current == ["units/new"]


def test_the_bottom_bar_holds_four_tasks(permission: Permission) -> None:
    for number in range(6):
        navigation.register(item(f"task-{number}", permission, bottom_bar=True, short_title=f"T{number}", order=number))
    bar = navigation.bottom_bar(actor(Role.WAREHOUSE), "/")
    assert bar == [NavLink(f"task-{n}", f"task-{n}", f"T{n}", f"/task-{n}/", "cpu", current=False) for n in range(4)]


def test_an_entry_is_registered_once(permission: Permission) -> None:
    navigation.register(item("units", permission))
    with pytest.raises(ValueError, match="units"):
        navigation.register(item("units", permission))
