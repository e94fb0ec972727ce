"""Bindings of client users, asked for by the access policy when an actor is made."""

from __future__ import annotations

from django.db.models import Q

from apps.crm.models import Client, ClientUserBinding


def client_ids_of_user(user_id: int) -> tuple[int, ...]:
    """Return the clients a user is bound to, with the cards merged into them (whose documents are theirs).

    Needs a system scope.
    """
    bound = ClientUserBinding.objects.filter(user_id=user_id, permission__codename="use_portal")
    mine = Client.objects.filter(
        Q(pk__in=bound.values("content_object")) | Q(merged_into__in=bound.values("content_object"))
    )
    return tuple(mine.order_by("pk").values_list("pk", flat=True))
