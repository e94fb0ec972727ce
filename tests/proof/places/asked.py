"""What the proof of places asks the database: every unit as it stands, what is reserved, and the whole past."""

from __future__ import annotations

from typing import Final

NOW: Final = """
SELECT unit.serial, unit.state, unit.power_w, place.site_id, place.shelf_id, place.slot, owner.contract_id,
    (SELECT string_agg(line.state, ',') FROM logistics_movementline line
     WHERE line.unit_id = unit.id AND line.state IN ('planned', 'picked_up', 'missing', 'refused')),
    (SELECT count(*) FROM logistics_returnline line WHERE line.unit_id = unit.id AND line.state = 'waiting'),
    CASE WHEN load.id IS NOT NULL
        THEN concat_ws('/', load.site_id, coalesce(load.room_id, 0), load.node_ids, load.phases, load.power_w) END
FROM inventory_unit unit
LEFT JOIN inventory_unitplacement place ON place.unit_id = unit.id AND upper_inf(place.during)
LEFT JOIN inventory_unitownership owner ON owner.unit_id = unit.id AND upper_inf(owner.during)
LEFT JOIN inventory_unitload load ON load.unit_id = unit.id AND upper_inf(load.during)
WHERE unit.organisation_id = %s ORDER BY unit.serial
"""
RESERVED: Final = """
SELECT held.state, held.power_node_id, held.phases, held.held_w,
    (SELECT string_agg(unit.serial || '=' || line.power_w, ',' ORDER BY unit.serial)
     FROM inventory_reservedunit line JOIN inventory_unit unit ON unit.id = line.unit_id
     WHERE line.reservation_id = held.id AND line.is_open)
FROM inventory_powerreservation held WHERE held.organisation_id = %s ORDER BY held.id
"""
PAST: Final = """
SELECT unit.serial,
    (SELECT array_agg(state ORDER BY during) FROM inventory_unitstatus WHERE unit_id = unit.id),
    (SELECT array_agg(coalesce(site_id, 0) || '/' || coalesce(shelf_id, 0) || '/' || coalesce(slot, 0) ORDER BY during)
     FROM inventory_unitplacement WHERE unit_id = unit.id),
    (SELECT array_agg(contract_id ORDER BY during) FROM inventory_unitownership WHERE unit_id = unit.id),
    (SELECT array_agg(keeper_kind || '|' || keeper || '|' || place || '|' || document ORDER BY during)
     FROM logistics_custodyrecord WHERE unit_id = unit.id),
    (SELECT coalesce(array_agg(concat_ws('/', site_id, coalesce(room_id, 0), node_ids, phases, power_w)
     ORDER BY during), '{}') FROM inventory_unitload WHERE unit_id = unit.id)
FROM inventory_unit unit WHERE unit.organisation_id = %s ORDER BY unit.serial
"""
