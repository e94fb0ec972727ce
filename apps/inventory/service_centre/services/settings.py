"""Changing the settings of the service centre."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, masks
from apps.common.errors import Invalid
from apps.inventory.service_centre.exceptions import CurrencyInUse
from apps.inventory.service_centre.models import RepairWork, ServiceSettings, StockMovement
from apps.inventory.service_centre.permissions import PART_MANAGE

if TYPE_CHECKING:
    from apps.common.actor import Actor

FIELDS: Final = ("order_mask", "count_mask", "promised_days", "repeat_days", "warranty_days", "currency")
_CODE_LENGTH: Final = 3
_MOST_DAYS: Final = 3650


def change_settings(*, by: Actor, version: int, **values: Any) -> ServiceSettings:
    """Change the named settings (`FIELDS`); numbers that were given out stay; one record.

    Raises AccessDenied, StaleVersion, Invalid at its field, CurrencyInUse once there are sums.
    """
    access.require(by, PART_MANAGE)
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"not a setting: {', '.join(sorted(unknown))}")
    _check(values)
    with transaction.atomic():
        ServiceSettings.objects.get_or_create(organisation_id=by.tenant_id)
        row = ServiceSettings.objects.select_for_update(of=("self",)).get(organisation_id=by.tenant_id)
        if values.get("currency", row.currency) != row.currency and _has_sums(by.tenant_id):
            raise CurrencyInUse(field="currency", currency=row.currency)
        before = snapshot(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.save_version(version, values)
        record(by=by, action="inventory.service_settings.change", subject=row, before=before, after=snapshot(row))
    return row


def _check(values: dict[str, Any]) -> None:
    """Refuse what cannot be a setting."""
    for name in ("order_mask", "count_mask"):
        if name in values:
            masks.parse(values[name], name)
    for name in ("promised_days", "repeat_days", "warranty_days"):
        if name in values and not 0 <= values[name] <= _MOST_DAYS:
            raise Invalid(field=name)
    code = values.get("currency", "RUB")
    if len(code) != _CODE_LENGTH or not code.isascii() or not code.isupper():
        raise Invalid(field="currency")


def _has_sums(organisation_id: int) -> bool:
    """Whether something was reckoned in the present currency."""
    return (
        StockMovement.objects.filter(organisation_id=organisation_id).exists()
        or RepairWork.objects.filter(organisation_id=organisation_id).exists()
    )
