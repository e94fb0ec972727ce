"""Masks of the numbers of transfer notes and claims."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_telegram"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisationsettings",
            name="movement_mask",
            field=models.CharField(default="ПМ-{N}", max_length=80, verbose_name="transfer note number mask"),
        ),
        migrations.AddField(
            model_name="organisationsettings",
            name="claim_mask",
            field=models.CharField(default="РХ-{N}", max_length=80, verbose_name="claim number mask"),
        ),
    ]
