"""Merging two clients that are one, and undoing it exactly."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from apps.audit.services import record
from apps.audit.snapshots import plain, snapshot
from apps.common import access, clock, events, merging
from apps.common.errors import StaleVersion
from apps.crm import signals
from apps.crm.enums import ClientStatus
from apps.crm.exceptions import AlreadyMerged, KindsDiffer, MergeRefused, NotMerged, UnknownField
from apps.crm.models import Client, ClientMerge, DuplicatePair
from apps.crm.permissions import CLIENT_MANAGE
from apps.crm.rules import merge_fields, texts
from apps.crm.services.clients import refuse_twin
from apps.crm.services.personal import personal_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from apps.common.actor import Actor

PLACE = "crm.client"
_REASON_CHARS = 500


def merge_clients(
    source: Client,
    *,
    by: Actor,
    into: Client,
    version: int,
    into_version: int,
    take: Collection[str] = (),
    reason: str = "",
) -> ClientMerge:
    """Make `source` part of `into`, both seen at these versions, and return the merge.

    `take` names the facts (`merge_fields.CHOSEN`) that come from the old card; all others stay those of `into`.
    Effects, in order: the old card goes into the archive and points to the other; rows of every app that joined
    `common.merging` move; taken facts; pairs of the old card are gone; a record at each card; `clients_merged` after
    commit. Issued documents keep the old client. Both rows are locked by key, so that crossing merges wait and the
    second is refused. Raises AccessDenied, AlreadyMerged, KindsDiffer, MergeRefused (a client with itself),
    StaleVersion, UnknownField, Invalid.
    """
    access.require(by, CLIENT_MANAGE, source)
    access.require(by, CLIENT_MANAGE, into)
    for name in take:
        if name not in merge_fields.CHOSEN:
            raise UnknownField(name=name, field=name)
    reason = texts.line(reason, "reason", _REASON_CHARS)
    with transaction.atomic():
        old, new = _lock_both(source.pk, into.pk)
        _refuse(old, new, version, into_version)
        before_old, before_new = snapshot(old), snapshot(new)
        status, at = old.status, clock.now()
        old.status, old.merged_into = ClientStatus.ARCHIVED, new
        old.save_version(version, ["status", "merged_into"])
        moving = merging.Merge(by, new.organisation_id, old.pk, new.pk, at, {})
        moved = {mover.key: mover.move(moving) for mover in merging.movers(PLACE)}
        columns = merge_fields.columns(take)
        kept = _values(new, columns)
        for name in columns:
            setattr(new, name, getattr(old, name))
        refuse_twin(new)
        new.save_version(into_version, columns)
        merge = ClientMerge.objects.create(
            organisation_id=new.organisation_id,
            source=old,
            target=new,
            merged_at=at,
            merged_by=by.label[:200],
            reason=reason,
            source_status=status,
            moved={key: facts for key, facts in moved.items() if facts},
            taken_before=json.dumps(kept),
            taken_after=json.dumps(_values(new, columns)),
        )
        DuplicatePair.objects.filter(Q(first=old) | Q(second=old)).delete()
        _record_both(by, "merge", (old, before_old), (new, before_new), merge)
        events.announce(signals.clients_merged, by=by, sender=Client, source_id=old.pk, target_id=new.pk)
    return merge


def undo_merge(merge: ClientMerge, *, by: Actor) -> ClientMerge:
    """Put back exactly what a merge moved and changed, and return it.

    Effects: rows, taken facts and the old card as they were; a record at each card; `clients_unmerged` after commit.
    Raises AccessDenied, NotMerged, DuplicateClient (another client took the place), ChangedSince naming what is no
    longer as the merge left it: nothing is put back then.
    """
    access.require(by, CLIENT_MANAGE, merge.source)
    access.require(by, CLIENT_MANAGE, merge.target)
    with transaction.atomic():
        old, new = _lock_both(merge.source_id, merge.target_id)
        locked = ClientMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
        if locked.undone_at is not None or old.merged_into_id != new.pk:
            raise NotMerged
        if new.merged_into_id is not None:
            raise merging.ChangedSince(what=str(new))
        before_old, before_new = snapshot(old), snapshot(new)
        undoing = merging.Merge(by, new.organisation_id, old.pk, new.pk, locked.merged_at, locked.moved)
        for mover in reversed(merging.movers(PLACE)):
            mover.put_back(undoing, locked.moved.get(mover.key, []))
        columns = _put_back_facts(locked, new)
        new.save_version(new.version, columns)
        old.status, old.merged_into = locked.source_status, None
        if old.status == ClientStatus.ACTIVE:
            refuse_twin(old)
        old.save_version(old.version, ["status", "merged_into"])
        locked.undone_at, locked.undone_by = clock.now(), by.label[:200]
        locked.save(update_fields=["undone_at", "undone_by", "updated_at"])
        _record_both(by, "unmerge", (old, before_old), (new, before_new), locked)
        events.announce(signals.clients_unmerged, by=by, sender=Client, source_id=old.pk, target_id=new.pk)
    return locked


def _lock_both(source_id: int, target_id: int) -> tuple[Client, Client]:
    """Lock both clients, the lower key first, and return them as source and target."""
    rows = {
        row.pk: row for row in Client.objects.select_for_update().filter(pk__in=[source_id, target_id]).order_by("pk")
    }
    return rows[source_id], rows[target_id]


def _refuse(old: Client, new: Client, version: int, into_version: int) -> None:
    """Refuse two clients that cannot become one, or that somebody changed since they were compared."""
    if old.pk == new.pk:
        raise MergeRefused
    for row in (old, new):
        if row.merged_into_id is not None:
            raise AlreadyMerged(client=str(row))
    if old.type != new.type:
        raise KindsDiffer
    if (old.version, new.version) != (version, into_version):
        raise StaleVersion


def _values(client: Client, columns: Collection[str]) -> dict[str, Any]:
    """Return plain values of the columns; a person as the key."""
    return {name: plain(client.manager_id if name == "manager" else getattr(client, name)) for name in columns}


def _put_back_facts(merge: ClientMerge, client: Client) -> list[str]:
    """Set the facts that the merge replaced; return their columns. Raises ChangedSince for one edited since."""
    before, after = json.loads(merge.taken_before or "{}"), json.loads(merge.taken_after or "{}")
    for name, value in _values(client, list(after)).items():
        if value != after[name]:
            raise merging.ChangedSince(what=Client.title_of(name))
    for name, value in before.items():
        setattr(client, "manager_id" if name == "manager" else name, value)
    return list(before)


def _record_both(
    by: Actor, verb: str, old: tuple[Client, dict[str, Any]], new: tuple[Client, dict[str, Any]], merge: ClientMerge
) -> None:
    """Record the merge at both cards: which rows moved, in numbers, and what differs on the card."""
    counts = {key: len(facts) for key, facts in merge.moved.items()}
    for client, before in (old, new):
        after = snapshot(client) | {"merge": str(merge.uid), "moved": counts}
        record(
            by=by,
            action=f"crm.client.{verb}",
            subject=client,
            before=before,
            after=after,
            personal=personal_of(client),
            reason=merge.reason if verb == "merge" else "",
        )
