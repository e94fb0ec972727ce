"""Returns: units of a contract are locked by a return act at once and handed over to their owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.services import notify
from apps.audit.services import record
from apps.common import access, clock
from apps.common.errors import Invalid
from apps.common.events import announce
from apps.inventory.enums import UnitVerb
from apps.inventory.models import Site, Unit
from apps.inventory.selectors import staff_of_site
from apps.inventory.services import Leg, travel
from apps.inventory.services.lifecycle import possible
from apps.inventory.services.locks import lock_units
from apps.inventory.services.units import ACTS_IN
from apps.logistics import signals
from apps.logistics.documents import return_act
from apps.logistics.enums import ReturnLineState, ReturnStatus, Signer, Stage
from apps.logistics.exceptions import NothingChosen, NotOfTheContract, ReturnClosed, TooManyLines
from apps.logistics.models import ReturnAct, ReturnLine
from apps.logistics.permissions import RETURN_HAND_OVER, RETURN_REGISTER
from apps.logistics.rules.serial_lists import MOST_LINES
from apps.logistics.services import numbers
from apps.logistics.services.attachments import Of, attach_signature
from apps.logistics.services.movements import refuse_busy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor
    from apps.crm.models import Contract

WAITING = "logistics.return.registered"


def register_return(
    *, by: Actor, contract: Contract, units: Sequence[Unit], reason: str = "", condition: str = ""
) -> ReturnAct:
    """Register a return act for units of a contract, and return it; they are locked at once where they stand.

    Effects, in order, in one transaction: units are locked and checked, each becomes pending_return; the number is
    taken (gap-free); act and lines are written with the values of the document; the staff of the sites are told; one
    record; `return_registered` after the commit.
    Raises AccessDenied, NothingChosen, TooManyLines, NotOfTheContract, WrongState, UnitTravels, UnitGoesBack.
    """
    access.require(by, RETURN_REGISTER)
    if not units:
        raise NothingChosen(field="units")
    if len(units) > MOST_LINES:
        raise TooManyLines(field="units", count=len(units), most=MOST_LINES)
    with transaction.atomic():
        locked = lock_units(unit.pk for unit in units)
        chosen = [locked[unit.pk] for unit in dict.fromkeys(units)]
        for unit in chosen:
            if unit.contract_id != contract.pk:
                raise NotOfTheContract(field="units", serial=unit.serial, contract=contract.number)
            possible(unit, UnitVerb.REQUEST_RETURN)
        refuse_busy(chosen)
        day = clock.day_in(contract.legal_entity.time_zone)
        number, ordinal = numbers.next_of(by.tenant_id, numbers.RETURN, day)
        travel(
            by=by,
            legs=[Leg(unit.pk, UnitVerb.REQUEST_RETURN) for unit in chosen],
            document=number,
            why=reason.strip()[:300],
        )
        act = ReturnAct(
            organisation_id=by.tenant_id,
            number=number,
            ordinal=ordinal,
            acted_on=day,
            client=contract.client,
            contract=contract,
            reason=reason.strip()[:300],
            unit_count=len(chosen),
            power_w=sum(unit.power_w for unit in chosen),
            registered_by=by.label[:160],
        )
        lines = [_line(act, unit, n, condition) for n, unit in enumerate(chosen, start=1)]
        return_act.fill(act, lines)
        act.save(force_insert=True)
        ReturnLine.objects.bulk_create(lines)
        _tell_sites(act, lines, by)
        record(
            by=by,
            action="logistics.return.register",
            subject=act,
            after=_facts(act) | {"serials": [unit.serial for unit in chosen], "power_w": act.power_w},
            reason=act.reason,
        )
        announce(signals.return_registered, by=by, sender=ReturnAct, act_id=act.pk, number=number)
    return act


def hand_over_units(
    act: ReturnAct,
    *,
    by: Actor,
    lines: Sequence[ReturnLine],
    receiver_name: str,
    signature: bytes = b"",
) -> ReturnAct:
    """Hand waiting units of a return act over to their owner, and return the act; it closes with the last one.

    A line that was handed over already is passed by, so that a repeated press does nothing twice. Effects: units are
    returned and off their shelves (custody names the client); lines, signature; act; one record; `return_closed`
    after the commit when it was the last. Raises AccessDenied, ReturnClosed (voided), NothingChosen, Invalid (no
    name), NotAnImage.
    """
    access.require(by, RETURN_HAND_OVER, act)
    if not receiver_name.strip():
        raise Invalid(_("Say who received the equipment."), field="receiver_name")
    with transaction.atomic():
        locked = _lock(act)
        if locked.status == ReturnStatus.VOIDED:
            raise ReturnClosed(number=locked.number)
        given = access.narrow(by, RETURN_HAND_OVER, ReturnLine.objects.filter(act=locked))
        chosen = list(given.filter(pk__in=[line.pk for line in lines]).order_by("unit_id"))
        if not lines or len(chosen) != len({line.pk for line in lines}):
            raise NothingChosen(field="units")
        waiting = [line for line in chosen if line.state == ReturnLineState.WAITING]
        if not waiting:
            return locked
        travel(
            by=by,
            legs=[Leg(line.unit_id, UnitVerb.HAND_OVER) for line in waiting],
            document=locked.number,
            why=receiver_name.strip()[:300],
        )
        _close_lines(waiting, ReturnLineState.HANDED_OVER)
        if signature:
            attach_signature(
                signature,
                by=by,
                stage=Stage.HAND_OVER,
                of=Of(return_act=locked),
                signer=Signer.CLIENT,
                signer_name=receiver_name,
            )
        before = locked.status
        _close_act(locked, by)
        record(
            by=by,
            action="logistics.return.hand_over",
            subject=locked,
            before={"status": before},
            after={"status": locked.status, "handed_over": [line.serial for line in waiting]},
            reason=receiver_name.strip()[:160],
        )
    return locked


def cancel_return(act: ReturnAct, *, by: Actor, why: str) -> ReturnAct:
    """Release the units of a return act that still wait, and return it: voided when none was handed over.

    Effects: units are stored again where they stand; lines; act; one record; `return_closed` after the commit.
    Raises AccessDenied, ReturnClosed, Invalid (no reason).
    """
    access.require(by, RETURN_REGISTER, act)
    if not why.strip():
        raise Invalid(_("Say why the return is cancelled."), field="why")
    with transaction.atomic():
        locked = _lock(act)
        if locked.status != ReturnStatus.REGISTERED:
            raise ReturnClosed(number=locked.number)
        waiting = list(ReturnLine.objects.filter(act=locked, state=ReturnLineState.WAITING).order_by("unit_id"))
        travel(
            by=by,
            legs=[Leg(line.unit_id, UnitVerb.CANCEL_RETURN) for line in waiting],
            document=locked.number,
            why=why.strip()[:300],
        )
        _close_lines(waiting, ReturnLineState.CANCELLED)
        locked.void_reason = why.strip()[:300]
        _close_act(locked, by)
        record(
            by=by,
            action="logistics.return.cancel",
            subject=locked,
            before={"status": ReturnStatus.REGISTERED},
            after={"status": locked.status, "released": [line.serial for line in waiting]},
            reason=locked.void_reason,
        )
    return locked


def _lock(act: ReturnAct) -> ReturnAct:
    """Lock an act and return it as it is now. Raises Http404 when it is out of sight."""
    found = ReturnAct.objects.select_for_update(of=("self",)).filter(pk=act.pk).first()
    if found is None:
        raise Http404
    return found


def _close_lines(lines: Sequence[ReturnLine], state: ReturnLineState) -> None:
    """Write what became of these lines."""
    instant = clock.now()
    for line in lines:
        line.state, line.closed_at = state, instant
    ReturnLine.objects.bulk_update(lines, ["state", "closed_at"])


def _close_act(act: ReturnAct, by: Actor) -> None:
    """Close a locked act when nothing of it waits any more, and announce it."""
    states = set(ReturnLine.objects.filter(act=act).values_list("state", flat=True))
    if ReturnLineState.WAITING in states:
        return
    act.status = ReturnStatus.HANDED_OVER if ReturnLineState.HANDED_OVER in states else ReturnStatus.VOIDED
    act.closed_at = clock.now()
    act.save(update_fields=["status", "closed_at", "void_reason", "updated_at"])
    announce(signals.return_closed, by=by, sender=ReturnAct, act_id=act.pk, status=act.status)


def _line(act: ReturnAct, unit: Unit, position: int, condition: str) -> ReturnLine:
    """Return the line of a unit as it is today."""
    return ReturnLine(
        organisation_id=act.organisation_id,
        act=act,
        unit=unit,
        site_id=unit.site_id or 0,  # a unit that may be returned stands at a site: the table of states says so
        position=position,
        serial=unit.serial,
        model_name=unit.model.name,
        power_w=unit.power_w,
        condition=condition.strip()[:200],
        # Acts state roubles: a value in another currency is not stated rather than stated wrongly.
        declared_value=unit.declared_value if unit.declared_currency == ACTS_IN else None,
    )


def _facts(act: ReturnAct) -> dict[str, Any]:
    """Return an act as the record keeps it."""
    return {"number": act.number, "status": act.status, "client": act.client_id, "contract": act.contract.number}


def _tell_sites(act: ReturnAct, lines: Sequence[ReturnLine], by: Actor) -> None:
    """Tell the people of each site how many of its units wait for their hand-over."""
    for site in Site.objects.filter(pk__in={line.site_id for line in lines}).order_by("pk"):
        notify(
            organisation_id=act.organisation_id,
            user_ids=list(staff_of_site(site).values_list("pk", flat=True)),
            kind=WAITING,
            by=by,
            params={
                "number": act.number,
                "client": str(act.client),
                "site": site.name,
                "count": sum(line.site_id == site.pk for line in lines),
            },
            url=reverse("logistics:workplace", args=[site.uid]) + "?view=returns",
        )
