"""Intake: units come in under an act with a number of its own; a wrong act is voided, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.services import notify
from apps.audit.services import record
from apps.common import access, clock
from apps.common.errors import Invalid
from apps.common.events import announce
from apps.inventory.selectors import staff_of_site
from apps.inventory.services import NewUnit, register_units, withdraw_units
from apps.logistics import signals
from apps.logistics.documents import intake_act
from apps.logistics.enums import ActStatus, Outcome, Signer, Stage
from apps.logistics.exceptions import ActVoided, NothingChosen, TooManyLines
from apps.logistics.models import Attachment, Claim, IntakeAct, IntakeLine
from apps.logistics.permissions import INTAKE_PICTURE, INTAKE_REGISTER
from apps.logistics.rules.serial_lists import MOST_LINES
from apps.logistics.services import numbers
from apps.logistics.services.attachments import Of, attach_photos, attach_signature

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from apps.common.actor import Actor
    from apps.crm.models import Client, Contract
    from apps.inventory.models import EquipmentModel, Site, Unit
    from apps.inventory.services import UnitDetails

NOTICE = "logistics.intake.registered"
# Pictures that one press may bring.
MOST_PHOTOS = 20


@dataclass(frozen=True, slots=True)
class IntakeEntry:
    """One unit of a new act as it was typed."""

    serial: str
    model: EquipmentModel
    power_override_w: int | None = None
    power_override_reason: str = ""
    declared_value: Decimal | None = None
    completeness: str = ""
    condition: str = ""
    details: UnitDetails | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature drawn on screen: who signed (the side that hands over or receives), by name, and the picture."""

    signer: Signer
    name: str
    drawn: bytes


def register_intake(
    *,
    by: Actor,
    client: Client,
    contract: Contract,
    site: Site,
    entries: Sequence[IntakeEntry],
    note: str = "",
    at: datetime | None = None,
) -> IntakeAct:
    """Register an intake act with its units, which are stored at the site from then on, not placed.

    Effects, in order, in one transaction: the act's number is taken by the mask of the organisation (gap-free); units
    with their dated facts and custody are written; act and lines are written; the staff of the site are told; one
    record; `intake_registered` after the commit. Raises AccessDenied, Invalid, Conflict (the contract is not in
    force), TooManyLines, WrongSerial, SerialTaken.
    """
    access.require(by, INTAKE_REGISTER)
    if len(entries) > MOST_LINES:
        raise TooManyLines(field="lines", count=len(entries), most=MOST_LINES)
    with transaction.atomic():
        day = clock.day_in(contract.legal_entity.time_zone, at)
        number, ordinal = numbers.next_of(client.organisation_id, numbers.INTAKE, day)
        units = register_units(
            by=by, client=client, contract=contract, site=site, lines=_new(entries), document=number, at=at
        )
        act = IntakeAct(
            organisation_id=client.organisation_id,
            number=number,
            ordinal=ordinal,
            acted_on=day,
            client=client,
            contract=contract,
            site=site,
            note=note.strip(),
            unit_count=len(units),
            power_w=sum(unit.power_w for unit in units),
            registered_by=by.label[:160],
        )
        lines = _lines(act, units, entries)
        intake_act.fill(act, lines)
        act.save(force_insert=True)
        IntakeLine.objects.bulk_create(lines)
        _tell_staff(by, act)
        record(
            by=by,
            action="logistics.intake.register",
            subject=act,
            after={
                "number": number,
                "client": client.pk,
                "contract": contract.number,
                "site": site.name,
                "serials": [unit.serial for unit in units],
                "power_w": act.power_w,
            },
        )
        announce(signals.intake_registered, by=by, sender=IntakeAct, act_id=act.pk, number=number)
    return act


def _new(entries: Sequence[IntakeEntry]) -> list[NewUnit]:
    """Return the entries as inventory takes them."""
    return [
        NewUnit(
            entry.serial,
            entry.model,
            entry.power_override_w,
            entry.power_override_reason,
            entry.declared_value,
            entry.details,
        )
        for entry in entries
    ]


