"""The one way into the record: every service calls `record` last, inside its own transaction."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from apps.audit.exceptions import NoTransaction
from apps.audit.models import AuditRecord, PersonalValue
from apps.audit.rules.changes import Personal, change_set, commit
from apps.audit.rules.hashing import COMMITMENT_KEY, json_bytes
from apps.audit.snapshots import personal_fields, plain
from apps.common.crypto import blind_index, encrypt

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.db.models import Model

    from apps.common.actor import Actor

PLATFORM_CHAIN: Final = -1
IP_INDEX: Final = "audit.ip"
_LABEL_CHARS: Final = 200
_APPEND: Final = "SELECT * FROM audit_append(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


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
    if not connection.in_atomic_block:
        message = f"{action} must be recorded inside the transaction of the change"
        raise NoTransaction(message)
    uid = uuid.uuid4()
    hidden = frozenset(personal) | (frozenset() if subject is None else personal_fields(type(subject)))
    committed = change_set(uid, plain_or_none(before), plain_or_none(after), hidden)
    label = _label(subject)
    if label and _label_is_personal(subject, label, committed.personal):
        committed.personal.append(commit(uid, "label", label))
        committed.changes["label"] = {COMMITMENT_KEY: committed.personal[-1].commitment.hex()}
        label = ""
    address = commit(uid, "ip", by.ip) if by.ip else None
    values = committed.personal + ([address] if address else [])
    parameters = [
        _chain_of(organisation_id, subject, by),
        uid,
        str(by.kind),
        by.id,
        by.uid,
        _clean(by.label)[:_LABEL_CHARS],
        str(by.role or ""),
        action,
        "" if subject is None else subject._meta.label_lower,
        _key(subject),
        label,
        address.commitment if address else None,
        _clean(by.request_id),
        _clean(reason),
        json_bytes(committed.changes).decode(),
        [value.path for value in values],
        [_seal(value) for value in values],
        [blind_index(by.ip, IP_INDEX) if value is address and by.ip else None for value in values],
    ]
    return next(iter(AuditRecord.objects.raw(_APPEND, parameters)))


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
