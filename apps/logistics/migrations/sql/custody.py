"""The chain of custody: the link that a move ends and the one that it begins, for many units in one call."""

from apps.inventory.migrations.sql.steps import PLANNED_ONCE

# A kind of keeper that is NULL: nobody holds the unit from then on. The name of a site is read here.
KEEP = f"""
CREATE FUNCTION logistics_pass_custody(
    author text, unit_ids bigint[], owner_ids bigint[], instants timestamptz[], kinds text[], keepers text[],
    site_ids bigint[], shelf_ids bigint[], papers text[]
) RETURNS void LANGUAGE plpgsql {PLANNED_ONCE} AS $pass$
DECLARE
    earlier jsonb;
BEGIN
    WITH ended AS (
        UPDATE logistics_custodyrecord link SET during = tstzrange(lower(link.during), step.at), updated_at = now()
        FROM unnest(unit_ids, instants) AS step (unit_id, at)
        WHERE link.unit_id = step.unit_id AND upper_inf(link.during)
        RETURNING link.unit_id, link.document
    )
    SELECT jsonb_object_agg(ended.unit_id, ended.document) INTO earlier FROM ended;
    INSERT INTO logistics_custodyrecord (uid, created_at, updated_at, organisation_id, unit_id, owner_id, during,
        keeper_kind, keeper, site_id, place, document, by_label)
    SELECT gen_random_uuid(), now(), now(), unit.organisation_id, unit.id, step.owner_id, tstzrange(step.at, NULL),
        step.kind, coalesce(site.name, step.keeper), step.site_id, coalesce(shelf.label, ''),
        coalesce(nullif(step.paper, ''), earlier ->> unit.id::text, ''), author
    FROM unnest(unit_ids, owner_ids, instants, kinds, keepers, site_ids, shelf_ids, papers)
        AS step (unit_id, owner_id, at, kind, keeper, site_id, shelf_id, paper)
    JOIN inventory_unit unit ON unit.id = step.unit_id
    LEFT JOIN inventory_site site ON site.id = step.site_id
    LEFT JOIN inventory_shelf shelf ON shelf.id = step.shelf_id
    WHERE step.kind IS NOT NULL;
END
$pass$;
"""  # noqa: S608 - a constant of this package

DROP_KEEP = """
DROP FUNCTION logistics_pass_custody(text, bigint[], bigint[], timestamptz[], text[], text[], bigint[], bigint[],
    text[]);
"""
