"""Units found by any part of a serial number or label, and listed by their site, without reading them all."""

from django.db import migrations, models

from apps.inventory.migrations.sql import serials


class Migration(migrations.Migration):
    dependencies = [("inventory", "0004_photos")]

    operations = [
        migrations.RunSQL(serials.FIND, serials.DROP_FIND),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["organisation", "site", "-changed_at", "id"], name="inventory_unit_of_site"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(
                condition=models.Q(("state", "in_service")),
                fields=["organisation", "site"],
                include=("shelf", "power_w"),
                name="inventory_unit_works_at",
            ),
        ),
    ]
