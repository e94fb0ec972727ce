"""Row locks, always in the same order, the record last.

Power nodes from the lowest id, racks, sites and rooms that have a limit, shelves, units, reservations. Whoever sets
the limit of a site or room holds all nodes of the site before.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection
from django.http import Http404

from apps.inventory.models import PowerNode, Shelf, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import Model, QuerySet

RowT = TypeVar("RowT", bound="Model")


def lock_chains(node_ids: Iterable[int]) -> dict[int, PowerNode]:
    """Lock these power nodes and everything that feeds them; return them by id (one statement).

    A node that was fed from elsewhere in the meantime is seen under the lock, and the chain is read again.
    """
    wanted = sorted(set(node_ids))
    if not wanted:
        return {}
    locked = PowerNode.objects.raw("SELECT * FROM inventory_lock_chains(%s::bigint[])", [wanted])
    return {node.pk: node for node in locked}


def lock_all_nodes(organisation_id: int) -> dict[int, PowerNode]:
    """Lock every power node of an organisation; for changes that touch the load of many."""
    rows = PowerNode.objects.select_for_update().filter(organisation_id=organisation_id).order_by("pk")
    return {node.pk: node for node in rows}


def lock_site_nodes(site_id: int) -> dict[int, PowerNode]:
    """Lock every power node of a site; for changes of its limit, of its rooms' limits and of what feeds what."""
    rows = PowerNode.objects.select_for_update().filter(site_id=site_id).order_by("pk")
    return {node.pk: node for node in rows}


@dataclass(frozen=True, slots=True)
class LimitedPlace:
    """A locked site or room with the limit of its own, in W."""

    name: str
    limit_w: int


def lock_limits(
    site_ids: Iterable[int], room_ids: Iterable[int]
) -> tuple[dict[int, LimitedPlace], dict[int, LimitedPlace]]:
    """Lock those of these sites and rooms that have a limit; return sites and rooms by id (one statement)."""
    found: tuple[dict[int, LimitedPlace], dict[int, LimitedPlace]] = ({}, {})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM inventory_lock_limits(%s::bigint[], %s::bigint[])",
            [list(set(site_ids)), list(set(room_ids))],
        )
        for is_room, place_id, name, limit_w in cursor.fetchall():
            found[is_room][place_id] = LimitedPlace(name, limit_w)
    return found


def lock_shelves(ids: Iterable[int]) -> dict[int, Shelf]:
    """Lock shelves; return them by id, with their racks."""
    rows = Shelf.objects.select_for_update(of=("self",)).select_related("rack")
    return {shelf.pk: shelf for shelf in rows.filter(pk__in=set(ids)).order_by("pk")}


def lock_units(ids: Iterable[int]) -> dict[int, Unit]:
    """Lock units; return them by id as they are now."""
    rows = Unit.objects.select_for_update(of=("self",)).select_related("model").filter(pk__in=set(ids)).order_by("pk")
    return {unit.pk: unit for unit in rows}


def lock_again(rows: Iterable[RowT], names: Sequence[str]) -> dict[int, RowT]:
    """Lock rows that were read before; return copies of them by id with these columns as they are now (one statement).

    What else a row holds, and what was read with it, stays as the caller read it. A row that is gone or out of sight
    is missing from the answer.
    """
    given = {row.pk: row for row in rows}
    if not given:
        return {}
    table = next(iter(given.values()))._meta.db_table
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id, {columns} FROM "{table}" WHERE id = ANY(%s) ORDER BY id FOR UPDATE',  # noqa: S608 - our own
            [list(given)],
        )
        locked = cursor.fetchall()
    found = {}
    for pk, *values in locked:
        found[pk] = copy(given[pk])
        for name, value in zip(names, values, strict=True):
            setattr(found[pk], name, value)
    return found


def lock_unit(unit: Unit) -> Unit:
    """Lock one unit and return it as it is now. Raises Http404 when it is out of sight."""
    locked: Unit = lock_row(Unit.objects.select_related("model"), unit.pk)
    return locked


def lock_row(rows: QuerySet[Any], pk: int) -> Any:
    """Lock one row and return it as it is now. Raises Http404 when it is gone or out of sight."""
    row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
