"""What must never be found in the tables of places and journeys, as SQL that counts what is wrong."""

from __future__ import annotations

from typing import Final

from django.db import connection

# What the statements below share. `fed`: units on fed shelves with the phases that feed them (the uppermost of node,
# rack and shelf that names one decides). `parts`: what loads a node directly, drawn or held, in watts and in thirds of
# a watt on each phase. `above`: each node with all that feed it.
_SHARED: Final = """
    fed AS (
        SELECT unit.id, shelf.power_node_id AS node_id, unit.power_w, CASE
            WHEN node.phases <> 'abc' THEN node.phases
            WHEN rack.phase <> 'abc' THEN rack.phase
            WHEN shelf.phase <> '' THEN shelf.phase
            ELSE 'abc' END AS phases
        FROM inventory_unit unit JOIN inventory_shelf shelf ON shelf.id = unit.shelf_id
        JOIN inventory_powernode node ON node.id = shelf.power_node_id
        LEFT JOIN inventory_rack rack ON rack.id = shelf.rack_id
    ), direct AS (
        SELECT node_id, power_w, phases FROM fed
        UNION ALL
        SELECT power_node_id, held_w, phases FROM inventory_powerreservation
        WHERE state = 'active' AND until > clock_timestamp()
    ), parts AS (
        SELECT node_id, power_w,
            power_w * CASE phases WHEN 'a' THEN 3 WHEN 'abc' THEN 1 ELSE 0 END AS a,
            power_w * CASE phases WHEN 'b' THEN 3 WHEN 'abc' THEN 1 ELSE 0 END AS b,
            power_w * CASE phases WHEN 'c' THEN 3 WHEN 'abc' THEN 1 ELSE 0 END AS c
        FROM direct
    ), above AS (
        SELECT id AS node_id, id AS top_id FROM inventory_powernode
        UNION ALL
        SELECT above.node_id, node.parent_id FROM above JOIN inventory_powernode node ON node.id = above.top_id
        WHERE node.parent_id IS NOT NULL
    )
"""
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
    "a power node over its limit, or over its breaker on a phase": """
        SELECT top.id FROM inventory_powernode top JOIN above ON above.top_id = top.id
        JOIN parts ON parts.node_id = above.node_id
        GROUP BY top.id HAVING sum(parts.power_w) > top.limit_w
            OR greatest(sum(parts.a), sum(parts.b), sum(parts.c))
                > 3 * (top.breaker_a::int * top.phase_voltage_v * top.derating_percent / 100)""",
    "a room over its limit": """
        SELECT room.id FROM inventory_room room JOIN inventory_powernode node ON node.room_id = room.id
        JOIN parts ON parts.node_id = node.id
        GROUP BY room.id HAVING sum(parts.power_w) > room.limit_w""",
    "a site over its limit": """
        SELECT site.id FROM inventory_site site WHERE site.limit_w <
            (SELECT coalesce(sum(parts.power_w), 0) FROM parts
             JOIN inventory_powernode node ON node.id = parts.node_id WHERE node.site_id = site.id)
            + (SELECT coalesce(sum(unit.power_w), 0) FROM inventory_unit unit
               LEFT JOIN inventory_shelf shelf ON shelf.id = unit.shelf_id
               WHERE unit.site_id = site.id AND unit.state = 'in_service' AND shelf.power_node_id IS NULL)""",
    "a machine that needs three phases on one": """
        SELECT fed.id FROM fed JOIN inventory_unit unit ON unit.id = fed.id
        JOIN inventory_equipmentmodel model ON model.id = unit.model_id
        WHERE model.three_phase AND fed.phases <> 'abc'""",
    "a reservation that is not the sum of its units, or one that is over and waits for some": """
        SELECT held.id FROM inventory_powerreservation held
        JOIN inventory_reservedunit line ON line.reservation_id = held.id
        GROUP BY held.id HAVING coalesce(sum(line.power_w) FILTER (WHERE line.is_open), 0)
            <> CASE WHEN held.state = 'active' THEN held.held_w ELSE 0 END""",
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
        cursor.execute(f"WITH RECURSIVE {_SHARED} {statement}")
        return [f"{title}: {count}" for title, count in cursor.fetchall() if count]
