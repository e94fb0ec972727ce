"""What the proof of places asks the database: every unit as it stands, and its whole past."""

from __future__ import annotations

from typing import Final

NOW: Final = """
SELECT unit.serial, unit.state, unit.power_w, place.site_id, place.shelf_id, place.slot, owner.contract_id,
    (SELECT string_agg(line.state, ',') FROM logistics_movementline line
     WHERE line.unit_id = unit.id AND line.state IN ('planned', 'picked_up', 'missing', 'refused')),
    (SELECT count(*) FROM logistics_returnline line WHERE line.unit_id = unit.id AND line.state = 'waiting')
FROM inventory_unit unit
LEFT JOIN inventory_unitplacement place ON place.unit_id = unit.id AND upper_inf(place.during)
LEFT JOIN inventory_unitownership owner ON owner.unit_id = unit.id AND upper_inf(owner.during)
WHERE unit.organisation_id = %s ORDER BY unit.serial
"""
PAST: Final = """
SELECT unit.serial,
    (SELECT array_agg(state ORDER BY during) FROM inventory_unitstatus WHERE unit_id = unit.id),
    (SELECT array_agg(coalesce(site_id, 0) || '/' || coalesce(shelf_id, 0) || '/' || coalesce(slot, 0) ORDER BY during)
     FROM inventory_unitplacement WHERE unit_id = unit.id),
    (SELECT array_agg(contract_id ORDER BY during) FROM inventory_unitownership WHERE unit_id = unit.id),
    (SELECT array_agg(keeper_kind || '|' || keeper || '|' || place || '|' || document ORDER BY during)
     FROM logistics_custodyrecord WHERE unit_id = unit.id)
FROM inventory_unit unit WHERE unit.organisation_id = %s ORDER BY unit.serial
"""
