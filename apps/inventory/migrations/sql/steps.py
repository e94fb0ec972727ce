"""Functions on the path of a move: locks, what stands, dated facts and dated loads, with plans that the session keeps.

A statement that is sent is planned each time; what stands in a function is planned once, for one unit as for ten
thousand: each step finds its rows by an index that leads to a few, whatever the tables held when it was planned. The
functions run as who calls them, under the caller's row-level policies.
"""

PLANNED_ONCE = "SET plan_cache_mode = force_generic_plan"

# A node that was fed from elsewhere in the meantime is seen under the lock, and the chain is read again.
_LOCK_CHAINS = f"""
CREATE FUNCTION inventory_lock_chains(wanted bigint[]) RETURNS SETOF inventory_powernode
LANGUAGE plpgsql {PLANNED_ONCE} AS $lock$
DECLARE
    chain bigint[];
BEGIN
    LOOP
        WITH RECURSIVE up AS (
            SELECT id, parent_id FROM inventory_powernode WHERE id = ANY (wanted)
            UNION
            SELECT node.id, node.parent_id FROM inventory_powernode node JOIN up ON node.id = up.parent_id
        )
        SELECT array_agg(id) INTO chain FROM up;
        PERFORM FROM inventory_powernode WHERE id = ANY (chain) ORDER BY id FOR UPDATE;
        EXIT WHEN NOT EXISTS (SELECT FROM inventory_powernode WHERE id = ANY (chain) AND parent_id <> ALL (chain));
    END LOOP;
    RETURN QUERY SELECT * FROM inventory_powernode WHERE id = ANY (chain) ORDER BY id;
END
$lock$;
"""  # noqa: S608 - a constant of this package

# Whoever sets the limit of a site or room holds all nodes of the site before: which have one is known under the nodes.
_LOCK_LIMITS = f"""
CREATE FUNCTION inventory_lock_limits(sites bigint[], rooms bigint[])
RETURNS TABLE (is_room boolean, place_id bigint, name text, limit_w integer)
LANGUAGE plpgsql {PLANNED_ONCE} AS $limits$
BEGIN
    RETURN QUERY SELECT false, site.id, site.name::text, site.limit_w FROM inventory_site site
        WHERE site.id = ANY (sites) AND site.limit_w IS NOT NULL ORDER BY site.id FOR NO KEY UPDATE;
    RETURN QUERY SELECT true, room.id, room.name::text, room.limit_w FROM inventory_room room
        WHERE room.id = ANY (rooms) AND room.limit_w IS NOT NULL ORDER BY room.id FOR NO KEY UPDATE;
END
$limits$;
"""  # noqa: S608 - a constant of this package

# The nodes of these sites, what feeds each, and whether power is held on it.
_TREE = f"""
CREATE FUNCTION inventory_tree(sites bigint[]) RETURNS TABLE (node_id bigint, parent_id bigint, is_held boolean)
LANGUAGE plpgsql STABLE {PLANNED_ONCE} AS $tree$
BEGIN
    RETURN QUERY SELECT node.id, node.parent_id, EXISTS (
        SELECT FROM inventory_powerreservation held WHERE held.power_node_id = node.id AND held.state = 'active'
    ) FROM inventory_powernode node WHERE node.site_id = ANY (sites);
END
$tree$;
"""  # noqa: S608 - a constant of this package

# What stands on shelves that these nodes feed directly: the sums of each node, room, leg and model. Shelf by shelf, as
# the plan for a few nodes must be; many nodes of a large company would be read better otherwise.
_STANDING = f"""
CREATE FUNCTION inventory_standing(nodes bigint[])
RETURNS TABLE (node_id bigint, room_id bigint, site_id bigint, phases text, three_phase boolean, power_w bigint,
    units bigint)
LANGUAGE plpgsql STABLE {PLANNED_ONCE} AS $standing$
BEGIN
    RETURN QUERY
    SELECT shelf.power_node_id, shelf.room_id, shelf.site_id,
        inventory_feed_phases(node.phases, rack.phase, shelf.phase) AS fed, model.three_phase,
        sum(stands.power_w)::bigint, sum(stands.units)::bigint
    FROM inventory_powernode node
    JOIN inventory_shelf shelf ON shelf.power_node_id = node.id
    LEFT JOIN inventory_rack rack ON rack.id = shelf.rack_id
    CROSS JOIN LATERAL (
        SELECT unit.model_id, sum(unit.power_w) AS power_w, count(*) AS units
        FROM inventory_unit unit WHERE unit.shelf_id = shelf.id GROUP BY unit.model_id
    ) stands
    JOIN inventory_equipmentmodel model ON model.id = stands.model_id
    WHERE node.id = ANY (nodes)
    GROUP BY shelf.power_node_id, shelf.room_id, shelf.site_id, fed, model.three_phase;
END
$standing$;
"""  # noqa: S608 - a constant of this package

