"""The database's part of the promise: one way in, no way to change, and who may read."""

from django.db import migrations

from apps.audit.migrations.sql import guards


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_record")]

    operations = [
        migrations.RunSQL(guards.APPEND, guards.DROP_APPEND),
        migrations.RunSQL(guards.TRIGGERS, guards.DROP_TRIGGERS),
        migrations.RunSQL(guards.POLICIES, guards.DROP_POLICIES),
    ]
