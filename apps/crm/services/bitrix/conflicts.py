"""Fields that both sides changed: kept with both values, decided by a person, carried out by the exchange."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from apps.audit.services import record
from apps.common import access
from apps.common.actor import Actor
from apps.common.clock import now
from apps.common.errors import Invalid
from apps.crm.enums import Choice, ExchangeKind, Side
from apps.crm.exceptions import ConflictDecided
from apps.crm.models import BitrixConflict, BitrixLink
from apps.crm.permissions import BITRIX_DECIDE
from apps.crm.rules.bitrix.merge import Values
from apps.crm.services.bitrix import queue
from apps.crm.services.bitrix.session import digest


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person chose, good for the two values that they saw."""

    name: str
    value: str
    seen: frozenset[str]

    def holds(self, ours: Values, theirs: Values) -> bool:
        """Whether neither side says something that the person has not seen."""
        both = (ours.get(self.name), theirs.get(self.name))
        return all(one is not None and digest(self.name, one) in self.seen for one in both)


def decide_conflict(conflict: BitrixConflict, *, by: Actor, choice: str) -> BitrixConflict:
    """Say whose value stands in a conflict; the exchange writes it within seconds.

    Effects: the decision; the record is to be compared; one audit record without the values.
    Raises AccessDenied, ConflictDecided, Invalid.
    """
    access.require(by, BITRIX_DECIDE, conflict)
    if choice not in (Choice.OURS, Choice.THEIRS):
        raise Invalid(field="choice")
    with transaction.atomic():
        locked = (
            BitrixConflict.objects.select_for_update(of=("self",)).select_related("link__client").get(pk=conflict.pk)
        )
        if locked.choice != Choice.OPEN:
            raise ConflictDecided
        locked.choice, locked.decided_by, locked.decided_at = choice, by.label, now()
        locked.save(update_fields=["choice", "decided_by", "decided_at", "updated_at"])
        queue.mark(locked.organisation_id, ExchangeKind(locked.link.kind), Side.REMOTE, [locked.link.remote_id])
        after = {"field": locked.field, "choice": choice}
        record(by=by, action="crm.bitrix.decide", subject=locked.link.client or locked.link, after=after)
    return locked


def decisions(links: Iterable[int]) -> dict[int, dict[str, Decision]]:
    """Return by link and field what people have decided and is not carried out yet."""
    found: dict[int, dict[str, Decision]] = {}
    rows = BitrixConflict.objects.filter(link_id__in=list(links), choice__in=[Choice.OURS, Choice.THEIRS])
    for row in rows:
        value = row.ours if row.choice == Choice.OURS else row.theirs
        decision = Decision(row.field, value, frozenset((row.ours_hash, row.theirs_hash)))
        found.setdefault(row.link_id, {})[row.field] = decision
    return found


def keep_conflicts(
    link: BitrixLink, found: Mapping[str, tuple[str, str]], overwritten: Mapping[str, tuple[str, str]]
) -> int:
    """Write down conflicts, settle those that are over; returns how many are new."""
    known = {row.field: row for row in link.conflicts.exclude(choice=Choice.SETTLED)}
    new = 0
    for name, (ours, theirs) in {**found, **overwritten}.items():
        row = known.pop(name, None)
        hashes = digest(name, ours), digest(name, theirs)
        if row is not None and (row.ours_hash, row.theirs_hash) == hashes and row.choice == Choice.OPEN:
            continue
        new += row is None
        row = row or BitrixConflict(organisation_id=link.organisation_id, link=link, field=name)
        row.ours, row.theirs, (row.ours_hash, row.theirs_hash) = ours, theirs, hashes
        row.choice, row.was_overwritten = Choice.OPEN, name in overwritten
        row.save()
    for row in known.values():
        if row.choice != Choice.OPEN or not row.was_overwritten:
            # Both sides are equal by now, or say something newer than what was decided.
            row.choice = Choice.SETTLED
            row.save(update_fields=["choice", "updated_at"])
    return new
