"""A lookup for many keys: `pk__among=keys` sends them as one array."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BigAutoField, ForeignKey, Lookup


@BigAutoField.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """`column = ANY(array)`: as `in`, but ten thousand keys are one parameter that nobody compiles or parses apiece."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return the comparison with the keys as one parameter; without keys the database need not be asked."""
        keys = list(self.rhs)
        if not keys:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*params, keys]
