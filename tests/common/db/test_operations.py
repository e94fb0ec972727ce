"""What ProtectTable leaves in the database: the keys between rows of one organisation."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

_KEYS = """
SELECT conrelid::regclass::text, array_agg(attname::text ORDER BY attname), confrelid::regclass::text
FROM pg_constraint
JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
WHERE contype = 'f' AND conparentid = 0
GROUP BY pg_constraint.oid
"""
_OWNED = """
SELECT attrelid::regclass::text FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE attname = 'organisation_id' AND attnotnull AND relkind IN ('r', 'p')
AND EXISTS (SELECT FROM pg_attribute AS own WHERE own.attrelid = pg_class.oid AND own.attname = 'id')
"""


def _ask(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def test_a_reference_between_rows_of_an_organisation_is_one_key_that_holds_both_columns() -> None:
    owned = {table for (table,) in _ask(_OWNED)}
    between = [
        (table, columns, target)
        for table, columns, target in _ask(_KEYS)
        if table in owned and target in owned and columns != ["organisation_id"]
    ]

    assert len(between) > 150
    assert [key for key in between if "organisation_id" not in key[1]] == []
    assert len({(table, *columns) for table, columns, _ in between}) == len(between)
