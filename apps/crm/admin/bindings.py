"""Client users in the admin: which user belongs to which client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.common.admin import AdminServices, HouseAdmin, Write, register
from apps.common.navigation import Group
from apps.crm import services
from apps.crm.models import ClientUserBinding
from apps.crm.permissions import CLIENT_USER_BIND

if TYPE_CHECKING:
    from apps.common.actor import Actor


def _add(by: Actor, _row: ClientUserBinding | None, data: dict[str, Any]) -> ClientUserBinding:
    return services.bind_client_user(data["user"], by=by, client=data["content_object"])


def _delete(by: Actor, row: ClientUserBinding, _data: dict[str, Any]) -> None:
    services.unbind_client_user(row.user, by=by)


@register(ClientUserBinding)
class ClientUserBindingAdmin(HouseAdmin[ClientUserBinding]):
    """Users of customers and their clients."""

    view_permission = CLIENT_USER_BIND
    services = AdminServices(add=Write(CLIENT_USER_BIND, _add), delete=Write(CLIENT_USER_BIND, _delete))
    group = Group.PEOPLE
    order = 60
    icon = "link"
    fields = ("user", "content_object")
    list_display = ("user", "content_object", "created_at")
    list_select_related = ("user", "content_object")
    search_fields = ("user__name", "content_object__name")
