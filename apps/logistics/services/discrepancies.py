"""What does not agree with an act, seen by who receives its units or hands them over: each opens a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.common import access
from apps.common.errors import Invalid
from apps.common.roles import STAFF_ROLES
from apps.inventory.rules.identity import normal_serial
from apps.inventory.selectors import units_by_serial
from apps.logistics.enums import ActStatus, ClaimKind, ReturnStatus, Stage
from apps.logistics.exceptions import ActVoided, NothingChosen, ReturnClosed
from apps.logistics.models import IntakeAct, IntakeLine, ReturnAct, ReturnLine
from apps.logistics.permissions import CLAIM_REPORT
from apps.logistics.services.attachments import Of
from apps.logistics.services.claims import open_claim

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.logistics.models import Claim
    from apps.logistics.services.claims import Discrepancy


def report_intake_discrepancies(
    act: IntakeAct, *, by: Actor, seen: Sequence[Discrepancy], at: datetime | None = None
) -> list[Claim]:
    """Open a claim for each thing that does not agree with an intake act, and return them; nothing else is held up.

    Act and units stay as they are until a claim is resolved. Who registered the act answers for them. What is not on
    the list is EXTRA. `at` lays history: when it was seen, if not now. Effects: those of each claim, with its record.
    Raises AccessDenied, NothingChosen, ActVoided, Invalid (a serial number that the act does not have), NotAnImage.
    """
    access.require(by, CLAIM_REPORT, act)
    with transaction.atomic():
        locked = IntakeAct.objects.select_related("site").select_for_update(of=("self",)).get(pk=act.pk)
        if locked.status == ActStatus.VOIDED:
            raise ActVoided(number=locked.number)
        lines = IntakeLine.objects.filter(act=locked).select_related("unit")
        extras = [one.serial for one in seen if one.kind == ClaimKind.EXTRA]
        known = units_by_serial(locked.organisation_id, extras)
        listed = {line.serial: line for line in lines}
        claims = []
        for one in _some(seen):
            line = listed.get(normal_serial(one.serial))
            if (line is None) != (one.kind == ClaimKind.EXTRA):
                raise Invalid(_wrong(line is None), field="serial")
            claims.append(
                open_claim(
                    one,
                    by=by,
                    stage=Stage.INTAKE,
                    of=Of(intake_act=locked),
                    responsible_id=_answers(by, locked),
                    unit=line.unit if line else known.get(normal_serial(one.serial)),
                    site=locked.site,
                    at=at,
                )
            )
    return claims


def report_return_discrepancies(act: ReturnAct, *, by: Actor, seen: Sequence[Discrepancy]) -> list[Claim]:
    """Open a claim for each thing that does not agree as units of a return act are handed over, and return them.

    The units wait on, and the others are handed over. Effects and refusals as at an intake; ReturnClosed for a voided
    act, Invalid for a unit that is not on the act or at a site out of reach.
    """
    access.require(by, CLAIM_REPORT, act)
    with transaction.atomic():
        locked = ReturnAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
        if locked.status == ReturnStatus.VOIDED:
            raise ReturnClosed(number=locked.number)
        rows = access.narrow(by, CLAIM_REPORT, ReturnLine.objects.filter(act=locked))
        listed = {line.serial: line for line in rows.select_related("unit", "site")}
        claims = []
        for one in _some(seen):
            line = listed.get(normal_serial(one.serial))
            if line is None or one.kind == ClaimKind.EXTRA:
                raise Invalid(_wrong(line is None), field="serial")
            claims.append(
                open_claim(
                    one,
                    by=by,
                    stage=Stage.HAND_OVER,
                    of=Of(return_act=locked),
                    responsible_id=_answers(by, locked),
                    unit=line.unit,
                    site=line.site,
                )
            )
    return claims


def _some(seen: Sequence[Discrepancy]) -> Sequence[Discrepancy]:
    """Return what was seen. Raises NothingChosen."""
    if not seen:
        raise NothingChosen(field="serial")
    return seen


def _wrong(is_missing: bool) -> str:  # noqa: FBT001 - one of two sentences
    """Return why a serial number does not fit what is said of it."""
    if is_missing:
        return str(_("This serial number is not on the act."))
    return str(_("This serial number is on the act."))


def _answers(by: Actor, act: IntakeAct | ReturnAct) -> int | None:
    """Return who answers for the claims of an act: who registered it, else (a job, an import) who reports."""
    registrar = User.objects.filter(
        organisation_id=act.organisation_id, login=act.registered_by, role__in=STAFF_ROLES, status="active"
    ).first()
    return registrar.pk if registrar else by.id
