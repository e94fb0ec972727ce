"""Contacts in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.common.admin import AdminServices, HouseAdmin, Write, import_operation, register
from apps.common.navigation import Group
from apps.crm import services
from apps.crm.admin.changes import changed, given
from apps.crm.models import Contact
from apps.crm.permissions import CLIENT_MANAGE, PERSONAL_VIEW

if TYPE_CHECKING:
    from apps.common.actor import Actor

_FIELDS = ("name", "position", "phone", "email", "telegram", "is_main")


def _add(by: Actor, _row: Contact | None, data: dict[str, Any]) -> Contact:
    return services.add_contact(data["client"], by=by, **given(data, _FIELDS))


def _change(by: Actor, row: Contact, data: dict[str, Any]) -> Contact:
    changes = changed(row, data, _FIELDS)
    return services.update_contact(row, by=by, version=data["expected_version"], changes=changes)


def _delete(by: Actor, row: Contact, _data: dict[str, Any]) -> None:
    services.remove_contact(row, by=by)


@register(Contact)
class ContactAdmin(HouseAdmin[Contact]):
    """People at clients."""

    view_permission = PERSONAL_VIEW
    services = AdminServices(
        add=Write(CLIENT_MANAGE, _add), change=Write(CLIENT_MANAGE, _change), delete=Write(CLIENT_MANAGE, _delete)
    )
    group = Group.CLIENTS
    order = 20
    icon = "contacts"
    fields = ("client", *_FIELDS)
    autocomplete_fields = ("client",)
    list_display = ("name", "client", "position", "phone", "email", "is_main")
    list_filter = ("is_main",)
    list_select_related = ("client",)
    search_fields = ("name", "phone", "email", "client__name")
    actions_list = ("import_rows",)

    import_rows = import_operation("contacts", CLIENT_MANAGE)

    def get_readonly_fields(self, request: Any, obj: Contact | None = None) -> tuple[str, ...]:
        """A contact stays with its client."""
        return ("client",) if obj else ()
