"""The rows of a batch in earnest: together where they cannot mean the same thing, one by one when one is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from apps.common.errors import DomainError, Invalid
from apps.common.models import RowOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from apps.common.actor import Actor
    from apps.common.imports.kinds import Decision, Importer

_REASON_CHARS: Final = 500
_WRITTEN: Final = (RowOutcome.CREATE, RowOutcome.UPDATE)

Verdict = tuple[str, str, str]


class RowsRefused(DomainError):
    """Some rows of a batch are refused by name; the importer raises it so that the others are written without them."""

    code = "rows_refused"

    def __init__(self, refusals: Mapping[int, DomainError]) -> None:
        """Keep the refusal of each row, by its place among the decisions."""
        self.refusals = dict(refusals)
        super().__init__()


def refused(refusal: DomainError) -> Verdict:
    """Return the verdict of a refusal, in the language of the person."""
    return (RowOutcome.REFUSED, (refusal.field or "")[:60], refusal.message[:_REASON_CHARS])


class Writing:
    """A batch: `work` fills `verdicts` (one a row) and `subjects` (place → what was written)."""

    def __init__(self, importer: Importer, by: Actor, rows: Sequence[dict[str, str] | Invalid]) -> None:
        """Take the rows; one that could not be read is there as its refusal."""
        self._importer = importer
        self._by = by
        self._rows = rows
        self._known = self._read_known()
        self._waiting: list[tuple[int, Decision]] = []
        self._marks: set[str] = set()
        self._targets: set[Any] = set()
        self.verdicts: list[Verdict] = [("", "", "")] * len(rows)
        self.subjects: dict[int, UUID] = {}

    def work(self) -> None:
        """Write every row, in the order of the file wherever it matters."""
        for place, values in enumerate(self._rows):
            if isinstance(values, Invalid):
                self.verdicts[place] = refused(values)
                continue
            marks = set(self._importer.marks(values))
            if marks & self._marks:
                self._flush()
            decision = self._decided(place, values)
            if decision is not None and _key(decision) in self._targets:
                self._flush()
                decision = self._decided(place, values)
            if decision is not None and decision.outcome in _WRITTEN:
                self._waiting.append((place, decision))
                self._marks |= marks
                self._targets |= {_key(decision)} - {None}
        self._flush()

    def _read_known(self) -> Any:
        """Return what is stored of what the rows may mean."""
        return self._importer.prepare(self._by, [one for one in self._rows if isinstance(one, dict)])

    def _decided(self, place: int, values: dict[str, str]) -> Decision | None:
        """Return what a row would do, None when it is refused; either is its verdict so far."""
        try:
            decision = self._importer.decide(self._by, values, self._known)
        except DomainError as refusal:
            self.verdicts[place] = refused(refusal)
            return None
        self.verdicts[place] = (decision.outcome, "", "")
        return decision

    def _flush(self) -> None:
        """Write what waits; one refusal undoes all of it, and it is then done one by one."""
        waiting, self._waiting = self._waiting, []
        self._marks, self._targets = set(), set()
        if not waiting:
            return
        try:
            self._apply(waiting)
        except RowsRefused as some:
            self._without(waiting, some.refusals)
        except DomainError as refusal:
            if len(waiting) == 1:
                self.verdicts[waiting[0][0]] = refused(refusal)
                return
            # What was undone was perhaps already known.
            self._known = self._read_known()
            for place, _decision in waiting:
                self._again(place)

    def _without(self, waiting: Sequence[tuple[int, Decision]], refusals: Mapping[int, DomainError]) -> None:
        """Give the refused rows their reasons and write the others together."""
        for number, refusal in refusals.items():
            self.verdicts[waiting[number][0]] = refused(refusal)
        self._known = self._read_known()
        for number, (place, _decision) in enumerate(waiting):
            values = self._rows[place]
            decision = self._decided(place, values) if number not in refusals and isinstance(values, dict) else None
            if decision is not None and decision.outcome in _WRITTEN:
                self._waiting.append((place, decision))
        self._flush()

    def _again(self, place: int) -> None:
        """Do one row for itself."""
        values = self._rows[place]
        decision = self._decided(place, values) if isinstance(values, dict) else None
        if decision is not None and decision.outcome in _WRITTEN:
            self._waiting = [(place, decision)]
            self._flush()

    def _apply(self, waiting: Sequence[tuple[int, Decision]]) -> None:
        """Have the services do it, all or nothing."""
        with transaction.atomic():
            uids = self._importer.apply(self._by, [decision for _place, decision in waiting], self._known)
        self.subjects |= {place: uid for (place, _decision), uid in zip(waiting, uids, strict=True)}


def _key(decision: Decision) -> Any:
    """Return by what the row that a decision is about is known, None for a new one."""
    return getattr(decision.target, "pk", None)
