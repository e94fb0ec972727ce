"""Allowed pools of a contract, notices of its end, and the tax number of a foreign company."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from apps.common.db.operations import ProtectTable


class Migration(migrations.Migration):
    dependencies = [("crm", "0006_duplicates")]

    operations = [
        migrations.AddField(
            model_name="client",
            name="tax_number",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="tax number abroad"),
        ),
        migrations.AddField(
            model_name="contract",
            name="pools",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=255),
                blank=True,
                default=list,
                size=None,
                verbose_name="allowed pools",
            ),
        ),
        migrations.CreateModel(
            name="ContractNotice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("ends_on", models.DateField(verbose_name="ends")),
                ("days", models.PositiveSmallIntegerField(verbose_name="days before")),
                ("told_at", models.DateTimeField(verbose_name="told")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="crm.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice of an end",
                "verbose_name_plural": "notices of ends",
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "ends_on", "days"), name="crm_notice_once")
                ],
            },
        ),
        ProtectTable("ContractNotice", staff_rights="a"),
    ]
