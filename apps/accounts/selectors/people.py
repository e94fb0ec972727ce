"""People by what they do: whom to tell about a site, a client or the whole company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.accounts.models import User
from apps.accounts.policy import actor_for_user
from apps.common.roles import STAFF_ROLES
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from collections.abc import Collection

    from apps.common.actor import Actor
    from apps.common.roles import Role


def user_ids(
    organisation_id: int, roles: Collection[Role], *, site_id: int | None = None, client_id: int | None = None
) -> list[int]:
    """Return the working accounts with one of these roles, for `notify`.

    With `site_id` only those whose work reaches that site, with `client_id` only users of that client. Asked by
    services, whatever the right of the actor to see users.
    """
    with system_scope(SystemJob.OUTBOX):
        found = User.objects.filter(organisation_id=organisation_id, role__in=list(roles)).order_by("pk")
        actors = [actor_for_user(user) for user in found if user.is_active]
    return [
        actor.id
        for actor in actors
        if actor.id is not None
        and (site_id is None or actor.site_ids is None or site_id in actor.site_ids)
        and (client_id is None or client_id in actor.client_ids)
    ]


def names_by_login(actor: Actor, everybody: bool) -> dict[str, str]:  # noqa: FBT001 - the shape of a provider
    """Return the full names of the staff of the actor's organisation by login, or of `everybody` of it.

    A client's user reads only their own. The users of clients are many and rarely named.
    """
    people = User.objects.filter(organisation_id=actor.tenant_id)
    if not everybody:
        people = people.filter(role__in=STAFF_ROLES)
    return dict(people.values_list("login", "name"))
