"""Payout acts: gather lines of the ledger, issue with a number, mark as paid, void."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import LegalEntity, OrganisationSettings
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, clock, events, files, masks, sequences
from apps.common.errors import Invalid, NotReady
from apps.crm import signals
from apps.crm.documents import payout_act
from apps.crm.documents.engine import render
from apps.crm.enums import BrokerStatus, EntryKind, PayoutStatus, PayoutVerb
from apps.crm.exceptions import NumberTaken, PayoutRefused, StepRefused
from apps.crm.models import Broker, CommissionEntry, Payout, PayoutLine
from apps.crm.permissions import COMMISSION_MANAGE, COMMISSION_VIEW
from apps.crm.rules import texts
from apps.crm.services.brokers import lock_broker
from apps.crm.transitions import PAYOUT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.common.models import StoredFile

DEFAULT_MASK = "ВП-{N}"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def open_entries(broker: Broker) -> QuerySet[CommissionEntry]:
    """Return the accruals and reversals of a broker that stand in no payout act in force."""
    return (
        CommissionEntry.objects.filter(broker=broker)
        .exclude(kind=EntryKind.PAYOUT)
        .exclude(payout_lines__released=False)
    )


def draft_payout(
    broker: Broker,
    *,
    by: Actor,
    currency: str,
    entries: Collection[int] | None = None,
    legal_entity: LegalEntity | None = None,
    note: str = "",
) -> Payout:
    """Make a draft over the chosen lines (ids of `entries`, all open ones of the currency when None); return it.

    Reversals of chosen accruals come along by themselves, so that nothing is paid that was taken back.
    Effects: the draft with its lines; one audit record.
    Raises AccessDenied, Invalid (a line that is not open), PayoutRefused (nothing to pay), NotReady (no legal entity).
    """
    access.require(by, COMMISSION_MANAGE, broker)
    note = texts.line(note, "note", 300)
    with transaction.atomic():
        locked = lock_broker(broker)
        rows = list(open_entries(locked).filter(currency=currency).order_by("pk"))
        if entries is not None:
            wanted = set(entries)
            if wanted - {row.pk for row in rows}:
                raise Invalid(_("A chosen line is in another act already, or of another currency."), field="entries")
            rows = [row for row in rows if row.pk in wanted or row.accrual_id in wanted]
        total = sum((row.amount for row in rows), Decimal(0))
        if total <= 0:
            raise PayoutRefused(_("There is nothing to pay: the chosen lines come to %(total)s."), total=str(total))
        payout = Payout.objects.create(
            organisation_id=locked.organisation_id,
            broker=locked,
            legal_entity=legal_entity or _main_entity(locked.organisation_id),
            currency=currency,
            total=total,
            note=note,
        )
        _check_entity(payout)
        PayoutLine.objects.bulk_create(
            [PayoutLine(organisation_id=payout.organisation_id, payout=payout, entry=row) for row in rows]
        )
        after = snapshot(payout) | {"lines": [str(row.uid) for row in rows]}
        record(by=by, action="crm.payout.create", subject=payout, after=after)
    return payout


def issue_payout(payout: Payout, *, by: Actor, version: int) -> Payout:
    """Issue a draft that the person saw as `version`: it gets number and date, and is returned.

    The counter is taken last and rolls back with the transaction: no gap, no duplicate.
    Effects: number, date, the .docx as it is issued, status; one audit record; `payout_status_changed` after commit.
    Raises AccessDenied, StepRefused, PayoutRefused (the broker is suspended, or a line was reversed since the draft
    was made), NotReady (the broker's account is missing), NumberTaken (a changed mask gave a number again),
    StaleVersion.
    """
    access.require(by, COMMISSION_MANAGE, payout)
    with transaction.atomic():
        broker = lock_broker(payout.broker)
        locked = _lock(payout)
        _target(locked, PayoutVerb.ISSUE)
        if broker.status == BrokerStatus.SUSPENDED:
            raise PayoutRefused(_("The broker is suspended: nothing is paid until the broker is resumed."))
        if not broker.settlement_account:
            raise NotReady(_("Fill in the broker's settlement account first."), field="settlement_account")
        chosen = locked.lines.values("entry_id")
        if open_entries(broker).filter(kind=EntryKind.REVERSAL, accrual_id__in=chosen).exists():
            raise PayoutRefused(_("A line was reversed since this draft was made. Void it and make another one."))
        day = clock.day_in(locked.legal_entity.time_zone)
        before = snapshot(locked)
        _number(locked, day)
        locked.file = _document(locked)
        fields = ("number", "ordinal", "issued_on", "file")
        _move(locked, PayoutVerb.ISSUE, by=by, version=version, fields=fields, before=before)
    return locked


def read_payout(payout: Payout, *, by: Actor) -> bytes:
    """Return the issued .docx. Raises AccessDenied, NotReady (a draft has none), Conflict (the bytes are others)."""
    access.require(by, COMMISSION_VIEW, payout)
    if payout.file is None:
        raise NotReady(_("A draft has no document."))
    return files.read(payout.file)


def pay_payout(payout: Payout, *, by: Actor, version: int, paid_on: date, payment_reference: str = "") -> Payout:
    """Say that an issued act was paid, and return it.

    Effects: status and date; one line of the ledger that takes the total; one audit record; `payout_status_changed`
    after commit. Raises AccessDenied, StepRefused, Invalid (a day before the issue or to come), StaleVersion.
    """
    access.require(by, COMMISSION_MANAGE, payout)
    payment_reference = texts.line(payment_reference, "payment_reference", 80)
    with transaction.atomic():
        broker = lock_broker(payout.broker)
        locked = _lock(payout)
        _target(locked, PayoutVerb.PAY)
        today = clock.day_in(locked.legal_entity.time_zone)
        if locked.issued_on is None or not locked.issued_on <= paid_on <= today:
            raise Invalid(_("An act is paid after it was issued, and not in the future."), field="paid_on")
        before = snapshot(locked)
        locked.paid_on, locked.payment_reference = paid_on, payment_reference
        CommissionEntry.objects.create(
            organisation_id=locked.organisation_id,
            broker=broker,
            kind=EntryKind.PAYOUT,
            amount=-locked.total,
            currency=locked.currency,
            happened_on=paid_on,
            payout=locked,
            basis={"number": locked.number},
        )
        fields = ("paid_on", "payment_reference")
        _move(locked, PayoutVerb.PAY, by=by, version=version, fields=fields, before=before)
    return locked


def void_payout(payout: Payout, *, by: Actor, version: int, reason: str) -> Payout:
    """Void a draft or an issued act, and return it: it keeps its number, its lines can be paid by another act.

    Effects: status, lines released; one audit record with the reason; `payout_status_changed` after commit.
    Raises AccessDenied, StepRefused, Invalid (no reason), StaleVersion.
    """
    access.require(by, COMMISSION_MANAGE, payout)
    reason = texts.line(reason, "reason", 500, required=True)
    with transaction.atomic():
        lock_broker(payout.broker)
        locked = _lock(payout)
        _target(locked, PayoutVerb.VOID)
        before = snapshot(locked)
        locked.lines.filter(released=False).update(released=True)
        _move(locked, PayoutVerb.VOID, by=by, version=version, before=before, reason=reason)
    return locked


def _number(payout: Payout, day: date) -> None:
    """Give the act its day and its number by the organisation's mask. Raises NumberTaken."""
    own = OrganisationSettings.objects.filter(organisation_id=payout.organisation_id)
    mask = masks.parse(own.values_list("payout_mask", flat=True).first() or DEFAULT_MASK)
    payout.issued_on = day
    payout.ordinal = sequences.next_number(payout.organisation_id, "crm.payout", mask.period(day))
    payout.number = mask.render(payout.ordinal, day)
    if Payout.objects.filter(organisation_id=payout.organisation_id, number=payout.number).exists():
        raise NumberTaken(number=payout.number)


def _document(payout: Payout) -> StoredFile:
    """Make the act's .docx and keep it."""
    rows = payout.lines.select_related("entry__client", "entry__payment").order_by("entry__happened_on", "entry_id")
    values = payout_act.values(payout, [row.entry for row in rows])
    data = render(payout_act.path().read_bytes(), values)
    return files.store(payout.organisation_id, data, f"Акт {payout.number}.docx", DOCX)


def _lock(payout: Payout) -> Payout:
    """Return the act as it stands now, locked until the transaction ends."""
    return Payout.objects.select_for_update(of=("self",)).select_related("legal_entity", "broker").get(pk=payout.pk)


def _target(payout: Payout, verb: PayoutVerb) -> PayoutStatus:
    """Return the state the verb leads to. Raises StepRefused."""
    status = PayoutStatus(payout.status)
    found = PAYOUT.get((status, verb))
    if found is None:
        raise StepRefused(status=status.label)
    return found


def _move(
    payout: Payout,
    verb: PayoutVerb,
    *,
    by: Actor,
    version: int,
    before: dict[str, object],
    fields: Sequence[str] = (),
    reason: str = "",
) -> None:
    """Move a locked act and write `fields` with it; record and announce. The one door of its states."""
    payout.status = _target(payout, verb)
    payout.save_version(version, ["status", *fields])
    record(by=by, action=f"crm.payout.{verb}", subject=payout, before=before, after=snapshot(payout), reason=reason)
    events.announce(
        signals.payout_status_changed,
        by=by,
        sender=Payout,
        payout_id=payout.pk,
        verb=str(verb),
        status=str(payout.status),
    )


def _main_entity(organisation_id: int) -> LegalEntity:
    """Return the organisation's main legal entity. Raises NotReady when there is none."""
    entity = LegalEntity.objects.filter(organisation_id=organisation_id).order_by("-is_main", "id").first()
    if entity is None:
        raise NotReady(field="legal_entity")
    return entity


def _check_entity(payout: Payout) -> None:
    """Refuse a legal entity of another organisation."""
    if payout.legal_entity.organisation_id != payout.organisation_id:
        raise Invalid(field="legal_entity")
