"""The .docx of a payout act, as it was issued."""

import django.db.models.deletion
from django.db import migrations, models

from apps.crm.migrations.sql import commissions


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0001_foundation"),
        ("crm", "0008_bitrix24"),
    ]

    operations = [
        migrations.AddField(
            model_name="payout",
            name="file",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="common.storedfile",
                verbose_name="file",
            ),
        ),
        migrations.RunSQL(commissions.KEEP_FILE, commissions.DROP_FILE),
    ]
