"""Finding among hundreds of thousands: names typed with an error by how their words begin, frequent words newest first."""

from django.db import migrations

from apps.common.migrations.sql import finding


class Migration(migrations.Migration):
    dependencies = [("common", "0003_imports")]

    operations = [migrations.RunSQL(finding.AMONG_MANY, finding.DROP_AMONG_MANY)]