# How shelves are fed; those without power are left out.
_FEEDS = f"""
CREATE FUNCTION inventory_feeds(shelves bigint[])
RETURNS TABLE (shelf_id bigint, node_id bigint, phases text, room_id bigint, site_id bigint)
LANGUAGE plpgsql STABLE {PLANNED_ONCE} AS $feeds$
BEGIN
    RETURN QUERY
    SELECT shelf.id, node.id, inventory_feed_phases(node.phases, rack.phase, shelf.phase), shelf.room_id, shelf.site_id
    FROM inventory_shelf shelf
    JOIN inventory_powernode node ON node.id = shelf.power_node_id
    LEFT JOIN inventory_rack rack ON rack.id = shelf.rack_id
    WHERE shelf.id = ANY (shelves);
END
$feeds$;
"""  # noqa: S608 - a constant of this package

# Where these units are now, and what stands on these shelves.
_PLACES = f"""
CREATE FUNCTION inventory_places(units bigint[], shelves bigint[])
RETURNS TABLE (unit_id bigint, site_id bigint, shelf_id bigint, slot smallint, holder_id bigint)
LANGUAGE plpgsql STABLE {PLANNED_ONCE} AS $places$
BEGIN
    RETURN QUERY SELECT fact.unit_id, fact.site_id, fact.shelf_id, fact.slot, fact.holder_id
    FROM inventory_unitplacement fact
    WHERE fact.unit_id = ANY (units) AND upper_inf(fact.during)
    UNION
    SELECT fact.unit_id, fact.site_id, fact.shelf_id, fact.slot, fact.holder_id
    FROM inventory_unitplacement fact
    WHERE fact.shelf_id = ANY (shelves) AND upper_inf(fact.during);
END
$places$;
"""  # noqa: S608 - a constant of this package

# The open facts are closed and the next begin at one instant; the unit's columns follow unless somebody changed it.
_WRITE_STEPS = f"""
CREATE FUNCTION inventory_write_steps(
    author text, unit_ids bigint[], versions integer[], instants timestamptz[], is_moved boolean[],
    site_ids bigint[], shelf_ids bigint[], slots smallint[], holder_ids bigint[], is_turned boolean[], states text[],
    documents text[], reasons text[]
) RETURNS integer LANGUAGE plpgsql {PLANNED_ONCE} AS $write$
DECLARE
    written integer;
BEGIN
    UPDATE inventory_unit unit
    SET state = step.state, site_id = step.site_id, shelf_id = step.shelf_id, changed_at = step.at,
        version = unit.version + 1
    FROM unnest(unit_ids, versions, instants, states, site_ids, shelf_ids)
        AS step (unit_id, version, at, state, site_id, shelf_id)
    WHERE unit.id = step.unit_id AND unit.version = step.version;
    GET DIAGNOSTICS written = ROW_COUNT;

    UPDATE inventory_unitplacement fact SET during = tstzrange(lower(fact.during), step.at), updated_at = now()
    FROM unnest(unit_ids, instants, is_moved) AS step (unit_id, at, is_moved)
    WHERE step.is_moved AND fact.unit_id = step.unit_id AND upper_inf(fact.during);
    INSERT INTO inventory_unitplacement (uid, created_at, updated_at, organisation_id, unit_id, during, document,
        by_label, site_id, shelf_id, slot, holder_id)
    SELECT gen_random_uuid(), now(), now(), unit.organisation_id, unit.id, tstzrange(step.at, NULL), step.document,
        author, step.site_id, step.shelf_id, step.slot, step.holder_id
    FROM unnest(unit_ids, instants, is_moved, documents, site_ids, shelf_ids, slots, holder_ids)
        AS step (unit_id, at, is_moved, document, site_id, shelf_id, slot, holder_id)
    JOIN inventory_unit unit ON unit.id = step.unit_id
    WHERE step.is_moved AND (step.site_id IS NOT NULL OR step.holder_id IS NOT NULL);

    UPDATE inventory_unitstatus fact SET during = tstzrange(lower(fact.during), step.at), updated_at = now()
    FROM unnest(unit_ids, instants, is_turned) AS step (unit_id, at, is_turned)
    WHERE step.is_turned AND fact.unit_id = step.unit_id AND upper_inf(fact.during);
    INSERT INTO inventory_unitstatus (uid, created_at, updated_at, organisation_id, unit_id, during, document,
        by_label, state, why)
    SELECT gen_random_uuid(), now(), now(), unit.organisation_id, unit.id, tstzrange(step.at, NULL), step.document,
        author, step.state, step.reason
    FROM unnest(unit_ids, instants, is_turned, documents, states, reasons)
        AS step (unit_id, at, is_turned, document, state, reason)
    JOIN inventory_unit unit ON unit.id = step.unit_id
    WHERE step.is_turned;
    RETURN written;
END
$write$;
"""  # noqa: S608 - a constant of this package

