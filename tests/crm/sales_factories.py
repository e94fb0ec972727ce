"""Factories of leads, deals, links and activities for tests of every app, made by crm's own services."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from apps.common.actor import Actor
from apps.common.scope import SystemJob, system_scope
from apps.crm import services
from apps.crm.enums import DealStatus, LeadVerb
from apps.crm.models import Stage
from tests.crm.factories import make_client

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.crm.models import Activity, Client, Deal, Lead, ReferralLink

_numbers = count(1)


def _job(organisation: Organisation) -> Actor:
    return Actor.job("factory", organisation.pk)


def make_lead(organisation: Organisation, by: Actor | None = None, **values: Any) -> Lead:
    """Make a lead that can be answered; `by` enters it (a broker, say), else a job does."""
    number = next(_numbers)
    typed = {"name": f"Person {number}", "phone": f"+7 916 555-{number // 100:02}-{number % 100:02}"} | values
    with system_scope(SystemJob.MAINTENANCE):
        return services.create_lead(by=by or _job(organisation), **typed)


def refused_lead(organisation: Organisation) -> Lead:
    """Make a lead that was refused."""
    lead = make_lead(organisation)
    with system_scope(SystemJob.MAINTENANCE):
        return services.change_lead_status(
            lead, by=_job(organisation), verb=LeadVerb.REFUSE, version=lead.version, reason="no power there"
        )


def make_deal(organisation: Organisation, client: Client | None = None, **values: Any) -> Deal:
    """Make a deal at the first stage."""
    customer = client or make_client(organisation)
    with system_scope(SystemJob.MAINTENANCE):
        return services.create_deal(
            by=_job(organisation), client=customer, **({"title": f"Deal {next(_numbers)}"} | values)
        )


def stage_of(organisation: Organisation, kind: DealStatus = DealStatus.OPEN, number: int = 0) -> Stage:
    """Return the stage of this kind with this number, from nought."""
    with system_scope(SystemJob.MAINTENANCE):
        services.default_pipeline(organisation.pk)
        rows = Stage.objects.filter(organisation=organisation, kind=kind, is_active=True).order_by("position")
        return rows[number]


def put_at(deal: Deal, stage: Stage, **values: Any) -> Deal:
    """Put a deal at a stage."""
    reason = "too dear" if stage.kind == DealStatus.LOST else ""
    with system_scope(SystemJob.MAINTENANCE):
        return services.move_deal(
            deal,
            by=Actor.job("factory", deal.organisation_id),
            stage=stage,
            version=deal.version,
            **({"reason": reason} | values),
        )


def make_activity(organisation: Organisation, subject: Any, **values: Any) -> Activity:
    """Make a note about a subject."""
    with system_scope(SystemJob.MAINTENANCE):
        return services.add_activity(subject, by=_job(organisation), **({"title": "Called about power"} | values))


def make_link(organisation: Organisation, client: Client | None = None, **values: Any) -> ReferralLink:
    """Make a referral link: a client's unless an owner is named."""
    holder: dict[str, Any] = {} if "owner" in values else {"client": client or make_client(organisation)}
    with system_scope(SystemJob.MAINTENANCE):
        return services.create_referral_link(by=_job(organisation), **holder, **values)
