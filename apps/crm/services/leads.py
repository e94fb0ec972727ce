"""Leads: enter, change field by field, and the one door of their states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, clock, events
from apps.common.errors import AccessDenied, Invalid
from apps.common.roles import Role
from apps.crm import signals
from apps.crm.enums import LeadStatus, LeadVerb
from apps.crm.exceptions import LeadLocked, LeadTransitionRefused, LeadUnreachable
from apps.crm.models import Lead, LeadSource, ReferralLink
from apps.crm.permissions import LEAD_DECIDE, LEAD_MANAGE
from apps.crm.rules import sales_fields, texts
from apps.crm.services import directory
from apps.crm.services.checked import BRINGERS, check_owner, checked, person_who_acts
from apps.crm.services.telling import tell_of_lead, tell_owner
from apps.crm.transitions import LEAD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from apps.common.actor import Actor

_REASON_CHARS = 500
# Steps with nothing more to them than a new state; converting has its own service.
PLAIN_VERBS = frozenset({LeadVerb.TAKE, LeadVerb.QUALIFY, LeadVerb.REFUSE, LeadVerb.REOPEN})


def create_lead(
    *,
    by: Actor,
    source: LeadSource | None = None,
    referral: ReferralLink | None = None,
    owner: User | None = None,
    came_at: datetime | None = None,
    **values: Any,
) -> Lead:
    """Enter a lead and return it.

    `values`: name (needed), company, inn, phone, email, telegram (one of these three is needed), message, power_kw,
    hashrate_phs, unit_count, next_step, next_step_on. A manager who enters a lead owns it unless another is named; a
    broker or partner who enters one has brought it. `referral` tells who sent it: first touch, never changed.
    Effects: the lead; one audit record; `lead_created` after commit.
    Raises AccessDenied, LeadUnreachable, Invalid (at its field), UnknownField.
    """
    access.require(by, LEAD_MANAGE)
    with transaction.atomic():
        tidy = checked(sales_fields.LEAD, {"name": "", **values})
        if not sales_fields.reachable(tidy):
            raise LeadUnreachable(field="phone")
        broker = person_who_acts(by, BRINGERS)
        if broker is not None and owner is not None:
            raise AccessDenied
        lead = Lead(
            organisation_id=by.tenant_id,
            source=source or _source_of(by, referral),
            referral=referral,
            broker=broker or broker_of(referral),
            owner=owner or person_who_acts(by, frozenset({Role.MANAGER})),
            came_at=came_at or clock.now(),
            **tidy,
        )
        check_owner(lead.owner, lead.organisation_id)
        _check_directory(lead)
        lead.save(force_insert=True)
        _tell(lead, by)
        record(by=by, action="crm.lead.create", subject=lead, after=snapshot(lead))
        announce_lead(lead, by)
    return lead


def update_lead(lead: Lead, *, by: Actor, version: int, changes: Mapping[str, Any]) -> Lead:
    """Change the named fields of a lead that the person saw as `version`, and return it.

    `changes`: any of `create_lead`'s values, `source`, and `owner` (a User or None; not by a broker).
    Effects: the fields; one audit record with what differs; `lead_assigned` after commit for another owner.
    Raises AccessDenied, LeadLocked (converted), LeadUnreachable, StaleVersion, Invalid (at its field), UnknownField.
    """
    access.require(by, LEAD_MANAGE, lead)
    with transaction.atomic():
        locked = lock_working_lead(lead)
        before, owner_before = snapshot(locked), locked.owner_id
        wanted = dict(changes)
        columns: dict[str, Any] = {name: wanted.pop(name) for name in ("owner", "source") if name in wanted}
        if "owner" in columns:
            access.require(by, LEAD_DECIDE)
        columns |= checked(sales_fields.LEAD, wanted)
        for name, value in columns.items():
            setattr(locked, name, value)
        check_owner(locked.owner, locked.organisation_id)
        _check_directory(locked)
        if not any((locked.phone, locked.email, locked.telegram)):
            raise LeadUnreachable(
                field=next((name for name in ("phone", "email", "telegram") if name in changes), None)
            )
        locked.save_version(version, columns)
        assigned = locked.owner_id is not None and locked.owner_id != owner_before
        if assigned:
            tell_owner(locked, by=by)
        record(by=by, action="crm.lead.update", subject=locked, before=before, after=snapshot(locked))
        if assigned:
            events.announce(signals.lead_assigned, by=by, sender=Lead, lead_id=locked.pk, owner_id=locked.owner_id)
    return locked


def change_lead_status(lead: Lead, *, by: Actor, verb: LeadVerb, version: int, reason: str = "") -> Lead:
    """Take, qualify, refuse (with a reason) or reopen a lead that the person saw as `version`, and return it.

    Whoever takes a lead that nobody owns becomes its owner. Effects: status, reason; one audit record;
    `lead_status_changed` after commit.
    Raises AccessDenied, LeadTransitionRefused, StaleVersion, Invalid (another verb, no reason for a refusal).
    """
    access.require(by, LEAD_DECIDE, lead)
    if verb not in PLAIN_VERBS:
        raise Invalid(field="verb")
    reason = texts.line(reason, "reason", _REASON_CHARS)
    if verb == LeadVerb.REFUSE and not reason:
        raise Invalid(_("Say why the lead is refused."), field="reason")
    with transaction.atomic():
        locked = lock_lead(lead)
        fields: list[str] = []
        if verb == LeadVerb.TAKE and locked.owner_id is None:
            locked.owner = person_who_acts(by, frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER}))
            fields.append("owner")
        if verb in (LeadVerb.REFUSE, LeadVerb.REOPEN):
            locked.refused_reason = reason if verb == LeadVerb.REFUSE else ""
            fields.append("refused_reason")
        move_lead(locked, verb, by=by, version=version, reason=reason, fields=fields)
    return locked


def move_lead(
    lead: Lead, verb: LeadVerb, *, by: Actor, version: int, reason: str = "", fields: Sequence[str] = ()
) -> None:
    """The one door: move a locked lead and write `fields`, which the caller has set, with it; record and announce."""
    status = LeadStatus(lead.status)
    target = LEAD.get((status, verb))
    if target is None:
        raise LeadTransitionRefused(status=status.label, verb=verb)
    before = snapshot(Lead.objects.get(pk=lead.pk))
    lead.status = target
    lead.save_version(version, ["status", *fields])
    record(by=by, action=f"crm.lead.{verb}", subject=lead, before=before, after=snapshot(lead), reason=reason)
    events.announce(
        signals.lead_status_changed, by=by, sender=Lead, lead_id=lead.pk, verb=str(verb), status=str(target)
    )


def lock_lead(lead: Lead) -> Lead:
    """Return the lead as it stands now, locked until the transaction ends."""
    return Lead.objects.select_for_update().get(pk=lead.pk)


def lock_working_lead(lead: Lead) -> Lead:
    """Lock the lead. Raises LeadLocked when it was converted."""
    locked = lock_lead(lead)
    if locked.status == LeadStatus.CONVERTED:
        raise LeadLocked
    return locked


def broker_of(referral: ReferralLink | None) -> User | None:
    """Return the broker or partner behind a link, None for a colleague's or a client's link."""
    owner = referral.owner if referral else None
    return owner if owner is not None and Role(owner.role) in BRINGERS else None


def announce_lead(lead: Lead, by: Actor) -> None:
    """Announce a new lead after the commit."""
    events.announce(signals.lead_created, by=by, sender=Lead, lead_id=lead.pk)


def _source_of(by: Actor, referral: ReferralLink | None) -> LeadSource | None:
    """Return the source that goes without saying: the broker who enters, the link that sent, else none."""
    if by.role in BRINGERS:
        return directory.source_of(by.tenant_id, directory.BROKER)
    if referral is not None:
        return directory.source_of(by.tenant_id, source_key(referral))
    return None


def source_key(referral: ReferralLink | None) -> str:
    """Return the key of the source that fits a link: a broker's, another's, or the landing form alone."""
    if referral is None:
        return directory.LANDING
    return directory.BROKER if broker_of(referral) else directory.REFERRAL


def _tell(lead: Lead, by: Actor) -> None:
    """Tell whose the lead is; one that a broker brings is news to every manager."""
    if lead.broker_id is not None and lead.broker_id == by.id:
        tell_of_lead(lead, by=by)
    else:
        tell_owner(lead, by=by)


def _check_directory(lead: Lead) -> None:
    """Refuse a source or a link of another organisation. Raises Invalid."""
    for name, row in (("source", lead.source), ("referral", lead.referral)):
        if row is not None and row.organisation_id != lead.organisation_id:
            raise Invalid(field=name)
