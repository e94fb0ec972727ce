"""Sealing: a signed Merkle root over the heads of all chains, kept outside the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.audit.models import AuditChain
from apps.audit.rules.merkle import Head
from apps.audit.rules.roots import NO_PREDECESSOR, make_root
from apps.audit.services.root_files import locked, newest_root, roots_dir, signing_seed, write_root
from apps.common import clock
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from pathlib import Path


def seal(folder: Path | None = None) -> Path:
    """Sign a root over all heads and write it as the next file of ``folder``; returns the file.

    The heads are read in one statement, so the root shows one moment; the file is written after the transaction.
    Raises NoSigningKey, and BrokenRoots when the newest file is not readable.
    """
    folder = folder or roots_dir()
    seed = signing_seed()
    with locked(folder):
        last = newest_root(folder)
        heads = _heads()
        at = clock.now()
        number = 1 if last is None else last.number + 1
        previous = NO_PREDECESSOR if last is None else last.identity
        content = make_root(number=number, at=at, previous=previous, heads=heads, seed=seed)
        return write_root(folder, number, at.strftime("%Y-%m"), content)


def _heads() -> list[Head]:
    with system_scope(SystemJob.AUDIT_SEAL):
        rows = AuditChain.objects.filter(seq__gt=0).values_list("uid", "seq", "hash")
        return [Head(uid, seq, bytes(made)) for uid, seq, made in rows]
