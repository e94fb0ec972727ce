"""People as the administrator, or a client's administrator, may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404

from apps.accounts.models import User
from apps.accounts.permissions import USER_MANAGE, USER_VIEW
from apps.accounts.policy import actor_for_user
from apps.common import access
from apps.common.roles import CLIENT_ROLES, Role
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from uuid import UUID

    from apps.common.access import Permission
    from apps.common.actor import Actor

LIMIT = 1000


def users(actor: Actor, *, text: str = "", role: str = "", status: str = "") -> list[User]:
    """Return the people in reach by name: of the organisation, or the users of the own client (at most 1,000)."""
    access.require(actor, USER_VIEW)
    found = Q()
    if text:
        found &= Q(name__icontains=text) | Q(login__icontains=text) | Q(email__icontains=text)
    if role:
        found &= Q(role=role)
    if status:
        found &= Q(status=status)
    if not actor.is_client:
        return list(access.narrow(actor, USER_VIEW, User.objects.all()).filter(found).order_by("name", "pk")[:LIMIT])
    with system_scope(SystemJob.CLIENT_ACCOUNTS):
        rows = User.objects.filter(found, organisation_id=actor.tenant_id, role__in=CLIENT_ROLES)
        return [user for user in rows.order_by("name", "pk")[:LIMIT] if _shares_client(actor, user)]


def user(actor: Actor, uid: UUID, permission: Permission = USER_VIEW) -> User:
    """Return one person in reach of the right. Raises AccessDenied without it, Http404 for one out of reach."""
    if not actor.is_client:
        return access.fetch(actor, permission, User.objects.all(), uid=uid)
    access.require(actor, permission)
    with system_scope(SystemJob.CLIENT_ACCOUNTS):
        found = User.objects.filter(uid=uid, organisation_id=actor.tenant_id, role__in=CLIENT_ROLES).first()
        if found is None or not _shares_client(actor, found):
            raise Http404
    return found


def _shares_client(actor: Actor, user: User) -> bool:
    """Whether a person is bound to a client of the actor. Needs a system scope."""
    return bool(set(actor.client_ids) & set(actor_for_user(user).client_ids))


def assignable_roles(actor: Actor) -> list[Role]:
    """Return the roles that the actor may give: never one above the own, platform staff by nobody."""
    if not access.holds(actor, USER_MANAGE):
        return []
    if actor.is_client:
        return [role for role in Role if role in CLIENT_ROLES]
    above = {Role.PLATFORM} if actor.role is Role.OWNER else {Role.PLATFORM, Role.OWNER}
    return [role for role in Role if role not in above]
