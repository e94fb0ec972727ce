"""Several kinds of things found with one walk of the index, for the one search over everything."""

from django.db import migrations

from apps.common.migrations.sql import finding


class Migration(migrations.Migration):
    dependencies = [("common", "0004_finding_among_many")]

    operations = [migrations.RunSQL(finding.OF_KINDS, finding.DROP_OF_KINDS)]
