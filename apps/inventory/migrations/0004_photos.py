"""Photos and notes of units; warranties with a beginning and a length."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.common.db.operations import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_addendum_mask"),
        ("common", "0003_imports"),
        ("crm", "0011_contract_masks"),
        ("inventory", "0003_service"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnitNote",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("text", models.TextField(verbose_name="note")),
                ("by_label", models.CharField(max_length=160, verbose_name="by")),
            ],
            options={
                "verbose_name": "note on a unit",
                "verbose_name_plural": "notes on units",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="UnitPhoto",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "kind",
                    models.CharField(
                        choices=[("label", "Label"), ("front", "Front"), ("damage", "Damage"), ("other", "Other")],
                        default="other",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("caption", models.CharField(blank=True, default="", max_length=200, verbose_name="caption")),
                ("by_label", models.CharField(max_length=160, verbose_name="by")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
                ("withdrawn_why", models.CharField(blank=True, default="", max_length=300, verbose_name="reason")),
            ],
            options={
                "verbose_name": "photo of a unit",
                "verbose_name_plural": "photos of units",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="unit",
            name="warranty_from",
            field=models.DateField(blank=True, null=True, verbose_name="warranty from"),
        ),
        migrations.AddField(
            model_name="unit",
            name="warranty_months",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="warranty, months"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(
                condition=models.Q(("warranty_until__isnull", False)),
                fields=["organisation", "warranty_until"],
                name="inventory_unit_by_warranty",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("warranty_months__isnull", True),
                    models.Q(
                        ("warranty_from__isnull", False), ("warranty_months__gte", 1), ("warranty_until__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="inventory_unit_warranty_whole",
            ),
        ),
        migrations.AddField(
            model_name="unitnote",
            name="author",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        migrations.AddField(
            model_name="unitnote",
            name="organisation",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="unitnote",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notes",
                to="inventory.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddField(
            model_name="unitphoto",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="common.storedfile",
                verbose_name="file",
            ),
        ),
        migrations.AddField(
            model_name="unitphoto",
            name="organisation",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="unitphoto",
            name="small",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="common.storedfile",
                verbose_name="small picture",
            ),
        ),
        migrations.AddField(
            model_name="unitphoto",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="photos",
                to="inventory.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="inventory_note_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitphoto",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_why", "")),
                    models.Q(("withdrawn_at__isnull", False), models.Q(("withdrawn_why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="inventory_photo_withdrawn_with_reason",
            ),
        ),
        ProtectTable("UnitPhoto", staff_rights="w"),
        ProtectTable("UnitNote", staff_rights="a"),
    ]
