"""The rights of crm against the product's matrix."""

from __future__ import annotations

from apps.common.access import Permission
from apps.common.roles import CLIENT_ROLES, Role
from apps.crm import permissions

DESK = {Role.OWNER, Role.ADMIN, Role.MANAGER}
BASE = DESK | {Role.ACCOUNTANT, Role.WAREHOUSE, Role.TECHNICIAN}
MATRIX = {
    "CLIENT_VIEW": BASE | CLIENT_ROLES,
    "CLIENT_CARD": BASE,
    "CLIENT_MANAGE": DESK,
    "ACCOUNT_VIEW": DESK | {Role.ACCOUNTANT} | CLIENT_ROLES,
    "PERSONAL_REVEAL": DESK,
    "CONTRACT_VIEW": BASE | CLIENT_ROLES,
    "CONTRACT_PAGE": BASE,
    "CONTRACT_MANAGE": DESK,
    "DOCUMENT_VIEW": DESK,
    "CLIENT_USER_BIND": {Role.OWNER, Role.ADMIN},
}


def test_each_right_is_held_by_the_roles_of_the_matrix_and_no_other() -> None:
    declared = {name: set(one.reach) for name, one in vars(permissions).items() if isinstance(one, Permission)}
    assert declared == {name: set(roles) for name, roles in MATRIX.items()}


def test_client_users_reach_their_own_client_only() -> None:
    reaches = {
        permission.reach[role]
        for permission in (permissions.CLIENT_VIEW, permissions.CONTRACT_VIEW, permissions.ACCOUNT_VIEW)
        for role in CLIENT_ROLES
    }
    assert reaches == {"client"}
