"""Addenda in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin import AdminServices, HouseAdmin, Write, operation, register
from apps.common.navigation import Group
from apps.crm import services
from apps.crm.admin.changes import changed, given
from apps.crm.admin.contracts import VoidForm
from apps.crm.enums import AddendumKind
from apps.crm.models import Addendum
from apps.crm.permissions import CONTRACT_MANAGE, CONTRACT_PAGE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor

_SAYS = ("title", "changes", "signed_on", "effective_on")


def _add(by: Actor, _row: Addendum, data: dict[str, Any]) -> Addendum:
    kind = AddendumKind(data["kind"])
    return services.create_addendum(data["contract"], by=by, kind=kind, **given(data, _SAYS))


def _change(by: Actor, row: Addendum, data: dict[str, Any]) -> Addendum:
    changes = changed(row, data, _SAYS)
    return services.update_addendum(row, by=by, version=data["expected_version"], changes=changes)


@register(Addendum)
class AddendumAdmin(HouseAdmin[Addendum]):
    """Addenda; number and state change by operations only."""

    view_permission = CONTRACT_PAGE
    services = AdminServices(add=Write(CONTRACT_MANAGE, _add), change=Write(CONTRACT_MANAGE, _change))
    group = Group.CLIENTS
    order = 45
    icon = "post_add"
    fields = ("contract", "kind", *_SAYS)
    autocomplete_fields = ("contract",)
    list_display = ("__str__", "contract", "kind", "signed_on", "status", "title")
    list_filter = ("status", "kind")
    list_select_related = ("contract",)
    search_fields = ("number", "contract__number", "title")
    actions_detail = ("register_now", "void")

    def get_readonly_fields(self, request: Any, obj: Addendum | None = None) -> tuple[str, ...]:
        """An addendum stays with its contract and its kind."""
        return ("contract", "kind") if obj else ()

    @operation(
        title=gettext_lazy("Register"),
        permission=CONTRACT_MANAGE,
        confirm=gettext_lazy("The addendum gets its number and is in force."),
        icon="task",
    )
    def register_now(self, by: Actor, rows: QuerySet[Addendum], data: dict[str, Any]) -> str:
        """Register the draft."""
        numbers = [str(services.register_addendum(row, by=by, version=row.version)) for row in rows]
        return _("Registered: %(numbers)s.") % {"numbers": ", ".join(numbers)}

    @operation(
        title=gettext_lazy("Void"),
        permission=CONTRACT_MANAGE,
        confirm=gettext_lazy("A voided addendum keeps its number and cannot be taken back into force."),
        form=VoidForm,
        icon="block",
        danger=True,
    )
    def void(self, by: Actor, rows: QuerySet[Addendum], data: dict[str, Any]) -> str:
        """Void the addendum."""
        for row in rows:
            services.void_addendum(row, by=by, version=row.version, reason=data["reason"])
        return _("The addendum is voided.")
