"""A client reads the site of each machine of theirs, also when its unit stands at another site in the books."""

from django.db import migrations

CREATE = """
CREATE POLICY client_machines ON inventory_site FOR SELECT TO nh_client USING (
    organisation_id = (SELECT nh_organisation_id()) AND id IN (SELECT site_id FROM telemetry_device)
)
"""


class Migration(migrations.Migration):
    # A machine's row is joined with its site: without the site the machine would vanish from its owner's list.

    dependencies = [("telemetry", "0002_fast_ingest"), ("inventory", "0001_foundation")]

    operations = [migrations.RunSQL(CREATE, "DROP POLICY client_machines ON inventory_site")]
