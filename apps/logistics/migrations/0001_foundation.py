"""Intake acts and the chain of custody, under row-level security."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import apps.common.crypto
from apps.common.db.operations import ProtectTable
from apps.logistics.migrations.sql import guards


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_foundation"),
        ("crm", "0001_foundation"),
        ("inventory", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="IntakeAct",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.CharField(max_length=80, verbose_name="number")),
                ("ordinal", models.PositiveBigIntegerField(verbose_name="N")),
                ("acted_on", models.DateField(verbose_name="date")),
                (
                    "status",
                    models.CharField(
                        choices=[("registered", "Registered"), ("voided", "Voided")],
                        default="registered",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                ("unit_count", models.PositiveIntegerField(verbose_name="units")),
                ("power_w", models.PositiveBigIntegerField(verbose_name="power, W")),
                ("template_version", models.CharField(max_length=20, verbose_name="template version")),
                ("document_values", apps.common.crypto.EncryptedTextField(verbose_name="values of the document")),
                ("registered_by", models.CharField(max_length=160, verbose_name="registered by")),
                ("voided_at", models.DateTimeField(null=True, verbose_name="voided")),
                ("void_reason", models.CharField(blank=True, default="", max_length=300, verbose_name="reason")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "intake act",
                "verbose_name_plural": "intake acts",
            },
        ),
        migrations.CreateModel(
            name="IntakeLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("position", models.PositiveIntegerField(verbose_name="№")),
                ("serial", models.CharField(max_length=64, verbose_name="serial number")),
                ("model_name", models.CharField(max_length=240, verbose_name="model")),
                ("power_w", models.PositiveIntegerField(verbose_name="power, W")),
                ("completeness", models.CharField(blank=True, default="", max_length=200, verbose_name="completeness")),
                ("condition", models.CharField(blank=True, default="", max_length=200, verbose_name="condition")),
                (
                    "declared_value",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="declared value"),
                ),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="logistics.intakeact",
                        verbose_name="act",
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
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of an intake act",
                "verbose_name_plural": "lines of intake acts",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="CustodyRecord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "keeper_kind",
                    models.CharField(
                        choices=[("site", "Site"), ("person", "Person"), ("client", "Client")],
                        max_length=8,
                        verbose_name="kept by",
                    ),
                ),
                ("keeper", models.CharField(max_length=300, verbose_name="keeper")),
                ("place", models.CharField(blank=True, default="", max_length=200, verbose_name="place")),
                ("document", models.CharField(blank=True, default="", max_length=80, verbose_name="document")),
                ("by_label", models.CharField(max_length=160, verbose_name="written by")),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="during")),
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
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.client",
                        verbose_name="owner",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "custody record",
                "verbose_name_plural": "custody records",
                "ordering": ["during"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("unit", "="), ("during", "&&")], name="logistics_one_keeper_at_a_time"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="intakeact",
            index=models.Index(fields=["site", "-created_at"], name="logistics_intake_of_site"),
        ),
        migrations.AddIndex(
            model_name="intakeact",
            index=models.Index(fields=["client", "-created_at"], name="logistics_intake_of_client"),
        ),
        migrations.AddConstraint(
            model_name="intakeact",
            constraint=models.UniqueConstraint(fields=("organisation", "number"), name="logistics_intake_number_once"),
        ),
        migrations.AddConstraint(
            model_name="intakeact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "registered"), ("voided_at__isnull", True)),
                    models.Q(
                        ("status", "voided"), ("voided_at__isnull", False), models.Q(("void_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="logistics_intake_void_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="intakeline",
            constraint=models.UniqueConstraint(fields=("act", "position"), name="logistics_line_position_once"),
        ),
        migrations.AddConstraint(
            model_name="intakeline",
            constraint=models.UniqueConstraint(fields=("act", "unit"), name="logistics_line_unit_once"),
        ),
        ProtectTable("IntakeAct", client="client_id", staff_rights="w"),
        ProtectTable("IntakeLine", client_via=("act_id", "logistics_intakeact"), staff_rights="a"),
        ProtectTable("CustodyRecord", client="owner_id", staff_rights="w"),
        migrations.RunSQL(guards.GUARDS, guards.DROP_GUARDS),
    ]
