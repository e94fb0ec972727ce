"""The table of who may do what, as it is agreed with people, against what the apps declare."""

from __future__ import annotations

import pytest

from apps.common import access
from apps.common.roles import CLIENT_ROLES, Role

STAFF = ("admin", "manager", "accountant", "warehouse", "technician", "driver")
# One line per agreed right: the staff who hold it, whether clients' users do, and the permissions that stand for it.
AGREED: list[tuple[str, str, bool, tuple[str, ...]]] = [
    ("manage clients and contracts", "admin manager", False, ("crm.client.manage", "crm.contract.manage")),
    (
        "register intake and return acts",
        "admin manager",
        False,
        ("logistics.intake.register", "inventory.unit.register", "logistics.return.register"),
    ),
    ("create movements", "admin manager technician", False, ("logistics.movement.create",)),
    ("accept a movement at the destination", "admin warehouse technician", False, ("logistics.movement.accept",)),
    ("pick up, report mismatch, hand to the receiver", "driver", False, ("logistics.movement.drive",)),
    ("plan routes, keep vehicles", "admin manager", False, ("logistics.route.plan",)),
    ("see routes (a driver the own)", "admin manager driver", False, ("logistics.route.view",)),
    ("hand over to the owner", "admin warehouse", False, ("logistics.return.hand_over",)),
    # A driver sees names and addresses of the own tasks only, as part of the task.
    ("see the client base", "admin manager accountant warehouse technician", True, ("crm.client.view",)),
    ("import clients, contacts and contracts", "admin manager", False, ("common.import",)),
    ("export them", "admin manager accountant warehouse technician", False, ("common.export",)),
    # Whose workplace a site is follows from its type: apps.inventory.permissions.
    (
        "workplaces of warehouse and site",
        "admin warehouse technician",
        False,
        ("logistics.workplace", "inventory.unit.place"),
    ),
    (
        "places, model directory, users, settings, integrations",
        "admin",
        False,
        ("inventory.place.manage", "inventory.model.manage", "accounts.settings.manage", "accounts.outbox.manage"),
    ),
    (
        "machine telemetry and problems",
        "admin manager accountant warehouse technician",
        True,
        ("telemetry.reading.view",),
    ),
    ("agents: enrol, keys", "admin technician", False, ("telemetry.agent.manage",)),
    ("audit log", "admin", True, ("audit.record.view",)),
    ("verify the audit log", "admin", False, ("audit.record.verify", "audit.record.export")),
    ("platform", "", False, ("accounts.organisation.manage",)),
]


@pytest.mark.parametrize(("right", "staff", "clients", "names"), AGREED, ids=[line[0] for line in AGREED])
def test_the_declared_roles_are_the_agreed_ones(right: str, staff: str, clients: bool, names: tuple[str, ...]) -> None:
    for name in names:
        permission = access.named(name)
        assert permission is not None, f"{name} is not declared"
        holders = {str(role) for role in permission.reach}
        assert holders & set(STAFF) == set(staff.split()), permission.name
        assert bool(holders & {str(role) for role in CLIENT_ROLES}) is clients, permission.name


def test_users_are_managed_by_the_administrator_and_sub_accounts_by_the_clients_administrator() -> None:
    permission = access.named("accounts.user.manage")
    assert permission is not None
    assert {role: str(reach) for role, reach in permission.reach.items()} == {
        Role.ADMIN: "organisation",
        Role.OWNER: "organisation",
        Role.CLIENT_ADMIN: "client",
    }


def test_the_owner_may_what_the_administrator_may() -> None:
    for permission in access.declared():
        assert (Role.OWNER in permission.reach) >= (Role.ADMIN in permission.reach), permission.name


def test_a_clients_user_never_reaches_beyond_the_own_client() -> None:
    wide = [
        f"{permission.name}: {role}"
        for permission in access.declared()
        for role, reach in permission.reach.items()
        if role in CLIENT_ROLES and str(reach) not in {"client", "own"}
        if not permission.name.startswith(("inventory.model.", "common."))
    ]
    assert wide == []


def test_a_prospect_holds_only_the_own_account_and_what_everybody_has() -> None:
    names = {permission.name for permission in access.declared() if Role.PROSPECT in permission.reach}
    assert {name for name in names if not name.startswith(("accounts.", "common.", "hosting."))} == set()