def _lines(act: IntakeAct, units: Sequence[Unit], entries: Sequence[IntakeEntry]) -> list[IntakeLine]:
    """Return the lines of an act, in the order they were typed."""
    return [
        IntakeLine(
            organisation_id=act.organisation_id,
            act=act,
            unit=unit,
            position=position,
            serial=unit.serial,
            model_name=entry.model.name,
            power_w=unit.power_w,
            completeness=entry.completeness.strip()[:200],
            condition=entry.condition.strip()[:200],
            declared_value=entry.declared_value,
        )
        for position, (unit, entry) in enumerate(zip(units, entries, strict=True), start=1)
    ]


def _tell_staff(by: Actor, act: IntakeAct) -> None:
    """Tell the people of the site that units came in."""
    notify(
        organisation_id=act.organisation_id,
        user_ids=list(staff_of_site(act.site).values_list("pk", flat=True)),
        kind=NOTICE,
        by=by,
        params={"number": act.number, "client": str(act.client), "site": act.site.name, "count": act.unit_count},
        url=reverse("logistics:intake", args=[act.uid]),
    )


def add_intake_pictures(
    act: IntakeAct,
    *,
    by: Actor,
    photos: Sequence[bytes] = (),
    note: str = "",
    signatures: Sequence[Signed] = (),
    at: datetime | None = None,
) -> list[Attachment]:
    """Keep photos of what came in, and the signatures of who handed over and who received; return them.

    The act itself stays as it was registered. `note` says what the photos show; `at` lays history. Effects: pictures;
    one record.
    Raises AccessDenied, ActVoided, Invalid (no name at a signature, too many photos), NothingChosen, NotAnImage.
    """
    access.require(by, INTAKE_PICTURE, act)
    if not photos and not signatures:
        raise NothingChosen(_("Take a photo or draw a signature."), field="photos")
    if len(photos) > MOST_PHOTOS:
        raise Invalid(_("At most %(most)d photos at once."), field="photos", most=MOST_PHOTOS)
    for one in signatures:
        if not one.name.strip():
            raise Invalid(_("Say who signed."), field=f"{one.signer}_name")
    with transaction.atomic():
        locked = IntakeAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
        if locked.status == ActStatus.VOIDED:
            raise ActVoided(number=locked.number)
        of = Of(intake_act=locked)
        made = attach_photos(tuple(photos), by=by, stage=Stage.INTAKE, of=of, note=note, at=at)
        made += [
            attach_signature(
                one.drawn, by=by, stage=Stage.INTAKE, of=of, signer=one.signer, signer_name=one.name.strip(), at=at
            )
            for one in signatures
        ]
        record(
            by=by,
            action="logistics.intake.picture",
            subject=locked,
            after={
                "number": locked.number,
                "photos": len(photos),
                "note": note.strip()[:200],
                "signed": {str(one.signer): one.name.strip()[:160] for one in signatures},
                "files": [row.file.sha256 for row in made],
            },
        )
    return made


def void_intake(*, by: Actor, act: IntakeAct, why: str) -> IntakeAct:
    """Void an act whose units were not touched since; they become expected. The number stays used.

    Raises AccessDenied, ActVoided, Invalid (no reason), WrongState or Conflict (a unit was placed or moved).
    """
    access.require(by, INTAKE_REGISTER, act)
    if not why.strip():
        raise Invalid(_("Say why the act is voided."), field="why")
    with transaction.atomic():
        locked = IntakeAct.objects.select_for_update().get(pk=act.pk)
        if locked.status == ActStatus.VOIDED:
            raise ActVoided(number=locked.number)
        # A unit that this act never brought is expected already: a claim of the act said so.
        missing = Claim.objects.filter(intake_act=locked, outcome=Outcome.NOT_BROUGHT, unit__isnull=False)
        lines = IntakeLine.objects.filter(act=locked).exclude(unit_id__in=missing.values("unit_id"))
        unit_ids = list(lines.values_list("unit_id", flat=True))
        withdraw_units(by=by, unit_ids=unit_ids, document=locked.number, why=why.strip())
        locked.status, locked.voided_at, locked.void_reason = ActStatus.VOIDED, clock.now(), why.strip()[:300]
        locked.save(update_fields=["status", "voided_at", "void_reason", "updated_at"])
        record(
            by=by,
            action="logistics.intake.void",
            subject=locked,
            before={"status": ActStatus.REGISTERED},
            after={"status": ActStatus.VOIDED},
            reason=why.strip(),
        )
        announce(signals.intake_voided, by=by, sender=IntakeAct, act_id=locked.pk, number=locked.number)
    return locked
