"""Units found by any part of a serial number or label without reading them all."""

from django.db import migrations

from apps.inventory.migrations.sql import serials


class Migration(migrations.Migration):
    dependencies = [("inventory", "0004_photos")]

    operations = [migrations.RunSQL(serials.FIND, serials.DROP_FIND)]
