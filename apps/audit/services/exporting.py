"""Export: chains, rows and roots in one file that a stranger can verify without us."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, Final

from django.db import transaction

from apps.audit.exceptions import TooLarge
from apps.audit.permissions import RECORD_EXPORT
from apps.audit.rules.export import MAGIC, ROOT_FRAME, ROW_FRAME, chain_frame, end_frame, frame, head_frame
from apps.audit.rules.roots import narrowed, parse_root
from apps.audit.rules.verification import row_seq
from apps.audit.services.reading import chain_rows
from apps.audit.services.recording import record
from apps.audit.services.root_files import root_contents, roots_dir
from apps.audit.services.verification import Tables, chains_present, head_of
from apps.common import access

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from apps.common.actor import Actor

MAX_RECORDS: Final = 200_000


def export(*, by: Actor, out: BinaryIO, folder: Path | None = None, tables: Tables | None = None) -> int:
    """Write every chain of the actor's scope to ``out`` (docs/audit-format.md); returns the number of records.

    Platform jobs get whole roots; everybody else gets of each root the own heads with their paths, so that an
    organisation's export shows nothing of another. A broken root file raises MalformedRoot for the latter.
    Needs `audit.record.export`.
    """
    access.require(by, RECORD_EXPORT)
    tables = tables or Tables()
    chains = chains_present(tables)
    whole = access.reach_of(by, RECORD_EXPORT) is access.Reach.PLATFORM
    out.write(MAGIC)
    contents = root_contents(folder or roots_dir())
    shown = contents if whole else (narrowed(parse_root(content), set(chains)) for content in contents)
    out.writelines(frame(ROOT_FRAME, content) for content in shown)
    written = sum(_export_chain(out, chain, tables) for chain in chains)
    out.write(end_frame(written))
    return written


def export_file(*, by: Actor) -> bytes:
    """The export of the actor's scope in memory, and a record that it was taken out.

    For pages; raises TooLarge above `MAX_RECORDS` (the command writes any size). Needs `audit.record.export`.
    """
    access.require(by, RECORD_EXPORT)
    tables = Tables()
    heads = [head_of(chain, tables) for chain in chains_present(tables)]
    count = sum(head.seq for head in heads if head is not None)
    if count > MAX_RECORDS:
        raise TooLarge(count=count, limit=MAX_RECORDS)
    out = io.BytesIO()
    with transaction.atomic():
        written = export(by=by, out=out)
        record(by=by, action="audit.record.export", subject=None, after={"records": written})
    return out.getvalue()


def _export_chain(out: BinaryIO, chain: UUID, tables: Tables) -> int:
    """Write the rows of a chain and the head they lead to; records that come meanwhile are read in a next round."""
    out.write(chain_frame(chain))
    written, last = 0, 0
    while True:
        found, newest = 0, last
        for row in chain_rows(chain, tables.record, after=last):
            out.write(frame(ROW_FRAME, row))
            found, newest = found + 1, row_seq(row)
        written += found
        head = head_of(chain, tables)
        if not found or head is None or head.seq <= newest:
            break
        last = newest
    out.write(head_frame(head))
    return written
