"""Row locks, always in the same order, the record last.

Power nodes from the lowest id, racks, sites and rooms that have a limit, shelves, units, reservations. Whoever sets
the limit of a site or room holds all nodes of the site before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.http import Http404

from apps.inventory.models import PowerNode, Room, Shelf, Site, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

_CHAIN = """
WITH RECURSIVE chain AS (
    SELECT id, parent_id FROM inventory_powernode WHERE id = ANY(%s)
    UNION
    SELECT node.id, node.parent_id FROM inventory_powernode node JOIN chain ON node.id = chain.parent_id
)
SELECT id FROM chain
"""


def lock_chains(node_ids: Iterable[int]) -> dict[int, PowerNode]:
    """Lock these power nodes and everything that feeds them; return them by id.

    A node that was fed from elsewhere in the meantime is seen under the lock, and the chain is read again.
    """
    wanted = sorted(set(node_ids))
    if not wanted:
        return {}
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_CHAIN, [wanted])
            ids = [row[0] for row in cursor.fetchall()]
        locked = {node.pk: node for node in PowerNode.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
        if all(node.parent_id is None or node.parent_id in locked for node in locked.values()):
            return locked


def lock_all_nodes(organisation_id: int) -> dict[int, PowerNode]:
    """Lock every power node of an organisation; for changes that touch the load of many."""
    rows = PowerNode.objects.select_for_update().filter(organisation_id=organisation_id).order_by("pk")
    return {node.pk: node for node in rows}


def lock_site_nodes(site_id: int) -> dict[int, PowerNode]:
    """Lock every power node of a site; for changes of its limit, of its rooms' limits and of what feeds what."""
    rows = PowerNode.objects.select_for_update().filter(site_id=site_id).order_by("pk")
    return {node.pk: node for node in rows}


def lock_limited_sites(ids: Iterable[int]) -> dict[int, Site]:
    """Lock those of the sites that have a limit; return them by id."""
    rows = Site.objects.select_for_update(no_key=True).filter(pk__in=set(ids), limit_w__isnull=False).order_by("pk")
    return {site.pk: site for site in rows}


def lock_limited_rooms(ids: Iterable[int]) -> dict[int, Room]:
    """Lock those of the rooms that have a limit; return them by id."""
    rows = Room.objects.select_for_update(no_key=True).filter(pk__in=set(ids), limit_w__isnull=False).order_by("pk")
    return {room.pk: room for room in rows}


def lock_shelves(ids: Iterable[int]) -> dict[int, Shelf]:
    """Lock shelves; return them by id."""
    rows = Shelf.objects.select_for_update(of=("self",)).select_related("site", "rack")
    return {shelf.pk: shelf for shelf in rows.filter(pk__in=set(ids)).order_by("pk")}


def lock_units(ids: Iterable[int]) -> dict[int, Unit]:
    """Lock units; return them by id as they are now."""
    rows = Unit.objects.select_for_update(of=("self",)).select_related("model").filter(pk__in=set(ids)).order_by("pk")
    return {unit.pk: unit for unit in rows}


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
