"""One record as a person reads it: who, what, and each changed value before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from apps.audit.permissions import PERSONAL_VIEW, RECORD_VIEW
from apps.audit.rules.hashing import COMMITMENT_KEY
from apps.audit.selectors.records import records
from apps.common import access

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from apps.audit.models import AuditRecord, PersonalValue
    from apps.common.actor import Actor

HIDDEN: Final = "•••"
ERASED: Final = "✕"


@dataclass(frozen=True, slots=True)
class Change:
    """One field: its name, the value before and after (None: there was none), whether it is personal."""

    field: str
    before: Any
    after: Any
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """A record opened for one reader; personal values are «•••» without the right and «✕» after erasure."""

    record: AuditRecord
    label: str
    ip: str
    changes: tuple[Change, ...]


def detail(actor: Actor, uid: UUID) -> Detail:
    """The record `uid`. Raises AccessDenied without the right, Http404 out of reach."""
    return opened(actor, access.fetch(actor, RECORD_VIEW, records(actor).prefetch_related("personal_values"), uid=uid))


def opened(actor: Actor, record: AuditRecord) -> Detail:
    """Open the personal values of a record as far as the actor may see them."""
    values = _personal(record.personal_values.all(), shown=access.holds(actor, PERSONAL_VIEW))
    return Detail(
        record=record,
        label=record.subject_label or str(values.get("label", "")),
        ip=str(values.get("ip", "")),
        changes=changes_of(record.change_set, values),
    )


def _personal(rows: Iterable[PersonalValue], *, shown: bool) -> dict[str, Any]:
    return {row.path: ERASED if row.sealed is None else row.value if shown else HIDDEN for row in rows}


def changes_of(change_set: Mapping[str, Any], personal: Mapping[str, Any]) -> tuple[Change, ...]:
    """Each field once, in the order of names, with commitments replaced by their values."""
    before: Mapping[str, Any] = change_set.get("before", {})
    after: Mapping[str, Any] = change_set.get("after", {})
    return tuple(
        Change(
            name,
            _value(f"before.{name}", before.get(name), personal),
            _value(f"after.{name}", after.get(name), personal),
            personal=_is_commitment(before.get(name)) or _is_commitment(after.get(name)),
        )
        for name in sorted({**before, **after})
    )


def _is_commitment(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {COMMITMENT_KEY}


def _value(path: str, value: Any, personal: Mapping[str, Any]) -> Any:
    return personal.get(path, HIDDEN) if _is_commitment(value) else value
