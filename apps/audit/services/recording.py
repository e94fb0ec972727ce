"""The one way into the record: every service calls `record` last, inside its own transaction."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from apps.audit.exceptions import NoTransaction
from apps.audit.models import AuditRecord, PersonalValue
from apps.audit.rules.changes import Personal, change_set, commit
from apps.audit.rules.hashing import COMMITMENT_KEY, json_bytes
from apps.audit.snapshots import personal_fields, plain
from apps.common.crypto import blind_index, encrypt

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import Model

    from apps.common.actor import Actor

PLATFORM_CHAIN: Final = -1
IP_INDEX: Final = "audit.ip"
_LABEL_CHARS: Final = 200
_APPEND: Final = "SELECT * FROM audit_append(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_TYPES: Final = (
    "bigint", "uuid", "text", "bigint", "uuid", "text", "text", "text", "text", "text", "text", "bytea", "text", "text",
    "text", "text[]", "bytea[]", "bytea[]",
)  # fmt: skip
_NAMES: Final = ", ".join(f"p{place}" for place in range(len(_TYPES)))
_ROW: Final = f"(%s, {', '.join(f'%s::{one}' for one in _TYPES)})"
_APPEND_EACH: Final = (
    "SELECT count(made.id) FROM (SELECT * FROM (VALUES {rows}) AS given(place, "  # noqa: S608 - nothing given enters
    + _NAMES
    + ") ORDER BY place) AS entry CROSS JOIN LATERAL audit_append("
    + _NAMES
    + ") AS made"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one record of a batch says; the fields mean what they mean to `record`."""

    action: str
    subject: Model | None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    personal: Collection[str] = ()
    reason: str = ""
    organisation_id: int | None = None


def record(
    *,
    by: Actor,
    action: str,
    subject: Model | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    personal: Collection[str] = (),
    reason: str = "",
    organisation_id: int | None = None,
) -> AuditRecord:
    """Append one record to its chain, in the caller's transaction (one statement), and return it.

    `action` is «app.noun.verb». `before` and `after` are snapshots: with both, only what differs is kept. Fields
    named in `personal`, the subject's encrypted fields and its `audit_personal_fields` stand in the chain as salted
    commitments; the values lie beside it, encrypted and erasable. The chain is that of `organisation_id`, else the
    subject's organisation, else the actor's; with none of them, or with `PLATFORM_CHAIN`, the platform's.

    Holds the chain's head locked until the transaction ends: call it last, and commit batches of at most 200.
    Raises NoTransaction outside a transaction; PostgreSQL refuses a chain outside the scope.
    """
    _require_transaction(action)
    entry = Entry(action, subject, before, after, personal, reason, organisation_id)
    return next(iter(AuditRecord.objects.raw(_APPEND, _parameters(by, entry))))


def record_many(*, by: Actor, entries: Sequence[Entry]) -> None:
    """Append a record for each entry, in their order, in the caller's transaction (one statement).

    As many calls of `record`, without bringing the records back. Raises NoTransaction outside a transaction.
    """
    if not entries:
        return
    _require_transaction(entries[0].action)
    parameters: list[Any] = []
    for place, entry in enumerate(entries):
        parameters += [place, *_parameters(by, entry)]
    with connection.cursor() as cursor:
        cursor.execute(_APPEND_EACH.format(rows=", ".join([_ROW] * len(entries))), parameters)


def _require_transaction(action: str) -> None:
    """Refuse to record what is not undone together with its record."""
    if not connection.in_atomic_block:
        message = f"{action} must be recorded inside the transaction of the change"
        raise NoTransaction(message)


def _parameters(by: Actor, entry: Entry) -> list[Any]:
    """Return what `audit_append` is given for an entry."""
    uid, subject = uuid.uuid4(), entry.subject
    hidden = frozenset(entry.personal) | (frozenset() if subject is None else personal_fields(type(subject)))
    committed = change_set(uid, plain_or_none(entry.before), plain_or_none(entry.after), hidden)
    label = _label(subject)
    if label and _label_is_personal(subject, label, committed.personal):
        committed.personal.append(commit(uid, "label", label))
        committed.changes["label"] = {COMMITMENT_KEY: committed.personal[-1].commitment.hex()}
        label = ""
    address = commit(uid, "ip", by.ip) if by.ip else None
    values = committed.personal + ([address] if address else [])
    return [
        _chain_of(entry.organisation_id, subject, by),
        uid,
        str(by.kind),
        by.id,
        by.uid,
        _clean(by.label)[:_LABEL_CHARS],
        str(by.role or ""),
        entry.action,
        "" if subject is None else subject._meta.label_lower,
        _key(subject),
        label,
        address.commitment if address else None,
        _clean(by.request_id),
        _clean(entry.reason),
        json_bytes(committed.changes).decode(),
        [value.path for value in values],
        [_seal(value) for value in values],
        [blind_index(by.ip, IP_INDEX) if value is address and by.ip else None for value in values],
    ]


def plain_or_none(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A mapping made plain for JSON, None as it is."""
    return None if values is None else {name: plain(value) for name, value in values.items()}


def _chain_of(organisation_id: int | None, subject: Model | None, by: Actor) -> int | None:
    if organisation_id == PLATFORM_CHAIN:
        return None
    for candidate in (organisation_id, getattr(subject, "organisation_id", None), by.organisation_id):
        if candidate is not None:
            return int(candidate)
    return None


def _clean(text: str) -> str:
    """PostgreSQL keeps no zero character in a text."""
    return text.replace("\x00", "")


def _label(subject: Model | None) -> str:
    return "" if subject is None else _clean(str(subject))[:_LABEL_CHARS]


def _key(subject: Model | None) -> str:
    return "" if subject is None else str(getattr(subject, "uid", None) or subject.pk)


def _label_is_personal(subject: Model | None, label: str, personal: Collection[Personal]) -> bool:
    """Whether the object's name gives a person away: declared so, or it contains a personal value."""
    if getattr(subject, "audit_label_is_personal", False):
        return True
    texts = (value.value.decode().strip('"') for value in personal)
    return any(len(text) > 1 and text in label for text in texts)


def _seal(value: Personal) -> bytes:
    context = PersonalValue._meta.get_field("sealed").context
    return encrypt(value.salt.hex() + value.value.decode(), context)
