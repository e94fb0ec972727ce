"""Clients in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin import AdminServices, HouseAdmin, Write, import_operation, operation, register
from apps.common.navigation import Group
from apps.crm import services
from apps.crm.admin.changes import changed, given
from apps.crm.models import Client
from apps.crm.permissions import CLIENT_MANAGE, PERSONAL_VIEW

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor

_CARD = (
    "type", "name", "short_name", "inn", "kpp", "ogrn", "country", "registration_number", "tax_number", "legal_address",
    "postal_address", "phone", "email", "signatory_post", "signatory_name", "signatory_name_genitive",
    "signatory_basis", "registry_entry", "note", "manager",
)  # fmt: skip


def _add(by: Actor, _row: Client | None, data: dict[str, Any]) -> Client:
    return services.create_client(by=by, **given(data, _CARD))


def _change(by: Actor, row: Client, data: dict[str, Any]) -> Client:
    changes = changed(row, data, _CARD)
    return services.update_client(row, by=by, version=data["expected_version"], changes=changes)


class ArchiveForm(forms.Form):
    """Why a client goes into the archive."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)


@register(Client)
class ClientAdmin(HouseAdmin[Client]):
    """Clients; passports are read and entered on the client's card only."""

    view_permission = PERSONAL_VIEW
    services = AdminServices(add=Write(CLIENT_MANAGE, _add), change=Write(CLIENT_MANAGE, _change))
    group = Group.CLIENTS
    order = 10
    icon = "group"
    fields = _CARD
    list_display = ("name", "type", "inn", "phone", "manager", "status")
    list_filter = ("type", "status")
    list_select_related = ("manager",)
    search_fields = ("name", "short_name", "inn", "phone", "email")
    ordering = ("name",)
    actions_list = ("import_rows",)
    actions_detail = ("archive", "restore")

    import_rows = import_operation("clients", CLIENT_MANAGE)

    @operation(
        title=gettext_lazy("Archive"),
        permission=CLIENT_MANAGE,
        confirm=gettext_lazy("Nothing is deleted. An archived client takes no new contracts."),
        form=ArchiveForm,
        icon="archive",
        danger=True,
    )
    def archive(self, by: Actor, rows: QuerySet[Client], data: dict[str, Any]) -> str:
        """Put the client into the archive."""
        for client in rows:
            services.archive_client(client, by=by, version=client.version, reason=data["reason"])
        return _("The client is in the archive.")

    @operation(
        title=gettext_lazy("Take out of the archive"),
        permission=CLIENT_MANAGE,
        confirm=gettext_lazy("The client can be worked with again."),
        icon="unarchive",
    )
    def restore(self, by: Actor, rows: QuerySet[Client], data: dict[str, Any]) -> str:
        """Take the client out of the archive."""
        for client in rows:
            services.restore_client(client, by=by, version=client.version)
        return _("The client is out of the archive.")
