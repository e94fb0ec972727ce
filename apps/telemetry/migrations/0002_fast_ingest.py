"""Live groups as packed bytes with the count of dead boards beside them; the revision of an agent's devices."""

from django.db import migrations, models

from apps.telemetry.models.packed import PackedField


class Migration(migrations.Migration):
    # The groups of live rows are written anew with the next reading of each machine: nothing is converted.

    dependencies = [("telemetry", "0001_foundation")]

    operations = [
        *(
            operation
            for name, group in (("boards", "board"), ("fans", "fan"), ("pools", "pool"))
            for operation in (
                migrations.RemoveField("livereading", name),
                migrations.AddField("livereading", name, PackedField(default=list, group=group)),
            )
        ),
        migrations.AddField("livereading", "boards_dead", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("agent", "device_revision", models.PositiveBigIntegerField(default=0, editable=False)),
    ]
