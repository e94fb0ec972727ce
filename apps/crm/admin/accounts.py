"""Bank accounts in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.common.admin import AdminServices, HouseAdmin, Write, register
from apps.common.navigation import Group
from apps.crm import services
from apps.crm.admin.changes import changed, given
from apps.crm.models import BankAccount
from apps.crm.permissions import ACCOUNT_VIEW, CLIENT_MANAGE

if TYPE_CHECKING:
    from apps.common.actor import Actor

_FIELDS = ("bank_name", "bic", "swift", "settlement_account", "correspondent_account", "is_main")


def _add(by: Actor, _row: BankAccount | None, data: dict[str, Any]) -> BankAccount:
    return services.add_bank_account(data["client"], by=by, **given(data, _FIELDS))


def _change(by: Actor, row: BankAccount, data: dict[str, Any]) -> BankAccount:
    changes = changed(row, data, _FIELDS)
    return services.update_bank_account(row, by=by, version=data["expected_version"], changes=changes)


def _delete(by: Actor, row: BankAccount, _data: dict[str, Any]) -> None:
    services.remove_bank_account(row, by=by)


@register(BankAccount)
class BankAccountAdmin(HouseAdmin[BankAccount]):
    """Accounts of clients."""

    view_permission = ACCOUNT_VIEW
    services = AdminServices(
        add=Write(CLIENT_MANAGE, _add), change=Write(CLIENT_MANAGE, _change), delete=Write(CLIENT_MANAGE, _delete)
    )
    group = Group.CLIENTS
    order = 30
    icon = "account_balance"
    fields = ("client", *_FIELDS)
    autocomplete_fields = ("client",)
    list_display = ("__str__", "client", "bic", "is_main")
    list_filter = ("is_main",)
    list_select_related = ("client",)
    search_fields = ("bank_name", "bic", "client__name")

    def get_readonly_fields(self, request: Any, obj: BankAccount | None = None) -> tuple[str, ...]:
        """An account stays with its client."""
        return ("client",) if obj else ()
