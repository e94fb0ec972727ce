"""Renewal: an expiring contract gets a deal, once."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from apps.common import access
from apps.crm.enums import ContractStatus, DealStatus, TariffUnit
from apps.crm.exceptions import AlreadyRenewed, TransitionRefused
from apps.crm.models import Contract, Deal
from apps.crm.permissions import DEAL_MANAGE
from apps.crm.services import directory
from apps.crm.services.deals import create_deal

if TYPE_CHECKING:
    from apps.common.actor import Actor

HOURS_A_MONTH: Final = Decimal(720)
_CENT: Final = Decimal("0.01")


def renew_contract(contract: Contract, *, by: Actor) -> Deal:
    """Open a deal that renews a contract in force, with the power and the income the contract has, and return it.

    Effects and refusals are those of `create_deal`; AlreadyRenewed when a deal that is not lost renews it already,
    TransitionRefused when the contract is a draft or over.
    """
    access.require(by, DEAL_MANAGE)
    access.require(by, DEAL_MANAGE, contract)
    if contract.status not in (ContractStatus.ACTIVE, ContractStatus.SUSPENDED):
        raise TransitionRefused(status=contract.get_status_display())
    if Deal.objects.filter(renews=contract).exclude(status=DealStatus.LOST).exists():
        raise AlreadyRenewed(contract=str(contract))
    return create_deal(
        by=by,
        client=contract.client,
        renews=contract,
        owner=contract.manager,
        source=directory.source_of(by.tenant_id, directory.RENEWAL),
        title=_("Renewal of %(number)s") % {"number": contract},
        power_kw=contract.max_power_kw,
        expected_close_on=contract.ends_on,
        **_income(contract),
    )


def _income(contract: Contract) -> dict[str, Any]:
    """Estimate the income of a month: the agreed rate at the declared power around the clock."""
    rate, power = contract.tariff_rate, contract.max_power_kw
    if rate is None or power is None or contract.tariff_unit == TariffUnit.UNIT_MONTH:
        return {}
    hours = HOURS_A_MONTH if contract.tariff_unit == TariffUnit.KWH else Decimal(1)
    return {"monthly_income": (rate * power * hours).quantize(_CENT), "currency": contract.tariff_currency}
