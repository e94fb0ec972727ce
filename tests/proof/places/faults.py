"""What must never be found in the tables of places and journeys, as SQL that counts what is wrong."""

from __future__ import annotations

from typing import Final

from django.db import connection

# Title: a statement that gives one row for each fault.
FAULTS: Final[dict[str, str]] = {
    "a unit without exactly one open status": """
        SELECT unit.id FROM inventory_unit unit WHERE 1 <> (
            SELECT count(*) FROM inventory_unitstatus fact
            WHERE fact.unit_id = unit.id AND upper_inf(fact.during) AND fact.state = unit.state)""",
    "a unit without exactly one open owner": """
        SELECT unit.id FROM inventory_unit unit WHERE 1 <> (
            SELECT count(*) FROM inventory_unitownership fact WHERE fact.unit_id = unit.id AND upper_inf(fact.during)
                AND fact.client_id = unit.owner_id AND fact.contract_id IS NOT DISTINCT FROM unit.contract_id)""",
    "a unit without exactly one open serial number": """
        SELECT unit.id FROM inventory_unit unit WHERE 1 <> (
            SELECT count(*) FROM inventory_unitserial fact
            WHERE fact.unit_id = unit.id AND upper_inf(fact.during) AND fact.serial = unit.serial)""",
    "a unit that is with us without exactly one open place": """
        SELECT unit.id FROM inventory_unit unit
        WHERE (unit.state IN ('stored', 'in_service', 'in_repair', 'pending_return', 'in_transit'))::int <> (
            SELECT count(*) FROM inventory_unitplacement fact WHERE fact.unit_id = unit.id AND upper_inf(fact.during)
                AND fact.site_id IS NOT DISTINCT FROM unit.site_id AND fact.shelf_id IS NOT DISTINCT FROM unit.shelf_id
                AND (fact.holder_id IS NOT NULL) = (unit.state = 'in_transit'))""",
    "a status, owner or serial number with a hole in its past": """
        SELECT fact.unit_id FROM (
            SELECT unit_id, during, lag(during) OVER (PARTITION BY unit_id ORDER BY during) AS earlier
            FROM inventory_unitstatus
            UNION ALL
            SELECT unit_id, during, lag(during) OVER (PARTITION BY unit_id ORDER BY during) FROM inventory_unitownership
            UNION ALL
            SELECT unit_id, during, lag(during) OVER (PARTITION BY unit_id ORDER BY during) FROM inventory_unitserial
        ) fact WHERE fact.earlier IS NOT NULL AND upper(fact.earlier) <> lower(fact.during)""",
    "a moment at which status and place do not agree": """
        SELECT unit.id FROM inventory_unit unit WHERE
            (SELECT range_agg(during) FROM inventory_unitstatus WHERE unit_id = unit.id
                AND state IN ('stored', 'in_service', 'in_repair', 'pending_return', 'in_transit'))
            IS DISTINCT FROM (SELECT range_agg(during) FROM inventory_unitplacement WHERE unit_id = unit.id)""",
    "a moment at which a unit is with us and nobody holds it": """
        SELECT unit.id FROM inventory_unit unit WHERE
            (SELECT range_agg(during) FROM inventory_unitplacement WHERE unit_id = unit.id)
            IS DISTINCT FROM
            (SELECT range_agg(during) FROM logistics_custodyrecord
             WHERE unit_id = unit.id AND keeper_kind <> 'client')""",
    "a moment at which a returned unit is not with its client": """
        SELECT unit.id FROM inventory_unit unit WHERE
            (SELECT range_agg(during) FROM inventory_unitstatus WHERE unit_id = unit.id AND state = 'returned')
            IS DISTINCT FROM
            (SELECT range_agg(during) FROM logistics_custodyrecord
             WHERE unit_id = unit.id AND keeper_kind = 'client')""",
    "a shelf with more units than it takes": """
        SELECT shelf.id FROM inventory_shelf shelf JOIN inventory_unit unit ON unit.shelf_id = shelf.id
        GROUP BY shelf.id, shelf.capacity HAVING count(*) > shelf.capacity""",
    "a power node over its limit": """
        WITH RECURSIVE fed AS (
            SELECT id AS node_id, id AS top_id FROM inventory_powernode
            UNION ALL
            SELECT fed.node_id, node.parent_id FROM fed JOIN inventory_powernode node ON node.id = fed.top_id
            WHERE node.parent_id IS NOT NULL
        )
        SELECT top.id FROM inventory_powernode top JOIN fed ON fed.top_id = top.id
        JOIN inventory_shelf shelf ON shelf.power_node_id = fed.node_id
        JOIN inventory_unit unit ON unit.shelf_id = shelf.id
        GROUP BY top.id, top.limit_w HAVING sum(unit.power_w) > top.limit_w""",
    "numbers with a gap": """
        SELECT numbered.kind FROM (
            SELECT organisation_id, 'logistics.intake' AS kind, ordinal FROM logistics_intakeact
            UNION ALL SELECT organisation_id, 'logistics.return', ordinal FROM logistics_returnact
            UNION ALL SELECT organisation_id, 'logistics.movement', ordinal FROM logistics_movement
            UNION ALL SELECT organisation_id, 'logistics.claim', ordinal FROM logistics_claim
        ) numbered JOIN common_numbersequence sequence USING (organisation_id, kind)
        GROUP BY organisation_id, numbered.kind, sequence.last_number
        HAVING count(*) <> sequence.last_number OR min(ordinal) <> 1 OR max(ordinal) <> sequence.last_number
            OR count(DISTINCT ordinal) <> count(*)""",
    "a unit on the road that no open line holds, or the other way round": """
        SELECT unit.id FROM inventory_unit unit WHERE (unit.state = 'in_transit')::int <> (
            SELECT count(*) FROM logistics_movementline line
            WHERE line.unit_id = unit.id AND line.state IN ('picked_up', 'missing', 'refused'))""",
    "a unit that waits for its owner without a line, or the other way round": """
        SELECT unit.id FROM inventory_unit unit WHERE (unit.state = 'pending_return')::int <> (
            SELECT count(*) FROM logistics_returnline line JOIN logistics_returnact act ON act.id = line.act_id
            WHERE line.unit_id = unit.id AND line.state = 'waiting' AND act.contract_id = unit.contract_id)""",
    "a movement whose state is not that of its lines": """
        SELECT movement.id FROM logistics_movement movement JOIN logistics_movementline line
            ON line.movement_id = movement.id
        GROUP BY movement.id, movement.status HAVING
            (movement.status IN ('pending', 'picked_up')) <> bool_or(line.state IN ('planned', 'picked_up'))
            OR (movement.status IN ('pending', 'cancelled')) = bool_or(
                line.state IN ('picked_up', 'delivered', 'missing', 'refused', 'settled'))""",
    "a return act whose state is not that of its lines": """
        SELECT act.id FROM logistics_returnact act JOIN logistics_returnline line ON line.act_id = act.id
        GROUP BY act.id, act.status HAVING
            (act.status = 'registered') <> bool_or(line.state = 'waiting')""",
}


def found() -> list[str]:
    """Return what is wrong now, in words, with how many rows."""
    statement = " UNION ALL ".join(
        f"SELECT '{title}', count(*) FROM ({query}) fault"  # noqa: S608 - statements of this file
        for title, query in FAULTS.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [f"{title}: {count}" for title, count in cursor.fetchall() if count]
