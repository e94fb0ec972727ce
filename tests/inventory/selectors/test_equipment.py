"""Equipment in figures: of a client by model and month, and what a site holds and has left."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from apps.common import clock
from apps.common.scope import scope
from apps.crm import outlook
from apps.inventory.selectors.equipment import equipment_of_client, growth_of_client
from tests.crm.factories import make_client, make_contract
from tests.inventory.factories import make_model, make_node, make_shelves, make_site, make_units, place

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db


def test_a_clients_equipment_is_told_by_model_and_month(admin: Actor, organisation: Organisation) -> None:
    customer = make_client(organisation)
    contract, other = make_contract(customer), make_contract(make_client(organisation))
    site = make_site(organisation)
    miner = make_model(organisation.pk, power_w=3500)
    scrypt = make_model(organisation.pk, power_w=1000, algorithm="Scrypt", hashrate_value=9, hashrate_unit="gh")
    make_units(contract, site, 2, model=miner)
    make_units(contract, site, 1, model=scrypt)
    make_units(other, site, 5, model=miner)
    today = clock.now().date()
    with scope(admin):
        told = equipment_of_client(admin, customer.pk)
        assert [(share.model, share.count, share.power_kw, share.hashrate_phs) for share in told.by_model] == [
            (miner, 2, Decimal(7), Decimal("0.2")),
            (scrypt, 1, Decimal(1), Decimal(0)),
        ]
        assert (told.unit_count, told.power_kw, told.hashrate_phs) == (3, Decimal(8), Decimal("0.2"))
        growth = growth_of_client(admin, customer.pk, today)
        assert [(one.unit_count, one.power_kw) for one in growth] == [(0, Decimal(0))] * 11 + [(3, Decimal(8))]
        assert growth[-1].month == date(today.year, today.month, 1)


def test_a_data_centre_tells_the_dashboard_its_limit_load_and_hashrate(
    admin: Actor, organisation: Organisation
) -> None:
    site = make_site(organisation, name="North")
    node = make_node(site, limit_w=140_000)
    unit = make_units(make_contract(make_client(organisation)), site, 1, model=make_model(organisation.pk, 3500))[0]
    place(unit, make_shelves(node)[0])
    with scope(admin):
        told = outlook.capacity(admin)
        assert [(one.name, one.limit_kw, one.used_kw, one.free_kw, one.hashrate_phs) for one in told] == [
            ("North", Decimal(140), Decimal("3.5"), Decimal("136.5"), Decimal("0.1"))
        ]
