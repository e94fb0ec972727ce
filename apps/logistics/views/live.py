"""What a workplace shows at a moment, so that it is drawn again only when something changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def mark_of(shown: Mapping[str, Any]) -> str:
    """Return a digest of what a workplace shows (its template's variables): equal marks, equal lists."""
    return hashlib.blake2s(repr(list(_facts(shown))).encode(), digest_size=8).hexdigest()


def _facts(shown: Mapping[str, Any]) -> Iterator[object]:
    """Yield all that may change in what is shown."""
    yield shown["view"], shown["text"], shown["tiles"]
    for unit, shelf in shown.get("items", ()):
        yield unit.pk, unit.changed_at, unit.state, unit.owner_id, unit.power_w, unit.shelf_id, shelf and shelf.pk
    for unit in shown.get("elsewhere", ()):
        yield unit.pk, unit.changed_at
    for row in shown.get("movements", ()):
        yield row.pk, row.version, row.handed_over_at, vars(row).get("on_the_way"), vars(row).get("waiting")
    for group in shown.get("groups", ()):
        yield [(line.pk, line.unit.shelf_id) for line in group["lines"]]
    if "map" in shown:
        yield shown["map"].loads
