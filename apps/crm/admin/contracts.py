"""Contracts in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin import AdminServices, HouseAdmin, Write, import_operation, operation, register
from apps.common.navigation import Group
from apps.crm import services
from apps.crm.admin.changes import changed, given
from apps.crm.models import Contract
from apps.crm.permissions import CONTRACT_MANAGE, CONTRACT_PAGE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor

_TERMS = (
    "legal_entity", "type", "signed_on", "starts_on", "ends_on", "manager", "tariff_rate", "tariff_currency",
    "tariff_unit", "tariff_text", "vat_mode", "max_power_kw", "availability_percent", "pools", "note",
)  # fmt: skip


def _add(by: Actor, _row: Contract | None, data: dict[str, Any]) -> Contract:
    return services.create_contract(by=by, client=data["client"], **given(data, _TERMS))


def _change(by: Actor, row: Contract, data: dict[str, Any]) -> Contract:
    changes = changed(row, data, _TERMS)
    return services.update_contract(row, by=by, version=data["expected_version"], changes=changes)


class VoidForm(forms.Form):
    """Why a contract is voided."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


@register(Contract)
class ContractAdmin(HouseAdmin[Contract]):
    """Contracts; number and state change by operations only."""

    view_permission = CONTRACT_PAGE
    services = AdminServices(add=Write(CONTRACT_MANAGE, _add), change=Write(CONTRACT_MANAGE, _change))
    group = Group.CLIENTS
    order = 40
    icon = "contract"
    fields = ("client", *_TERMS)
    autocomplete_fields = ("client",)
    list_display = ("__str__", "client", "signed_on", "status", "tariff_rate", "ends_on")
    list_filter = ("status", "type")
    list_select_related = ("client",)
    search_fields = ("number", "client__name")
    actions_list = ("import_rows",)
    actions_detail = ("register_now", "make_document", "void")

    import_rows = import_operation("contracts", CONTRACT_MANAGE)

    def get_readonly_fields(self, request: Any, obj: Contract | None = None) -> tuple[str, ...]:
        """A contract stays with its client."""
        return ("client",) if obj else ()

    @operation(
        title=gettext_lazy("Register"),
        permission=CONTRACT_MANAGE,
        confirm=gettext_lazy("The contract gets its number and is in force."),
        icon="task",
    )
    def register_now(self, by: Actor, rows: QuerySet[Contract], data: dict[str, Any]) -> str:
        """Register the draft."""
        numbers = [str(services.register_contract(row, by=by, version=row.version)) for row in rows]
        return _("Registered: %(numbers)s.") % {"numbers": ", ".join(numbers)}

    @operation(
        title=gettext_lazy("Make the document"),
        permission=CONTRACT_MANAGE,
        confirm=gettext_lazy("A .docx is made from the current template and kept."),
        icon="description",
    )
    def make_document(self, by: Actor, rows: QuerySet[Contract], data: dict[str, Any]) -> str:
        """Make the contract's document."""
        for row in rows:
            services.make_contract_document(row, by=by)
        return _("The document is made.")

    @operation(
        title=gettext_lazy("Void"),
        permission=CONTRACT_MANAGE,
        confirm=gettext_lazy("A voided contract keeps its number for ever and cannot be taken back into force."),
        form=VoidForm,
        icon="block",
        danger=True,
    )
    def void(self, by: Actor, rows: QuerySet[Contract], data: dict[str, Any]) -> str:
        """Void the contract."""
        for row in rows:
            services.void_contract(row, by=by, version=row.version, reason=data["reason"])
        return _("The contract is voided.")
