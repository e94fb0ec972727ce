"""Settings: the mask of the numbers of payout acts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_addendum_mask"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisationsettings",
            name="payout_mask",
            field=models.CharField(default="ВП-{N}", max_length=80, verbose_name="payout act number mask"),
        ),
    ]
