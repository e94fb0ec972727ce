"""Functions by which dated loads are written, what guards them, and what the plans of rooms read."""

FUNCTIONS = """
CREATE FUNCTION inventory_chain(node_id bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $chain$
BEGIN
    RETURN (
        WITH RECURSIVE up (id, parent_id, depth) AS (
            SELECT id, parent_id, 1 FROM inventory_powernode WHERE id = node_id
            UNION ALL
            SELECT node.id, node.parent_id, up.depth + 1
            FROM inventory_powernode node JOIN up ON node.id = up.parent_id WHERE up.depth < 100
        )
        SELECT array_agg(up.id ORDER BY up.depth) FROM up
    );
END
$chain$;

-- The same as rules.phases.narrowed: the uppermost of node, rack and shelf that names one leg decides.
CREATE FUNCTION inventory_feed_phases(node text, rack text, shelf text) RETURNS text LANGUAGE sql IMMUTABLE AS $legs$
    SELECT CASE
        WHEN node <> 'abc' THEN node
        WHEN rack <> 'abc' THEN rack
        WHEN shelf <> '' THEN shelf
        ELSE 'abc'
    END
$legs$;
"""

# A client's user sees the rooms where the client's units stand; of foreign shelves only whether they are occupied.
PLANS = """
CREATE POLICY client ON inventory_room FOR SELECT TO nh_client USING (
    organisation_id = (SELECT nh_organisation_id()) AND id IN (SELECT room_id FROM inventory_shelf)
);
GRANT SELECT ON inventory_room TO nh_client;

CREATE FUNCTION inventory_plan(room bigint)
RETURNS TABLE (shelf_id bigint, label text, capacity integer, rack text, taken integer, is_own boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $plan$
    WITH own AS (
        SELECT DISTINCT unit.shelf_id AS id FROM inventory_unit unit JOIN inventory_shelf here ON here.id = unit.shelf_id
        WHERE here.room_id = room AND unit.organisation_id = nh_organisation_id()
            AND unit.owner_id = ANY (nh_client_ids()::bigint[])
    )
    SELECT shelf.id, shelf.label, shelf.capacity::integer, rack.name,
        (SELECT count(*)::integer FROM inventory_unit unit WHERE unit.shelf_id = shelf.id), own.id IS NOT NULL
    FROM inventory_shelf shelf
    LEFT JOIN own ON own.id = shelf.id
    LEFT JOIN inventory_rack rack ON rack.id = shelf.rack_id
    LEFT JOIN inventory_powernode node ON node.id = shelf.power_node_id
    WHERE shelf.room_id = room AND shelf.organisation_id = nh_organisation_id() AND EXISTS (SELECT 1 FROM own)
    ORDER BY node.name, rack.name, shelf.sort_key, shelf.id
$plan$;
REVOKE ALL ON FUNCTION inventory_plan(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION inventory_plan(bigint) TO nh_client;
"""

DROP_PLANS = """
DROP FUNCTION inventory_plan(bigint);
REVOKE SELECT ON inventory_room FROM nh_client;
DROP POLICY client ON inventory_room;
"""

DROP_FUNCTIONS = "DROP FUNCTION inventory_feed_phases(text, text, text); DROP FUNCTION inventory_chain(bigint);"

GUARD = """
CREATE TRIGGER keep_fact BEFORE UPDATE OR DELETE ON inventory_unitload
    FOR EACH ROW EXECUTE FUNCTION inventory_keep_fact();
ALTER TABLE inventory_unitload ADD CONSTRAINT inventory_unitload_range
    CHECK (NOT isempty(during) AND NOT lower_inf(during));
"""

DROP_GUARD = "DROP TRIGGER keep_fact ON inventory_unitload;"
