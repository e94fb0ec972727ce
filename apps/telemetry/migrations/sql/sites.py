"""A client reads the site of each machine of theirs, also when its unit stands at another site in the books.

A machine's row is joined with its site: without the site the machine would vanish from its owner's list.
"""

POLICY = """
CREATE POLICY client_machines ON inventory_site FOR SELECT TO nh_client USING (
    organisation_id = (SELECT nh_organisation_id()) AND id IN (SELECT site_id FROM telemetry_device)
)
"""

DROP = "DROP POLICY client_machines ON inventory_site"