# What a unit counts at present: on a fed shelf always, elsewhere while it is in service.
_PRESENT = """
    FROM inventory_unit unit
    LEFT JOIN inventory_shelf shelf ON shelf.id = unit.shelf_id
    LEFT JOIN inventory_rack rack ON rack.id = shelf.rack_id
    LEFT JOIN inventory_powernode node ON node.id = shelf.power_node_id
    WHERE unit.id = moment.id AND unit.site_id IS NOT NULL AND (node.id IS NOT NULL OR unit.state = 'in_service')
"""
_LEGS = "inventory_feed_phases(node.phases, rack.phase, shelf.phase)"
_NODES = "coalesce(inventory_chain(node.id), '{}')"
_FOLLOW_LOADS = f"""
CREATE FUNCTION inventory_follow_loads(unit_ids bigint[], instants timestamptz[]) RETURNS void
LANGUAGE plpgsql {PLANNED_ONCE} AS $follow$
BEGIN
    UPDATE inventory_unitload old
    SET during = tstzrange(lower(old.during), greatest(moment.at, lower(old.during) + interval '1 microsecond')),
        updated_at = now()
    FROM unnest(unit_ids, instants) AS moment (id, at)
    WHERE old.unit_id = moment.id AND upper_inf(old.during) AND NOT EXISTS (
        SELECT {_PRESENT}
            AND unit.site_id = old.site_id AND shelf.room_id IS NOT DISTINCT FROM old.room_id
            AND unit.power_w = old.power_w AND {_LEGS} = old.phases AND {_NODES} = old.node_ids
    );

    INSERT INTO inventory_unitload (uid, created_at, updated_at, organisation_id, unit_id, during, document, by_label,
        site_id, room_id, node_ids, phases, power_w)
    SELECT gen_random_uuid(), now(), now(), present.organisation_id, present.unit_id,
        tstzrange(greatest(moment.at, (
            SELECT max(upper(past.during)) FROM inventory_unitload past WHERE past.unit_id = moment.id
        )), NULL), '', '', present.site_id, present.room_id, present.node_ids, present.phases, present.power_w
    FROM unnest(unit_ids, instants) AS moment (id, at)
    CROSS JOIN LATERAL (
        SELECT unit.organisation_id, unit.id AS unit_id, unit.site_id, shelf.room_id, unit.power_w, {_LEGS} AS phases,
            {_NODES} AS node_ids {_PRESENT}
    ) present
    WHERE NOT EXISTS (
        SELECT FROM inventory_unitload open WHERE open.unit_id = moment.id AND upper_inf(open.during)
    );
END
$follow$;
"""  # noqa: S608 - constants of this module

FUNCTIONS = _LOCK_CHAINS + _LOCK_LIMITS + _TREE + _STANDING + _FEEDS + _PLACES + _WRITE_STEPS + _FOLLOW_LOADS

DROP_FUNCTIONS = """
DROP FUNCTION inventory_follow_loads(bigint[], timestamptz[]);
DROP FUNCTION inventory_write_steps(text, bigint[], integer[], timestamptz[], boolean[], bigint[], bigint[], smallint[],
    bigint[], boolean[], text[], text[], text[]);
DROP FUNCTION inventory_places(bigint[], bigint[]);
DROP FUNCTION inventory_feeds(bigint[]);
DROP FUNCTION inventory_standing(bigint[]);
DROP FUNCTION inventory_tree(bigint[]);
DROP FUNCTION inventory_lock_limits(bigint[], bigint[]);
DROP FUNCTION inventory_lock_chains(bigint[]);
"""
