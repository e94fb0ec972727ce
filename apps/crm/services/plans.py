"""Commission plans: make one, give it a new version, put it away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Conflict, Invalid
from apps.crm.enums import BrokerKind
from apps.crm.models import BrokerTerm, CommissionPlan, CommissionPlanVersion
from apps.crm.permissions import PLAN_MANAGE
from apps.crm.rules import plan_fields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from apps.common.actor import Actor

_RECORDED = ("number", "basis", "currency", "percent", "rate_per_kw", "tiers", "cap_amount", "cap_scope")


def create_plan(
    *, by: Actor, names: Mapping[str, str], audience: str, valid_from: date, **values: Any
) -> CommissionPlan:
    """Make a plan with its first version and return it.

    `names` by language (ru, zh, en), one at least; `audience` is a BrokerKind; `values`: basis, currency, and by the
    basis percent, rate_per_kw or tiers («0: 5; 1000000: 7»), cap_amount with cap_scope.
    Effects: plan and version 1; one audit record. Raises AccessDenied, Invalid (at its field).
    """
    access.require(by, PLAN_MANAGE)
    if audience not in BrokerKind.values:
        raise Invalid(field="audience")
    tidy = plan_fields.version(values)
    with transaction.atomic():
        plan = CommissionPlan.objects.create(
            organisation_id=by.tenant_id, names=plan_fields.names(names), audience=audience
        )
        version = _version(plan, 1, valid_from, tidy)
        record(
            by=by,
            action="crm.commission_plan.create",
            subject=plan,
            after=snapshot(plan) | {"version": _told(version, valid_from)},
        )
    return plan


def add_plan_version(plan: CommissionPlan, *, by: Actor, valid_from: date, **values: Any) -> CommissionPlanVersion:
    """Let the plan pay something else from a day on and return the new version; the one before ends that day.

    What was accrued stays with the version it was counted by.
    Effects: the earlier version's end; the new version; one audit record.
    Raises AccessDenied, Conflict (archived), Invalid (a value, or a day not after the start of the last version).
    """
    access.require(by, PLAN_MANAGE, plan)
    tidy = plan_fields.version(values)
    with transaction.atomic():
        locked = CommissionPlan.objects.select_for_update().get(pk=plan.pk)
        if locked.is_archived:
            raise Conflict
        last = locked.versions.order_by("-number").first()
        number = 1
        if last is not None:
            number = last.number + 1
            if last.during.lower >= valid_from:
                raise Invalid(_("The last version begins on this day or later."), field="valid_from")
            last.during = DateRange(last.during.lower, valid_from)
            last.save(update_fields=["during", "updated_at"])
        version = _version(locked, number, valid_from, tidy)
        after = _told(version, valid_from)
        record(by=by, action="crm.commission_plan.add_version", subject=locked, after=after)
    return version


def archive_plan(plan: CommissionPlan, *, by: Actor, version: int) -> CommissionPlan:
    """Put away a plan that the person saw as `version`, and return it.

    Effects: the mark; one audit record. Raises AccessDenied, Conflict (a broker earns by it), StaleVersion.
    """
    access.require(by, PLAN_MANAGE, plan)
    with transaction.atomic():
        locked = CommissionPlan.objects.select_for_update().get(pk=plan.pk)
        if BrokerTerm.objects.filter(plan=locked, during__upper_inf=True).exists():
            raise Conflict(_("Brokers earn by this plan: give them another one first."))
        before = snapshot(locked)
        locked.is_archived = True
        locked.save_version(version, ["is_archived"])
        record(by=by, action="crm.commission_plan.archive", subject=locked, before=before, after=snapshot(locked))
    return locked


def _told(version: CommissionPlanVersion, valid_from: date) -> dict[str, Any]:
    """Return what the record keeps of a version."""
    return {name: getattr(version, name) for name in _RECORDED} | {"from": valid_from}


def _version(plan: CommissionPlan, number: int, valid_from: date, columns: Mapping[str, Any]) -> CommissionPlanVersion:
    """Write a version that begins on a day and is open at its end."""
    return CommissionPlanVersion.objects.create(
        organisation_id=plan.organisation_id,
        plan=plan,
        number=number,
        during=DateRange(valid_from, None),
        **columns,
    )
