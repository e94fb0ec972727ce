"""Figures: turnaround without waits, repeats, late ones and spending, on repairs of known length."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from apps.common.clock import now
from apps.common.scope import scope
from apps.crm.models import Contract
from apps.inventory.service_centre import services
from apps.inventory.service_centre.enums import Complaint, Finding, OrderState, Payer
from apps.inventory.service_centre.models import RepairOrder
from apps.inventory.service_centre.selectors.figures import figures
from apps.inventory.service_centre.services import Found, Issue
from apps.inventory.services import NewUnit, register_units
from tests.service_centre.factories import make_order

if TYPE_CHECKING:
    from apps.inventory.models import Unit
    from tests.service_centre.factories import Workshop

pytestmark = pytest.mark.django_db


def _unit(workshop: Workshop) -> Unit:
    """Return a unit that has been here for forty days."""
    with scope(workshop.admin) as by:
        contract = Contract.objects.select_related("client", "legal_entity").get(client=workshop.client)
        return register_units(
            by=by,
            client=contract.client,
            contract=contract,
            site=workshop.site,
            lines=[NewUnit(f"OLD{now().timestamp():.0f}{workshop.model.pk}", workshop.model)],
            document="ACT-0",
            at=now() - timedelta(days=40),
        )[0]


def _repair(workshop: Workshop, unit: Unit, ago_days: int, work_days: int, wait_days: int) -> RepairOrder:
    """Lead a repair that began so many days ago, was waited with and worked on for so many days."""
    start = now() - timedelta(days=ago_days)
    with scope(workshop.technician) as by:
        order = services.open_order(unit, by=by, complaint_code=Complaint.NOISE, at=start)
        order = services.change_order(order, by=by, version=order.version, payer=Payer.HOST)
        order = services.diagnose(order, by=by, findings=[Found(Finding.FAN, 1)], at=start)
        order = services.wait_for_parts(order, by=by, at=start)
        begun = start + timedelta(days=wait_days)
        order = services.start_work(order, by=by, at=begun)
        order = services.put_on_test(order, by=by, at=begun)
        return services.finish_order(order, by=by, at=begun + timedelta(days=work_days))


def test_turnaround_leaves_waits_out_and_the_second_repair_is_a_repeat(workshop: Workshop) -> None:
    unit = _unit(workshop)
    _repair(workshop, unit, ago_days=30, work_days=2, wait_days=7)
    _repair(workshop, unit, ago_days=15, work_days=6, wait_days=1)
    with scope(workshop.admin):
        found = figures(workshop.admin, now(), 90).all
    # Promised are five days; waits move the promise, work does not.
    assert (found.count, found.repeats, found.late) == (2, 1, 1)
    assert found.p50_days == pytest.approx(4.0)
    assert found.p90_days == pytest.approx(5.6)


def test_spending_counts_what_stayed_in_the_units_at_its_cost(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.IN_WORK)
    with scope(workshop.technician) as by:
        line = services.issue_part(order, Issue(workshop.fan, workshop.bin, Decimal(3)), by=by)
        services.return_part(line, by=by, quantity=Decimal(1))
        services.finish_order(services.put_on_test(order, by=by), by=by)
    with scope(workshop.admin):
        found = figures(workshop.admin, now(), 30)
    assert found.parts_cost == Decimal(200)
    assert [(row.quantity, row.cost) for row in found.parts] == [(Decimal(2), Decimal(200))]
    assert [(month.done, month.spent) for month in found.months] == [(1, Decimal(200))]
    assert found.findings == [("fan", 1)]
    assert [(row.label, row.count) for row in found.by_technician] == [(f"Person {workshop.admin.label}", 1)]


def test_who_may_not_see_the_figures_gets_none(workshop: Workshop) -> None:
    make_order(workshop, state=OrderState.DONE)
    with scope(workshop.technician) as by:
        assert figures(by, now(), 30).all.count == 0
