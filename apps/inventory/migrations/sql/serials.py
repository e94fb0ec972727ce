"""Finding units by any part of their serial number or label, through trigram indexes.

`inventory_find_units` runs with the owner's rights and looks at one organisation only, that of the scope: under
row-level security PostgreSQL may not use a trigram index for LIKE, since its operators are not leakproof. It gives keys;
whoever asks reads the rows themselves under their own policies.
"""

FIND = r"""
CREATE INDEX inventory_unit_by_part ON inventory_unit USING gin (serial gin_trgm_ops);
CREATE INDEX inventory_unit_by_label_part ON inventory_unit USING gin (upper(label) gin_trgm_ops) WHERE label <> '';

CREATE FUNCTION inventory_find_units(part text, words text, at_most integer) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH given AS (
        SELECT '%' || replace(replace(replace(upper(part), '\', '\\'), '%', '\%'), '_', '\_') || '%' AS pattern,
            '%' || replace(replace(replace(upper(words), '\', '\\'), '%', '\%'), '_', '\_') || '%' AS label_pattern
    )
    (SELECT unit.id FROM inventory_unit unit, given
     WHERE unit.organisation_id = nh_organisation_id() AND unit.serial LIKE given.pattern LIMIT at_most)
    UNION
    (SELECT unit.id FROM inventory_unit unit, given WHERE unit.organisation_id = nh_organisation_id()
     AND unit.label <> '' AND upper(unit.label) LIKE given.label_pattern LIMIT at_most)
    UNION
    (SELECT fact.unit_id FROM inventory_unitserial fact
     WHERE fact.organisation_id = nh_organisation_id() AND fact.serial = upper(part) LIMIT at_most)
$$;

REVOKE ALL ON FUNCTION inventory_find_units(text, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION inventory_find_units(text, text, integer) TO nh_staff, nh_client, nh_system;
"""

DROP_FIND = """
DROP FUNCTION inventory_find_units(text, text, integer);
DROP INDEX inventory_unit_by_label_part;
DROP INDEX inventory_unit_by_part;
"""
