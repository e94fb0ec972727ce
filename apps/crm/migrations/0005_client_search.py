"""Clients and contracts are found by one maintained text; a client's likely duplicates are found quickly."""

from django.db import migrations, models
from django.db.models.functions import Lower

from apps.crm.migrations.sql import search


class Migration(migrations.Migration):
    dependencies = [("common", "0002_search_entries"), ("crm", "0004_brokers")]

    operations = [
        migrations.AddIndex(
            model_name="client",
            index=models.Index(models.F("organisation"), Lower("email"), name="crm_client_by_email"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(models.F("organisation"), Lower("email"), name="crm_contact_by_email"),
        ),
        migrations.RemoveIndex(model_name="client", name="crm_client_by_name"),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", True)),
                fields=["organisation", "name", "-id"],
                name="crm_client_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", True)),
                fields=["organisation", "created_at", "-id"],
                name="crm_client_by_age",
            ),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(fields=["organisation", "-id"], name="crm_contract_newest"),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(fields=["organisation", "ends_on", "-id"], name="crm_contract_by_end"),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(fields=["organisation", "signed_on", "-id"], name="crm_contract_by_date"),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(fields=["organisation", "number", "-id"], name="crm_contract_by_number"),
        ),
        migrations.RunSQL(search.INDEX, search.DROP_INDEX),
    ]
