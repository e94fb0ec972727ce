"""Reading of chains in bulk: COPY in binary form, one row at a time, without objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import DatabaseError, connection
from psycopg import pq, sql

from apps.audit.rules.layout import FIELD_NAMES

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from uuid import UUID

_HEADER_BYTES: Final = 19
_TRAILER: Final = b"\xff\xff"
COPY_COLUMNS: Final = ("prev_hash", "hash", *FIELD_NAMES, "canonical")
_COPY: Final = sql.SQL(
    "COPY (SELECT {columns} FROM {table} WHERE chain = {chain}{after} ORDER BY seq) TO STDOUT (FORMAT binary)"
)


def chain_rows(chain: UUID, table: str = "audit_record", after: int = 0) -> Generator[bytes, None, None]:
    """The rows of one chain in order, each as a binary COPY tuple; with ``after`` only those of higher numbers.

    ``table`` may name a copy of the table (proofs work on one). The connection is busy until the generator ends;
    for a reader that stops early the rest is read and thrown away.
    """
    connection.ensure_connection()
    link: Any = connection.connection
    query = _COPY.format(
        columns=sql.SQL(", ").join(map(sql.Identifier, COPY_COLUMNS)),
        table=sql.Identifier(table),
        chain=sql.Literal(chain),
        after=sql.SQL(" AND seq > {}").format(sql.Literal(after)) if after else sql.SQL(""),
    )
    pgconn = link.pgconn
    result = pgconn.exec_(query.as_bytes(link))
    if result.status != pq.ExecStatus.COPY_OUT:
        raise DatabaseError(result.error_message.decode(errors="replace"))
    try:
        yield from _tuples(pgconn)
    finally:
        _finish(link)


def _tuples(pgconn: Any) -> Iterator[bytes]:
    """CopyData messages without the file header before the first row and the trailer after the last."""
    get = pgconn.get_copy_data
    length, data = get(0)
    if length <= 0:
        return
    row = bytes(data)[_HEADER_BYTES:]
    while row != _TRAILER:
        if row:
            yield row
        length, data = get(0)
        if length <= 0:
            return
        row = bytes(data)


def _finish(link: Any) -> None:
    """Read to the end of the COPY and raise what PostgreSQL said; a cancel would abort the transaction."""
    pgconn = link.pgconn
    while pgconn.get_copy_data(0)[0] > 0:
        pass
    message = b""
    while (result := pgconn.get_result()) is not None:
        if result.status != pq.ExecStatus.COMMAND_OK:
            message = message or result.error_message
    if message:
        raise DatabaseError(message.decode(errors="replace"))
