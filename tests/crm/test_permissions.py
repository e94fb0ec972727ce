"""The rights of crm against the product's matrix."""

from __future__ import annotations

from apps.common.access import Permission, Reach
from apps.common.roles import CLIENT_ROLES, Role
from apps.crm import permissions

DESK = {Role.OWNER, Role.ADMIN, Role.MANAGER}
BASE = DESK | {Role.ACCOUNTANT, Role.WAREHOUSE, Role.TECHNICIAN}
BOOKS = DESK | {Role.ACCOUNTANT}
BRINGERS = {Role.BROKER, Role.PARTNER}
BROUGHT = DESK | BRINGERS
# Who keeps plans and payments: the manager reads them only.
KEEPERS = {Role.OWNER, Role.ADMIN, Role.ACCOUNTANT}
MATRIX = {
    "CLIENT_VIEW": BASE | CLIENT_ROLES,
    "CLIENT_CARD": BASE,
    "CLIENT_MANAGE": DESK,
    "ACCOUNT_VIEW": DESK | {Role.ACCOUNTANT} | CLIENT_ROLES,
    "PERSONAL_VIEW": DESK | {Role.ACCOUNTANT} | CLIENT_ROLES,
    "PERSONAL_REVEAL": DESK,
    "CONTRACT_VIEW": BASE | CLIENT_ROLES,
    "CONTRACT_PAGE": BASE,
    "CONTRACT_MANAGE": DESK,
    "BROKER_VIEW": BOOKS | BRINGERS,
    "BROKER_CARD": BOOKS,
    "BROKER_MANAGE": DESK,
    "BROKER_DESK": BRINGERS,
    "PLAN_VIEW": BOOKS,
    "PLAN_MANAGE": KEEPERS,
    "COMMISSION_VIEW": BOOKS | BRINGERS,
    "COMMISSION_PAGE": BOOKS,
    "COMMISSION_MANAGE": KEEPERS,
    "DASHBOARD": DESK,
    "CONTRACT_MASK_MANAGE": {Role.OWNER, Role.ADMIN},
    "DOCUMENT_VIEW": DESK,
    "TEMPLATE_MANAGE": DESK,
    "BITRIX_MANAGE": {Role.OWNER, Role.ADMIN},
    "BITRIX_DECIDE": DESK,
    "CLIENT_USER_BIND": {Role.OWNER, Role.ADMIN},
    "LEAD_VIEW": BROUGHT,
    "LEAD_MANAGE": BROUGHT,
    "LEAD_DECIDE": DESK,
    "DEAL_VIEW": BROUGHT,
    "DEAL_MANAGE": DESK,
    "ACTIVITY_VIEW": BROUGHT,
    "ACTIVITY_MANAGE": BROUGHT,
    "TODAY": DESK,
    "PIPELINE_VIEW": BROUGHT,
    "PIPELINE_MANAGE": {Role.OWNER, Role.ADMIN},
    "REFERRAL_VIEW": BROUGHT,
    "REFERRAL_MANAGE": BROUGHT,
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


def test_brokers_and_partners_reach_what_they_brought_and_earned_only() -> None:
    names = (
        "LEAD_VIEW", "LEAD_MANAGE", "DEAL_VIEW", "ACTIVITY_VIEW", "ACTIVITY_MANAGE", "REFERRAL_VIEW", "REFERRAL_MANAGE",
        "BROKER_VIEW", "BROKER_DESK", "COMMISSION_VIEW",
    )  # fmt: skip
    reaches = {getattr(permissions, name).reach[role] for name in names for role in (Role.BROKER, Role.PARTNER)}
    assert reaches == {Reach.OWN}
