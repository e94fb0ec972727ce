"""Policies: a client's users see the photos of the units that are theirs, taken since they are, and their files."""

# As selectors.journal.photos says; a withdrawn photo is shown to nobody.
OWNERS = """
CREATE POLICY client ON inventory_unitphoto FOR SELECT TO nh_client USING (
    organisation_id = (SELECT nh_organisation_id()) AND withdrawn_at IS NULL AND EXISTS (
        SELECT 1 FROM inventory_unitownership mine
        WHERE mine.unit_id = inventory_unitphoto.unit_id AND mine.client_id = ANY ((SELECT nh_client_ids())::bigint[])
            AND upper_inf(mine.during) AND mine.during @> inventory_unitphoto.created_at
    )
);
GRANT SELECT ON inventory_unitphoto TO nh_client;
CREATE POLICY unit_photo ON common_storedfile FOR SELECT TO nh_client USING (
    organisation_id = (SELECT nh_organisation_id()) AND (
        EXISTS (SELECT 1 FROM inventory_unitphoto photo WHERE photo.file_id = common_storedfile.id)
        OR EXISTS (SELECT 1 FROM inventory_unitphoto photo WHERE photo.small_id = common_storedfile.id)
    )
);
GRANT SELECT ON common_storedfile TO nh_client;
"""

DROP_OWNERS = """
REVOKE SELECT ON common_storedfile FROM nh_client;
DROP POLICY unit_photo ON common_storedfile;
REVOKE SELECT ON inventory_unitphoto FROM nh_client;
DROP POLICY client ON inventory_unitphoto;
"""
