"""What the state register says of a client, and the contracts made in spite of it."""

from django.db import migrations, models

STATES = [
    ("", "Not checked"),
    ("active", "In the register"),
    ("liquidating", "Being liquidated"),
    ("liquidated", "Liquidated"),
    ("bankrupt", "Bankrupt"),
    ("reorganizing", "Being reorganised"),
]


class Migration(migrations.Migration):
    dependencies = [("crm", "0002_leads")]

    operations = [
        migrations.AddField(
            model_name="client",
            name="register_state",
            field=models.CharField(
                blank=True,
                choices=STATES,
                default="",
                editable=False,
                max_length=14,
                verbose_name="state in the register",
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="register_checked_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="checked in the register"),
        ),
        migrations.AddField(
            model_name="contract",
            name="register_accepted",
            field=models.CharField(
                blank=True,
                choices=STATES,
                default="",
                editable=False,
                max_length=14,
                verbose_name="made in spite of the register",
            ),
        ),
    ]
