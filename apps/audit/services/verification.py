"""Verification of the record in the database against itself and against the signed roots."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db import connection
from psycopg import sql

from apps.audit.permissions import RECORD_VERIFY
from apps.audit.rules.merkle import Head
from apps.audit.rules.roots import Sealed, read_roots
from apps.audit.rules.verdict import Verdict, missing_chains
from apps.audit.rules.verification import Fault, Position, verify_end, verify_rows
from apps.audit.services.reading import chain_rows
from apps.audit.services.root_files import root_contents, roots_dir, trusted_keys
from apps.common import access

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from apps.common.actor import Actor

# A chain that grows faster than it is read is left after this many rounds, with what was right so far.
_ROUNDS: Final = 100


@dataclass(frozen=True, slots=True)
class Tables:
    """Where records and heads are read from: proofs work on copies."""

    record: str = "audit_record"
    chain: str = "audit_chain"


@dataclass(frozen=True, slots=True)
class _Work:
    tables: Tables
    sealed: Sealed
    verdict: Verdict = field(default_factory=Verdict)


def verify(
    *,
    by: Actor,
    chain: UUID | None = None,
    folder: Path | None = None,
    keys: tuple[bytes, ...] | None = None,
    tables: Tables | None = None,
) -> Verdict:
    """Check every chain that the actor's scope shows (or one), column by column, against the roots in ``folder``.

    Whole chains that a root knows and the database does not are looked for by platform jobs only: others see
    nothing of them. Needs `audit.record.verify`; changes nothing.
    """
    access.require(by, RECORD_VERIFY)
    started = time.perf_counter()
    work = _Work(
        tables or Tables(),
        read_roots(root_contents(folder or roots_dir()), trusted_keys() if keys is None else keys),
    )
    verdict = work.verdict
    verdict.roots = work.sealed.count
    if work.sealed.fault is not None:
        verdict.faults.append(work.sealed.fault)
    present = chains_present(work.tables)
    for found in present if chain is None else [chain]:
        fault = _verify_chain(work, found)
        if fault is not None:
            verdict.faults.append(fault)
    if chain is None and access.reach_of(by, RECORD_VERIFY) is access.Reach.PLATFORM:
        verdict.faults += missing_chains(work.sealed, set(present))
    verdict.seconds = time.perf_counter() - started
    return verdict


def _verify_chain(work: _Work, chain: UUID) -> Fault | None:
    position = Position(chain, work.sealed.chains.get(chain, {}))
    verdict, seen = work.verdict, -1
    verdict.chains += 1
    fault: Fault | None = None
    head: Head | None = None
    for _ in range(_ROUNDS):
        seen = position.seq
        with closing(chain_rows(chain, work.tables.record, after=seen)) as rows:
            fault = verify_rows(position, rows)
        # The head is read after the rows: one that is ahead means records that came meanwhile.
        head = head_of(chain, work.tables)
        if fault is not None or head is None or head.seq <= position.seq or position.seq == seen:
            break
    verdict.records += position.seq
    verdict.record_bytes += position.record_bytes
    return fault or verify_end(position, head)


def head_of(chain: UUID, tables: Tables) -> Head | None:
    """The head row of a chain, None when there is none."""
    query = sql.SQL("SELECT seq, hash FROM {} WHERE uid = {}").format(sql.Identifier(tables.chain), sql.Literal(chain))
    with connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    return None if row is None else Head(chain, row[0], bytes(row[1]))


def chains_present(tables: Tables) -> list[UUID]:
    """Chains with a head or with records, in order; the index is skipped through, not scanned."""
    query = sql.SQL(
        "WITH RECURSIVE step(chain) AS ("
        " (SELECT chain FROM {record} ORDER BY chain LIMIT 1)"
        " UNION ALL SELECT (SELECT chain FROM {record} WHERE chain > step.chain ORDER BY chain LIMIT 1)"
        " FROM step WHERE step.chain IS NOT NULL"
        ") SELECT chain FROM step WHERE chain IS NOT NULL UNION SELECT uid FROM {chain} WHERE seq > 0 ORDER BY 1"
    ).format(record=sql.Identifier(tables.record), chain=sql.Identifier(tables.chain))
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]
