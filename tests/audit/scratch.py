"""A database of its own for proofs and benchmarks of the record, and chains made for it quickly."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import connection, connections

from apps.audit.rules.hashing import genesis, link
from apps.audit.rules.layout import FIELDS, RECORD_TAG, encode, framed, split
from apps.audit.services.reading import COPY_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COPY_OPENING = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
COPY_ENDING = b"\xff\xff"
PIECE_BYTES = 1 << 18


@contextmanager
def scratch_database(kind: str) -> Iterator[str]:
    """Make a database with the tables of the record, point the default connection at it, drop it at the end."""
    name = f"neurohost_audit_{kind}_{os.getpid()}"
    earlier = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        use_database(name)
        call_command("migrate", "audit", verbosity=0)
        yield name
    finally:
        use_database(earlier)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def use_database(name: str) -> None:
    """Point the default connection at a database of the same server."""
    connection.close()
    connection.settings_dict["NAME"] = name
    connections.databases["default"]["NAME"] = name


def example(chain: UUID, seq: int, organisation_id: int) -> dict[str, Any]:
    """The fields of a record of usual size: a machine that changes its place."""
    return {
        "chain": chain,
        "seq": seq,
        "at": datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=seq),
        "uid": uuid4(),
        "actor_kind": "user",
        "actor_id": 41 + seq % 7,
        "actor_uid": uuid4(),
        "actor_label": f"technician{seq % 7}",
        "actor_role": "technician",
        "action": "inventory.unit.place",
        "subject_type": "inventory.unit",
        "subject_key": str(uuid4()),
        "subject_label": f"S21 195 TH/s #{seq:06d}",
        "organisation_id": organisation_id,
        "ip_commitment": uuid4().bytes * 2,
        "request_id": f"req-{seq:012x}",
        "reason": "",
        "changes": json.dumps(
            {
                "after": {"position": seq, "status": "in_service"},
                "before": {"position": None, "status": "stored"},
            },
            separators=(",", ":"),
        ),
    }


def row_of(previous: bytes, canonical: bytes) -> tuple[bytes, bytes]:
    """The hash of a record and its row as PostgreSQL's binary COPY writes it."""
    made = link(previous, canonical)
    count = (len(FIELDS) + 3).to_bytes(2, "big")
    return made, count + framed(previous) + framed(made) + canonical[len(RECORD_TAG) :] + framed(canonical)


def fast_chain(organisation_id: int, records: int) -> None:
    """Fill a chain of ``records`` valid records by COPY, as the owner of the tables."""
    chain = uuid4()
    previous = genesis(chain)
    last = example(chain, 1, organisation_id)["at"]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_chain (uid, organisation_id, seq, hash) VALUES (%s, %s, 0, %s)",
            [chain, organisation_id, previous],
        )
        cursor.execute("ALTER TABLE audit_chain DISABLE TRIGGER USER")

        def rows() -> Iterator[bytes]:
            nonlocal previous, last
            for seq in range(1, records + 1):
                values = example(chain, seq, organisation_id)
                last = values["at"]
                previous, row = row_of(previous, encode(values))
                yield row

        copy_rows(cursor, "audit_record", rows())
        cursor.execute(
            "UPDATE audit_chain SET seq = %s, hash = %s, at = %s WHERE uid = %s", [records, previous, last, chain]
        )
        cursor.execute("ALTER TABLE audit_chain ENABLE TRIGGER USER")


def copy_rows(cursor: Any, table: str, rows: Iterable[bytes]) -> None:
    """Write binary rows into a table."""
    columns = ", ".join(f'"{name}"' for name in COPY_COLUMNS)
    with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN (FORMAT binary)') as copy:
        buffer = bytearray(COPY_OPENING)
        for row in rows:
            buffer += row
            if len(buffer) > PIECE_BYTES:
                copy.write(bytes(buffer))
                buffer.clear()
        copy.write(bytes(buffer) + COPY_ENDING)


def values_of(row: bytes) -> dict[str, bytes | None]:
    """A row's values by column, as bytes."""
    values, _ = split(row, 2, len(COPY_COLUMNS))
    return dict(zip(COPY_COLUMNS, values, strict=True))
