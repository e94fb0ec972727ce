"""Dated loads: after a change, what each unit counts from now on is written beside what it counted before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection

from apps.common.clock import now

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

# What each of the units counts at present: on a fed shelf always, elsewhere while it is in service.
_PRESENT: Final = """
SELECT unit.id AS unit_id, unit.organisation_id, unit.site_id, shelf.room_id, unit.power_w,
    inventory_feed_phases(node.phases, rack.phase, shelf.phase) AS phases,
    coalesce(inventory_chain(node.id), '{}') AS node_ids, wanted.at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS wanted (id, at)
JOIN inventory_unit unit ON unit.id = wanted.id
LEFT JOIN inventory_shelf shelf ON shelf.id = unit.shelf_id
LEFT JOIN inventory_rack rack ON rack.id = shelf.rack_id
LEFT JOIN inventory_powernode node ON node.id = shelf.power_node_id
WHERE unit.site_id IS NOT NULL AND (node.id IS NOT NULL OR unit.state = 'in_service')
"""
_SAME: Final = """
old.unit_id = present.unit_id AND upper_inf(old.during) AND old.site_id = present.site_id
    AND old.room_id IS NOT DISTINCT FROM present.room_id AND old.node_ids = present.node_ids
    AND old.phases = present.phases AND old.power_w = present.power_w
"""
_CLOSE: Final = f"""
WITH present AS ({_PRESENT})
UPDATE inventory_unitload old
SET during = tstzrange(lower(old.during), greatest(wanted.at, lower(old.during) + interval '1 microsecond')),
    updated_at = now()
FROM unnest(%s::bigint[], %s::timestamptz[]) AS wanted (id, at)
WHERE old.unit_id = wanted.id AND upper_inf(old.during)
    AND NOT EXISTS (SELECT 1 FROM present WHERE {_SAME})
"""  # noqa: S608 - constants of this module
_OPEN: Final = f"""
WITH present AS ({_PRESENT})
INSERT INTO inventory_unitload (uid, created_at, updated_at, organisation_id, unit_id, during, document, by_label,
    site_id, room_id, node_ids, phases, power_w)
SELECT gen_random_uuid(), now(), now(), present.organisation_id, present.unit_id,
    tstzrange(greatest(present.at, (
        SELECT max(upper(past.during)) FROM inventory_unitload past WHERE past.unit_id = present.unit_id
    )), NULL), '', '', present.site_id, present.room_id, present.node_ids, present.phases, present.power_w
FROM present
WHERE NOT EXISTS (SELECT 1 FROM inventory_unitload old WHERE {_SAME})
"""  # noqa: S608 - constants of this module


def follow(moments: Mapping[int, datetime]) -> None:
    """Close and open the dated loads of these units, each at its instant, where they changed (two statements)."""
    if not moments:
        return
    ids, instants = list(moments), list(moments.values())
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [ids, instants, ids, instants])
        cursor.execute(_OPEN, [ids, instants])


def follow_now(unit_ids: Collection[int]) -> None:
    """Close and open the dated loads of these units at this moment."""
    follow(dict.fromkeys(unit_ids, now()))
