"""Deals: make one, change it field by field, and the one door through which it goes from stage to stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, clock, events
from apps.common.errors import Invalid
from apps.common.roles import Role
from apps.crm import signals
from apps.crm.enums import DealStatus, DealVerb
from apps.crm.exceptions import AlreadyRenewed, DealHasContract, DealTransitionRefused
from apps.crm.models import Client, Contract, Deal, Lead, LeadSource, Pipeline, Stage, StageChange
from apps.crm.permissions import DEAL_MANAGE
from apps.crm.rules import sales_fields, texts
from apps.crm.services import directory
from apps.crm.services.checked import check_owner, checked, person_who_acts
from apps.crm.services.locking import lock_working_client
from apps.crm.transitions import DEAL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from apps.common.actor import Actor

_REASON_CHARS = 500


def create_deal(
    *,
    by: Actor,
    client: Client,
    lead: Lead | None = None,
    renews: Contract | None = None,
    owner: User | None = None,
    source: LeadSource | None = None,
    pipeline: Pipeline | None = None,
    opened_at: datetime | None = None,
    **values: Any,
) -> Deal:
    """Open a deal with `client` at the first stage of the default pipeline, and return it.

    `values`: title (needed), probability (the stage's unless given), power_kw, hashrate_phs, unit_count,
    monthly_income with currency, expected_close_on, site_wish, next_step, next_step_on. The client's manager owns the
    deal unless another is named. `lead` gives it referral link and broker.
    Effects: the deal, the first line of its history; one audit record; `deal_created` after commit.
    Raises AccessDenied, ClientArchived, AlreadyRenewed, Invalid (at its field), UnknownField.
    """
    access.require(by, DEAL_MANAGE)
    with transaction.atomic():
        customer = lock_working_client(client)
        if customer.organisation_id != by.tenant_id:
            raise Invalid(field="client")
        used = pipeline or directory.default_pipeline(by.tenant_id)
        stage = directory.first_stage(used)
        tidy = checked(sales_fields.DEAL, {"title": "", "probability": stage.probability, **values})
        moment = opened_at or clock.now()
        deal = Deal(
            organisation_id=by.tenant_id,
            client=customer,
            lead=lead,
            renews=renews,
            owner=owner or customer.manager or person_who_acts(by, frozenset({Role.MANAGER})),
            source=source,
            referral=lead.referral if lead else None,
            broker=lead.broker if lead else None,
            pipeline=used,
            stage=stage,
            opened_at=moment,
            entered_stage_at=moment,
            **tidy,
        )
        _check_references(deal)
        _insert(deal)
        _note_move(deal, None, by, moment)
        record(by=by, action="crm.deal.create", subject=deal, after=snapshot(deal))
        events.announce(signals.deal_created, by=by, sender=Deal, deal_id=deal.pk)
    return deal


def update_deal(deal: Deal, *, by: Actor, version: int, changes: Mapping[str, Any]) -> Deal:
    """Change the named fields of a deal that the person saw as `version`, and return it.

    `changes`: any of `create_deal`'s values, `owner` (a User or None), `source`. The probability of a closed deal
    stands. Effects: the fields; one audit record with what differs.
    Raises AccessDenied, StaleVersion, Invalid (at its field), UnknownField.
    """
    access.require(by, DEAL_MANAGE, deal)
    with transaction.atomic():
        locked = lock_deal(deal)
        before = snapshot(locked)
        wanted = dict(changes)
        columns: dict[str, Any] = {name: wanted.pop(name) for name in ("owner", "source") if name in wanted}
        columns |= checked(sales_fields.DEAL, wanted)
        if "probability" in columns and locked.status != DealStatus.OPEN:
            raise Invalid(_("The probability of a closed deal stands."), field="probability")
        for name, value in columns.items():
            setattr(locked, name, value)
        _check_references(locked)
        locked.save_version(version, columns)
        record(by=by, action="crm.deal.update", subject=locked, before=before, after=snapshot(locked))
    return locked


def move_deal(
    deal: Deal,
    *,
    by: Actor,
    stage: Stage,
    version: int,
    reason: str = "",
    contract: Contract | None = None,
    at: datetime | None = None,
) -> Deal:
    """The one door: put a deal that the person saw as `version` at `stage` of its pipeline, and return it.

    To «lost» a reason is needed; to «won» a `contract` of the deal's client may be named. A deal already at the stage
    stays as it is, and nothing is recorded. A closed deal goes back to an open stage only, one with a contract not at
    all. `at` lays history (imports, demonstration).
    Effects: stage, status, the stage's probability, times, reason, contract; a line of history; one audit record;
    `deal_moved` after commit.
    Raises AccessDenied, StaleVersion, DealTransitionRefused, DealHasContract, Invalid (at `stage`, `reason`,
    `contract`).
    """
    access.require(by, DEAL_MANAGE, deal)
    reason = texts.line(reason, "reason", _REASON_CHARS)
    with transaction.atomic():
        locked = lock_deal(deal)
        if stage.pk == locked.stage_id and locked.version == version:
            return locked
        verb = _verb(locked, stage)
        if verb is DealVerb.LOSE and not reason:
            raise Invalid(_("Say why the deal is lost."), field="reason")
        before, moment = snapshot(locked), at or clock.now()
        earlier = locked.stage
        fields = _place(locked, stage, verb, moment, reason=reason, contract=contract)
        locked.save_version(version, fields)
        _note_move(locked, earlier, by, moment)
        record(by=by, action=f"crm.deal.{verb}", subject=locked, before=before, after=snapshot(locked), reason=reason)
        events.announce(
            signals.deal_moved,
            by=by,
            sender=Deal,
            deal_id=locked.pk,
            verb=str(verb),
            from_stage_id=earlier.pk,
            to_stage_id=stage.pk,
        )
    return locked


def lock_deal(deal: Deal) -> Deal:
    """Return the deal as it stands now, locked until the transaction ends."""
    return Deal.objects.select_for_update().get(pk=deal.pk)


def _verb(deal: Deal, stage: Stage) -> DealVerb:
    """Return what moving to the stage means. Raises Invalid, DealTransitionRefused, DealHasContract."""
    if stage.pipeline_id != deal.pipeline_id or not stage.is_active:
        raise Invalid(_("This stage is not one of the deal's pipeline."), field="stage")
    status = DealStatus(deal.status)
    verb = {
        DealStatus.OPEN: DealVerb.MOVE if status is DealStatus.OPEN else DealVerb.REOPEN,
        DealStatus.WON: DealVerb.WIN,
        DealStatus.LOST: DealVerb.LOSE,
    }[DealStatus(stage.kind)]
    if (status, verb) not in DEAL:
        raise DealTransitionRefused(status=status.label)
    if verb is DealVerb.REOPEN and deal.contract_id is not None:
        raise DealHasContract(contract=str(deal.contract))
    return verb


def _place(
    deal: Deal, stage: Stage, verb: DealVerb, moment: datetime, *, reason: str, contract: Contract | None
) -> list[str]:
    """Set what a move changes on the deal and return the names of the fields."""
    if contract is not None and (verb is not DealVerb.WIN or contract.client_id != deal.client_id):
        raise Invalid(_("A won deal names a contract of its own client."), field="contract")
    deal.status = DEAL[DealStatus(deal.status), verb]
    deal.stage = stage
    deal.probability = stage.probability
    deal.entered_stage_at = moment
    deal.closed_at = None if deal.status == DealStatus.OPEN else moment
    deal.lost_reason = reason if verb is DealVerb.LOSE else ""
    deal.contract = contract
    return ["status", "stage", "probability", "entered_stage_at", "closed_at", "lost_reason", "contract"]


def _note_move(deal: Deal, earlier: Stage | None, by: Actor, moment: datetime) -> None:
    """Add a line to the deal's history."""
    StageChange.objects.create(
        organisation_id=deal.organisation_id,
        deal=deal,
        from_stage=earlier,
        to_stage=deal.stage,
        at=moment,
        by_label=by.label,
    )


def _check_references(deal: Deal) -> None:
    """Refuse an owner, source or pipeline of another organisation. Raises Invalid."""
    check_owner(deal.owner, deal.organisation_id)
    for name, row in (("source", deal.source), ("stage", deal.pipeline)):
        if row is not None and row.organisation_id != deal.organisation_id:
            raise Invalid(field=name)


def _insert(deal: Deal) -> None:
    """Insert the row; two people who renew the same contract at once meet the unique key."""
    try:
        with transaction.atomic():
            deal.save(force_insert=True)
    except IntegrityError as error:
        if "crm_deal_renews_once" in str(error):
            raise AlreadyRenewed(contract=str(deal.renews)) from error
        raise
