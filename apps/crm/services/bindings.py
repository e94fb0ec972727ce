"""Which user of a customer belongs to which client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from apps.audit.services import record
from apps.common import access
from apps.common.errors import Invalid
from apps.common.roles import CLIENT_ROLES, Role
from apps.crm.models import Client, ClientUserBinding
from apps.crm.permissions import CLIENT_USER_BIND
from apps.crm.services.locking import lock_working_client

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.common.actor import Actor


def bind_client_user(user: User, *, by: Actor, client: Client) -> ClientUserBinding:
    """Let a client user work for `client` and no other, and return the binding; it holds from the next request.

    Effects: an earlier binding of the user is replaced; one audit record, none when nothing changes.
    Raises AccessDenied, ClientArchived, Invalid (the user is no client user of this organisation).
    """
    access.require(by, CLIENT_USER_BIND, client)
    if user.organisation_id != client.organisation_id or Role(user.role) not in CLIENT_ROLES:
        raise Invalid(field="user")
    with transaction.atomic():
        locked = lock_working_client(client)
        earlier: ClientUserBinding | None = (
            ClientUserBinding.objects.select_for_update(of=("self",))
            .select_related("content_object")
            .filter(user=user)
            .first()
        )
        if earlier is not None and earlier.content_object_id == locked.pk:
            return earlier
        before = None
        if earlier is not None:
            before = {"user": str(user.uid), "client": str(earlier.content_object.uid)}
            earlier.delete()
        binding: ClientUserBinding = ClientUserBinding.objects.create(
            organisation_id=locked.organisation_id, user=user, content_object=locked, permission=_portal()
        )
        after = {"user": str(user.uid), "client": str(locked.uid)}
        record(by=by, action="crm.client_user.bind", subject=locked, before=before, after=after)
    return binding


def unbind_client_user(user: User, *, by: Actor) -> None:
    """Take a client user's binding away; the user sees nothing from the next request on.

    Effects: one audit record, none when there was no binding. Raises AccessDenied.
    """
    access.require(by, CLIENT_USER_BIND)
    with transaction.atomic():
        binding = ClientUserBinding.objects.select_related("content_object").filter(user=user).first()
        if binding is None:
            return
        client = binding.content_object
        access.require(by, CLIENT_USER_BIND, client)
        binding.delete()
        before = {"user": str(user.uid), "client": str(client.uid)}
        record(by=by, action="crm.client_user.unbind", subject=client, before=before)


def _portal() -> Permission:
    """Return the object permission that a binding carries."""
    kind = ContentType.objects.get_for_model(Client)
    return Permission.objects.get(content_type=kind, codename="use_portal")
