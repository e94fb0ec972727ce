"""Policies: a client's users see the pictures of their own acts, and the photos of claims about their own units."""

# As selectors.pictures.attachments says. Of a claim a client's user reads no more than what it is about.
OWNERS = """
CREATE POLICY client ON logistics_claim FOR SELECT TO nh_client USING (
    organisation_id = (SELECT nh_organisation_id()) AND unit_id IN (SELECT id FROM inventory_unit)
);
GRANT SELECT (id, organisation_id, unit_id) ON logistics_claim TO nh_client;
CREATE POLICY client ON logistics_attachment FOR SELECT TO nh_client USING (
    organisation_id = (SELECT nh_organisation_id()) AND (
        return_act_id IN (SELECT id FROM logistics_returnact)
        OR intake_act_id IN (SELECT id FROM logistics_intakeact)
        OR kind = 'photo' AND EXISTS (
            SELECT 1 FROM logistics_claim claim
            JOIN inventory_unitownership mine ON mine.unit_id = claim.unit_id
            WHERE claim.id = logistics_attachment.claim_id
                AND mine.client_id = ANY ((SELECT nh_client_ids())::bigint[])
                AND upper_inf(mine.during) AND mine.during @> logistics_attachment.created_at
        )
    )
);
GRANT SELECT ON logistics_attachment TO nh_client;
CREATE POLICY act_picture ON common_storedfile FOR SELECT TO nh_client USING (
    organisation_id = (SELECT nh_organisation_id())
    AND EXISTS (SELECT 1 FROM logistics_attachment picture WHERE picture.file_id = common_storedfile.id)
);
"""

DROP_OWNERS = """
DROP POLICY act_picture ON common_storedfile;
REVOKE SELECT ON logistics_attachment FROM nh_client;
DROP POLICY client ON logistics_attachment;
REVOKE SELECT (id, organisation_id, unit_id) ON logistics_claim FROM nh_client;
DROP POLICY client ON logistics_claim;
"""
