"""The proof of one record, for somebody who has nothing but the public key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.audit.exceptions import BrokenRoots, NotSealed
from apps.audit.models import AuditRecord
from apps.audit.permissions import RECORD_VIEW
from apps.audit.rules.proofs import make_proof
from apps.audit.rules.roots import MalformedRoot, parse_root
from apps.audit.services.root_files import root_paths, roots_dir
from apps.common import access

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from apps.audit.rules.roots import Root
    from apps.common.actor import Actor


def prove(*, by: Actor, uid: UUID, folder: Path | None = None) -> dict[str, Any]:
    """The proof of record ``uid`` under the oldest root that seals it, as JSON values (docs/audit-format.md).

    Needs `audit.record.view` for the record; the later records it needs are shown as digests. Raises NotSealed
    when no root covers the record yet, BrokenRoots when a root file is not readable.
    """
    found = access.fetch(by, RECORD_VIEW, AuditRecord.objects.all(), uid=uid)
    made, sealed_seq = _sealed_by(folder or roots_dir(), found)
    later = AuditRecord.objects.filter(chain_id=found.chain_id, seq__gt=found.seq, seq__lte=sealed_seq)
    contents = [bytes(content) for content in later.order_by("seq").values_list("canonical", flat=True)]
    if len(contents) != sealed_seq - found.seq:
        raise NotSealed
    return make_proof(previous=bytes(found.prev_hash), canonical=bytes(found.canonical), later=contents, sealed_by=made)


def _sealed_by(folder: Path, found: AuditRecord) -> tuple[Root, int]:
    """The oldest root whose head of the record's chain is not before the record (heads only grow: bisection)."""
    paths = root_paths(folder)
    low, high = 0, len(paths)
    while low < high:
        middle = (low + high) // 2
        if _sealed_seq(_read(paths[middle]), found.chain_id) >= found.seq:
            high = middle
        else:
            low = middle + 1
    if low == len(paths):
        raise NotSealed
    made = _read(paths[low])
    return made, _sealed_seq(made, found.chain_id)


def _read(path: Path) -> Root:
    try:
        return parse_root(path.read_bytes())
    except MalformedRoot as error:
        raise BrokenRoots(what=f"{path.name}: {error}") from error


def _sealed_seq(made: Root, chain: UUID) -> int:
    return next((sealed.head.seq for sealed in made.heads if sealed.head.chain == chain), 0)
