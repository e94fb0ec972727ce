"""Leads, deals and activities are found by their maintained text, as clients and contracts are; what waits, by day."""

from django.db import migrations, models

from apps.crm.migrations.sql import sales_search


class Migration(migrations.Migration):
    dependencies = [("common", "0004_finding_among_many"), ("crm", "0011_contract_masks")]

    operations = [
        migrations.RunSQL(sales_search.INDEX, sales_search.DROP_INDEX),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)),
                fields=["organisation", "due_at", "-id"],
                name="crm_activity_by_due",
            ),
        ),
    ]
