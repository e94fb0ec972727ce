"""The client of a client's user, chosen on the page of the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from apps.accounts.bindings import Binder
from apps.common import access
from apps.common.roles import CLIENT_ROLES
from apps.crm.models import Client, ClientUserBinding
from apps.crm.permissions import CLIENT_USER_BIND
from apps.crm.services.bindings import bind_client_user, unbind_client_user

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.accounts.models import User
    from apps.common.actor import Actor


def _choices(by: Actor) -> list[tuple[str, str]]:
    """Return the clients that the actor may bind people to."""
    rows = access.narrow(by, CLIENT_USER_BIND, Client.objects.all()).order_by("name", "pk")
    return [(str(client.uid), str(client)) for client in rows]


def _bound(user: User) -> list[str]:
    """Return the client a user is bound to."""
    rows = ClientUserBinding.objects.filter(user=user).select_related("content_object")
    return [str(binding.content_object.uid) for binding in rows]


def _bind(user: User, by: Actor, uids: Sequence[str]) -> None:
    """Bind a user to the one chosen client, or to none."""
    if not uids:
        unbind_client_user(user, by=by)
        return
    client = access.fetch(by, CLIENT_USER_BIND, Client.objects.all(), uid=uids[0])
    bind_client_user(user, by=by, client=client)


CLIENT = Binder(
    key="client", title=_("Client"), roles=CLIENT_ROLES, several=False, choices=_choices, bound=_bound, bind=_bind
)
