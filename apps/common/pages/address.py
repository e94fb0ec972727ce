"""The address of a list: which parameters it holds and what it becomes by one change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

SEARCH = "q"
SORT = "sort"
PAGE = "page"
COLUMNS = "columns"
EXPORT = "export"
BULK = "bulk"


@dataclass(frozen=True, slots=True)
class Address:
    """A list's path and parameters; every change returns a new address and goes back to the first page."""

    path: str
    params: QueryDict

    def _url(self, params: QueryDict) -> str:
        """Return the address of these parameters."""
        query = params.urlencode()
        return f"{self.path}?{query}" if query else self.path

    def _copy(self, *gone: str) -> QueryDict:
        """Return the parameters without those named and without what is never kept."""
        params = self.params.copy()
        for name in (PAGE, EXPORT, BULK, *gone):
            params.pop(name, None)
        return params

    def sorted_by(self, sort: str) -> str:
        """Return the address with another order."""
        params = self._copy(SORT)
        params[SORT] = sort
        return self._url(params)

    def page(self, number: int) -> str:
        """Return the address of another page."""
        params = self._copy()
        if number > 1:
            params[PAGE] = str(number)
        return self._url(params)

    def without(self, pairs: Iterable[tuple[str, str]]) -> str:
        """Return the address without these values."""
        params = self._copy()
        for name, value in pairs:
            params.setlist(name, [other for other in params.getlist(name) if other != value])
        return self._url(params)

    def cleared(self, names: Iterable[str]) -> str:
        """Return the address without any value of these parameters."""
        return self._url(self._copy(*names))

    def export(self, kind: str) -> str:
        """Return the address of the list as a file."""
        params = self._copy()
        params[EXPORT] = kind
        return self._url(params)

    def kept(self, *gone: str) -> list[tuple[str, str]]:
        """Return the other parameters as pairs, for hidden fields of a form."""
        params = self._copy(*gone)
        return [(name, value) for name, values in params.lists() for value in values]
