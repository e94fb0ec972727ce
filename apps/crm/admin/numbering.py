"""Number masks of contracts in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.common.admin import AdminServices, HouseAdmin, Write, register
from apps.common.navigation import Group
from apps.crm.models import ContractMask
from apps.crm.permissions import CONTRACT_MASK_MANAGE
from apps.crm.services import set_contract_mask

if TYPE_CHECKING:
    from apps.common.actor import Actor


def _add(by: Actor, _row: ContractMask | None, data: dict[str, Any]) -> ContractMask:
    return set_contract_mask(by=by, type=data["type"], mask=data["mask"], version=0)


def _change(by: Actor, row: ContractMask, data: dict[str, Any]) -> ContractMask:
    return set_contract_mask(by=by, type=row.type, mask=data["mask"], version=data["expected_version"])


@register(ContractMask)
class ContractMaskAdmin(HouseAdmin[ContractMask]):
    """Masks by type of contract; the page of the settings shows what they give."""

    view_permission = CONTRACT_MASK_MANAGE
    services = AdminServices(add=Write(CONTRACT_MASK_MANAGE, _add), change=Write(CONTRACT_MASK_MANAGE, _change))
    group = Group.CLIENTS
    order = 42
    icon = "tag"
    fields = ("type", "mask")
    list_display = ("type", "mask", "updated_at")

    def get_readonly_fields(self, request: Any, obj: ContractMask | None = None) -> tuple[str, ...]:
        """A mask stays with its type."""
        return ("type",) if obj else ()
