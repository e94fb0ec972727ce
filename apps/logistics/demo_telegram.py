"""Demonstration data of Telegram: after the year was told, a new act and a new task ring on two telephones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.accounts import demo_telegram
from apps.accounts.models import User
from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm.enums import ContractStatus
from apps.crm.models import Contract
from apps.inventory.models import EquipmentModel, Site
from apps.logistics.services import IntakeEntry, Plan, create_movement, register_intake

if TYPE_CHECKING:
    from apps.common.demo import DemoContext, DemoOrganisation

_SERIALS = ("TGDEMO00000001", "TGDEMO00000002")


def load(context: DemoContext) -> None:
    """Link people, then let something happen that concerns them. Nothing without the local server."""
    for company in context.organisations:
        if company.is_main and demo_telegram.connect(company):
            _happen(company)


def _happen(company: DemoOrganisation) -> None:
    """Take two machines in at the warehouse, and send the driver for them."""
    with scope(company.actors[Role.MANAGER]) as by:
        contract = (
            Contract.objects.filter(status=ContractStatus.ACTIVE, client__status="active")
            .select_related("client", "legal_entity")
            .earliest("pk")
        )
        sites = {site.type: site for site in Site.objects.order_by("-pk")}
        model = EquipmentModel.objects.filter(name__startswith="Bitmain S21").earliest("pk")
        act = register_intake(
            by=by,
            client=contract.client,
            contract=contract,
            site=sites["warehouse"],
            entries=[IntakeEntry(serial, model, completeness="блок питания") for serial in _SERIALS],
        )
        units = [line.unit for line in act.lines.select_related("unit")]
        driver = User.objects.get(pk=company.actors[Role.DRIVER].person_id)
        plan = Plan(sites["warehouse"], sites["data_centre"], "Установка на площадке", driver)
        create_movement(by=by, plan=plan, units=units)
