"""Settings: the mask of the numbers of addenda."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_foundation"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisationsettings",
            name="addendum_mask",
            field=models.CharField(default="{N}", max_length=80, verbose_name="addendum number mask"),
        ),
    ]
