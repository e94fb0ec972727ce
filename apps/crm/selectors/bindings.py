"""Bindings of client users, asked for by the access policy when an actor is made."""

from __future__ import annotations

from apps.crm.models import ClientUserBinding


def client_ids_of_user(user_id: int) -> tuple[int, ...]:
    """Return the clients a user is bound to. Needs a system scope."""
    bound = ClientUserBinding.objects.filter(user_id=user_id, permission__codename="use_portal")
    return tuple(bound.values_list("content_object_id", flat=True))
