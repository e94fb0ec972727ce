"""Claims: what does not agree is kept with a person who answers for it; it never holds the rest of a load."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.services import notify
from apps.audit.services import record
from apps.common import access, clock
from apps.common.errors import Invalid
from apps.common.events import announce
from apps.common.roles import STAFF_ROLES
from apps.inventory.enums import UnitVerb
from apps.inventory.participants import Place
from apps.inventory.permissions import PLACE_VIEW
from apps.inventory.services import Leg, travel, withdraw_units
from apps.logistics import signals
from apps.logistics.enums import ClaimKind, ClaimStatus, LineState, MovementVerb, Outcome, Stage
from apps.logistics.exceptions import ClaimClosed
from apps.logistics.models import Claim, MovementLine
from apps.logistics.permissions import CLAIM_RESOLVE
from apps.logistics.services import numbers, steps
from apps.logistics.services.attachments import Of, attach_photos

if TYPE_CHECKING:
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.inventory.models import Site, Unit

OPENED = "logistics.claim.opened"
_SETTLED = frozenset({LineState.MISSING, LineState.REFUSED, LineState.PICKED_UP})


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """What somebody saw: about which listed serial number, which one was read instead, and pictures of it."""

    kind: ClaimKind
    serial: str = ""
    serial_seen: str = ""
    note: str = ""
    photos: tuple[bytes, ...] = field(default=(), repr=False)


def open_claim(
    seen: Discrepancy,
    *,
    by: Actor,
    stage: Stage,
    of: Of,
    responsible_id: int | None,
    unit: Unit | None = None,
    site: Site | None = None,
    at: datetime | None = None,
) -> Claim:
    """Open a claim, in the caller's transaction and under the caller's right, and return it.

    `at` lays history: when it was seen, if not now.
    Effects: number (gap-free), claim, photos; the responsible person is told; one record; `claim_opened` after the
    commit. Raises NotAnImage.
    """
    day = clock.today() if site is None else clock.day_in(site.time_zone, at)
    number, ordinal = numbers.next_of(by.tenant_id, numbers.CLAIM, day)
    claim = Claim(
        organisation_id=by.tenant_id,
        number=number,
        ordinal=ordinal,
        kind=seen.kind,
        stage=stage,
        site=site,
        unit=unit,
        serial_seen=(seen.serial_seen or ("" if unit else seen.serial))[:64],
        note=seen.note.strip()[:2000],
        reported_by=by.label[:160],
        responsible_id=responsible_id,
        **of.columns(),
    )
    claim.insert_as_of(at or clock.now())
    # What came beside an act may be somebody else's: the act's client does not see it.
    shown = Of() if seen.kind == ClaimKind.EXTRA and of.intake_act is not None else of
    attach_photos(seen.photos, by=by, stage=stage, of=shown, claim=claim, at=at)
    if responsible_id is not None:
        _tell(claim, responsible_id, by)
    record(by=by, action="logistics.claim.open", subject=claim, after=_facts(claim) | {"note": claim.note})
    announce(signals.claim_opened, by=by, sender=Claim, claim_id=claim.pk, kind=claim.kind)
    return claim


def name_responsible(claim: Claim, *, by: Actor, responsible: User, version: int) -> Claim:
    """Give a claim to another person, who is told, and return it; one record.

    Raises AccessDenied, ClaimClosed, Invalid (not of the staff), StaleVersion.
    """
    access.require(by, CLAIM_RESOLVE, claim)
    if responsible.organisation_id != claim.organisation_id or responsible.role not in STAFF_ROLES:
        raise Invalid(field="responsible")
    with transaction.atomic():
        locked = _lock(claim)
        before = _facts(locked)
        locked.responsible = responsible
        locked.save_version(version, ["responsible"])
        _tell(locked, responsible.pk, by)
        record(by=by, action="logistics.claim.assign", subject=locked, before=before, after=_facts(locked))
    return locked


def resolve_claim(
    claim: Claim,
    *,
    by: Actor,
    version: int,
    outcome: Outcome,
    resolution: str,
    site: Site | None = None,
    at: datetime | None = None,
) -> Claim:
    """End a claim in words, and bring its unit to where it is, and return it.

    «The unit is at a site of ours» accepts a unit that is still on the way at `site`; «lost» reports it lost; «never
    brought» makes a unit that was not moved since its intake expected again; «explained» moves nothing. `at` lays
    history: when it ended, if not now. Effects: the unit's step with custody; its line of the movement is settled,
    which may close the movement; claim; records; `claim_resolved` after the commit.
    Raises AccessDenied, ClaimClosed, Invalid (no words, no site), WrongState, StaleVersion.
    """
    access.require(by, CLAIM_RESOLVE, claim)
    if not resolution.strip():
        raise Invalid(_("Say how the claim ended."), field="resolution")
    with transaction.atomic():
        locked = _lock(claim)
        before = _facts(locked)
        if outcome is not Outcome.EXPLAINED:
            _move(locked, outcome, by=by, site=site, why=resolution, at=at)
        locked.status, locked.outcome = ClaimStatus.RESOLVED, outcome
        locked.resolution, locked.resolved_by = resolution.strip()[:2000], by.label[:160]
        locked.resolved_at = at or clock.now()
        fields = ["status", "outcome", "resolution", "resolved_by", "resolved_at"]
        locked.save_version(version, fields)
        record(
            by=by,
            action="logistics.claim.resolve",
            subject=locked,
            before=before,
            after=_facts(locked),
            reason=locked.resolution,
        )
        announce(signals.claim_resolved, by=by, sender=Claim, claim_id=locked.pk, outcome=locked.outcome)
    return locked


def _lock(claim: Claim) -> Claim:
    """Lock an open claim; its movement is locked first, as everywhere. Raises ClaimClosed."""
    if claim.movement is not None:
        steps.lock_movement(claim.movement)
    locked = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("unit", "movement", "site", "intake_act")
        .get(pk=claim.pk)
    )
    if locked.status == ClaimStatus.RESOLVED:
        raise ClaimClosed(number=locked.number)
    return locked


def _move(claim: Claim, outcome: Outcome, *, by: Actor, site: Site | None, why: str, at: datetime | None) -> None:
    """Bring the unit of a claim to where it is said to be, and settle its line."""
    unit = claim.unit
    if unit is None:
        raise Invalid(_("This claim is about no unit of ours."), field="outcome")
    if outcome is Outcome.NOT_BROUGHT:
        if claim.intake_act is None:
            raise Invalid(_("Only a claim of an intake act ends like this."), field="outcome")
        withdraw_units(by=by, unit_ids=[unit.pk], document=claim.intake_act.number, why=why.strip()[:300])
        return
    if outcome is Outcome.ACCEPTED_AT:
        if site is None:
            raise Invalid(field="site")
        access.require(by, PLACE_VIEW, site)
        leg = Leg(unit.pk, UnitVerb.ACCEPT, Place(site_id=site.pk))
    else:
        leg = Leg(unit.pk, UnitVerb.REPORT_LOST)
    line = MovementLine.objects.select_related("movement").filter(unit=unit, state__in=_SETTLED).order_by("-pk").first()
    movement = None
    if line is not None:
        # The line lets go of its unit first: what an open list holds is never reported lost.
        movement = steps.lock_movement(line.movement)
        line.state, line.closed_at = LineState.SETTLED, at or clock.now()
        line.save(update_fields=["state", "closed_at", "updated_at"])
    travel(by=by, legs=[leg], document=claim.number, why=why.strip()[:300], at=at)
    if movement is None:
        return
    steps.settle(movement, MovementVerb.SETTLE, at=at)
    announce(signals.movement_changed, by=by, sender=type(movement), movement_id=movement.pk, status=movement.status)


def _tell(claim: Claim, user_id: int, by: Actor) -> None:
    """Tell a person that a claim is theirs."""
    serial = claim.unit.serial if claim.unit else claim.serial_seen
    notify(
        organisation_id=claim.organisation_id,
        user_ids=[user_id],
        kind=OPENED,
        by=by,
        params={"number": claim.number, "serial": serial or "—"},
        url=reverse("logistics:claim", args=[claim.uid]),
    )


def _facts(claim: Claim) -> dict[str, Any]:
    """Return a claim as the record keeps it."""
    return {
        "number": claim.number,
        "kind": claim.kind,
        "stage": claim.stage,
        "status": claim.status,
        "movement": claim.movement_id,
        "unit": claim.unit_id,
        "serial_seen": claim.serial_seen,
        "responsible": claim.responsible_id,
        "outcome": claim.outcome,
    }
