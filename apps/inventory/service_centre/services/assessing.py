"""Repair or scrap: what was reckoned and decided is kept on the order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common.errors import Invalid
from apps.inventory.service_centre.enums import Advice
from apps.inventory.service_centre.models import RepairAssessment
from apps.inventory.service_centre.permissions import require_repair_at
from apps.inventory.service_centre.rules.payback import Inputs, judge
from apps.inventory.service_centre.services import door
from apps.inventory.service_centre.services.locking import lock_order

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.inventory.service_centre.models import RepairOrder

MOST_DAYS: Final = 3650


def check_inputs(inputs: Inputs) -> None:
    """Raise Invalid at the figure that cannot be reckoned with."""
    for name in ("repair_cost", "income_after_day", "income_now_day", "resale_value"):
        amount = getattr(inputs, name)
        if not amount.is_finite() or not 0 <= amount < 10**12:
            raise Invalid(field=name)
    if not 1 <= inputs.horizon_days <= MOST_DAYS:
        raise Invalid(field="horizon_days")


def assess(order: RepairOrder, *, by: Actor, inputs: Inputs, decision: Advice, why: str = "") -> RepairAssessment:
    """Keep an assessment of an open order with what was decided; a decision against the figures needs a reason.

    It decides nothing by itself: repairing and scrapping are steps of the order. One record.
    Raises AccessDenied, OrderClosed, Invalid.
    """
    require_repair_at(by, order.site)
    check_inputs(inputs)
    if decision not in Advice.values:
        raise Invalid(field="decision")
    verdict = judge(inputs)
    if verdict.advice.value != decision and not why.strip():
        raise Invalid(field="why")
    with transaction.atomic():
        locked = lock_order(order)
        door.require_open(locked)
        row = RepairAssessment.objects.create(
            organisation_id=locked.organisation_id,
            order=locked,
            repair_cost=inputs.repair_cost,
            income_after_day=inputs.income_after_day,
            income_now_day=inputs.income_now_day,
            resale_value=inputs.resale_value,
            horizon_days=inputs.horizon_days,
            payback_days=verdict.payback_days,
            advice=verdict.advice.value,
            decision=decision,
            why=why.strip()[:300],
            by_label=by.label[:160],
        )
        record(by=by, action="inventory.repair.assess", subject=locked, after=snapshot(row), reason=why.strip())
    return row
