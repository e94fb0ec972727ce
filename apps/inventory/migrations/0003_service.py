"""The service centre: repair orders, spare parts with their stock, components, stocktaking."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.common.db.operations import ProtectTable
from apps.inventory.migrations.sql import service

_OWN_ORDER = "order_id IN (SELECT id FROM inventory_repairorder)"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_addendum_mask"),
        ("common", "0003_imports"),
        ("crm", "0011_contract_masks"),
        ("inventory", "0001_foundation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("article", models.CharField(max_length=60, verbose_name="article")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hashboard", "Hash board"),
                            ("control_board", "Control board"),
                            ("psu", "Power supply unit"),
                            ("fan", "Fan"),
                            ("chip", "Chip"),
                            ("cable", "Cable or connector"),
                            ("consumable", "Consumable"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[("pcs", "pcs"), ("m", "m"), ("g", "g"), ("ml", "ml")],
                        default="pcs",
                        max_length=4,
                        verbose_name="unit of measure",
                    ),
                ),
                ("is_serial", models.BooleanField(default=False, verbose_name="kept by serial numbers")),
                (
                    "minimum",
                    models.DecimalField(decimal_places=3, default=0, max_digits=12, verbose_name="minimum stock"),
                ),
                ("price", models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="price")),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="note")),
                ("is_retired", models.BooleanField(default=False, verbose_name="no longer bought")),
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
                "verbose_name": "spare part",
                "verbose_name_plural": "spare parts",
            },
        ),
        migrations.CreateModel(
            name="Component",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("serial", models.CharField(max_length=64, verbose_name="serial number")),
                (
                    "state",
                    models.CharField(
                        choices=[("in_stock", "In stock"), ("installed", "Installed"), ("scrapped", "Scrapped")],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("bin", models.CharField(blank=True, default="", max_length=40, verbose_name="bin")),
                ("position", models.PositiveSmallIntegerField(null=True, verbose_name="position")),
                ("changed_at", models.DateTimeField(verbose_name="last dated change")),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="components",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="components",
                        to="inventory.part",
                        verbose_name="spare part",
                    ),
                ),
            ],
            options={
                "verbose_name": "component",
                "verbose_name_plural": "components",
            },
        ),
        migrations.CreateModel(
            name="PartFit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.equipmentmodel",
                        verbose_name="model",
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
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fits",
                        to="inventory.part",
                        verbose_name="spare part",
                    ),
                ),
            ],
            options={
                "verbose_name": "compatible model",
                "verbose_name_plural": "compatible models",
            },
        ),
        migrations.CreateModel(
            name="PartStock",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("bin", models.CharField(blank=True, default="", max_length=40, verbose_name="bin")),
                ("quantity", models.DecimalField(decimal_places=3, default=0, max_digits=12, verbose_name="quantity")),
                ("value", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="value")),
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
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock",
                        to="inventory.part",
                        verbose_name="spare part",
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
                "verbose_name": "stock of a part",
                "verbose_name_plural": "stock of parts",
            },
        ),
        migrations.CreateModel(
            name="RepairOrder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", models.CharField(editable=False, max_length=80, verbose_name="number")),
                ("ordinal", models.PositiveBigIntegerField(editable=False, verbose_name="N")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("opened", "Opened"),
                            ("diagnosed", "Diagnosed"),
                            ("waiting_parts", "Waiting for parts"),
                            ("waiting_approval", "Waiting for approval"),
                            ("in_work", "In work"),
                            ("testing", "Testing"),
                            ("repair_done", "Repaired"),
                            ("scrapped", "Scrapped"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="opened",
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "complaint_code",
                    models.CharField(
                        choices=[
                            ("no_power", "Does not switch on"),
                            ("no_hashrate", "No hashrate"),
                            ("low_hashrate", "Low hashrate"),
                            ("high_errors", "Many hardware errors"),
                            ("overheating", "Overheats"),
                            ("restarts", "Restarts by itself"),
                            ("no_network", "Not seen in the network"),
                            ("noise", "Noise or vibration"),
                            ("damage", "Visible damage"),
                            ("maintenance", "Planned maintenance"),
                            ("other", "Something else"),
                        ],
                        max_length=14,
                        verbose_name="complaint",
                    ),
                ),
                ("complaint", models.TextField(blank=True, default="", verbose_name="in words")),
                ("brought_by", models.CharField(blank=True, default="", max_length=160, verbose_name="brought by")),
                (
                    "payer",
                    models.CharField(
                        choices=[
                            ("client", "Client"),
                            ("host", "We ourselves"),
                            ("warranty", "Our warranty of an earlier repair"),
                            ("manufacturer", "Manufacturer's warranty"),
                        ],
                        default="client",
                        max_length=12,
                        verbose_name="who pays",
                    ),
                ),
                ("conclusion", models.TextField(blank=True, default="", verbose_name="conclusion")),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("opened_by", models.CharField(max_length=160, verbose_name="opened by")),
                ("promised_at", models.DateTimeField(null=True, verbose_name="promised for")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                ("state_since", models.DateTimeField(verbose_name="in this status since")),
                ("paused_s", models.PositiveIntegerField(default=0, verbose_name="waited, s")),
                ("unit_warranty_until", models.DateField(null=True, verbose_name="manufacturer's warranty until")),
                ("warranty_until", models.DateField(null=True, verbose_name="warranty of the repair until")),
                (
                    "estimate_total",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="estimate"),
                ),
                (
                    "approved_total",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="approved"),
                ),
                ("approved_at", models.DateTimeField(null=True, verbose_name="approved at")),
                ("approved_by", models.CharField(blank=True, default="", max_length=160, verbose_name="approved by")),
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
                    "repeat_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repeats",
                        to="inventory.repairorder",
                        verbose_name="repeats the repair",
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
                (
                    "technician",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="technician",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repairs",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "repair order",
                "verbose_name_plural": "repair orders",
            },
        ),
        migrations.CreateModel(
            name="RepairFinding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("hashboard", "Hash board"),
                            ("control_board", "Control board"),
                            ("psu", "Power supply unit"),
                            ("fan", "Fan"),
                            ("firmware", "Firmware"),
                            ("connection", "Cable or connector"),
                            ("cooling", "Heat sink, thermal paste, dirt"),
                            ("case", "Case"),
                            ("none_found", "No fault found"),
                        ],
                        max_length=14,
                        verbose_name="finding",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="position")),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="note")),
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="inventory.repairorder",
                        verbose_name="repair order",
                    ),
                ),
            ],
            options={
                "verbose_name": "finding",
                "verbose_name_plural": "findings",
                "ordering": ["pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RepairAssessment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("repair_cost", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="repair cost")),
                (
                    "income_after_day",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="income a day after the repair"),
                ),
                (
                    "income_now_day",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="income a day now"),
                ),
                (
                    "resale_value",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="resale value as it is"),
                ),
                ("horizon_days", models.PositiveSmallIntegerField(verbose_name="horizon, days")),
                ("payback_days", models.PositiveIntegerField(null=True, verbose_name="pays back in, days")),
                (
                    "advice",
                    models.CharField(
                        choices=[("repair", "Repair"), ("leave", "Leave as it is"), ("sell", "Sell or scrap")],
                        max_length=8,
                        verbose_name="the figures say",
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[("repair", "Repair"), ("leave", "Leave as it is"), ("sell", "Sell or scrap")],
                        max_length=8,
                        verbose_name="decided",
                    ),
                ),
                ("why", models.CharField(blank=True, default="", max_length=300, verbose_name="reason")),
                ("by_label", models.CharField(max_length=160, verbose_name="by")),
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="inventory.repairorder",
                        verbose_name="repair order",
                    ),
                ),
            ],
            options={
                "verbose_name": "assessment",
                "verbose_name_plural": "assessments",
                "ordering": ["pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RepairPart",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("bin", models.CharField(blank=True, default="", max_length=40, verbose_name="bin")),
                ("name", models.CharField(max_length=240, verbose_name="name")),
                (
                    "measure",
                    models.CharField(
                        choices=[("pcs", "pcs"), ("m", "m"), ("g", "g"), ("ml", "ml")],
                        max_length=4,
                        verbose_name="unit of measure",
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12, verbose_name="quantity")),
                ("returned", models.DecimalField(decimal_places=3, default=0, max_digits=12, verbose_name="returned")),
                ("price", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="price")),
                (
                    "payer",
                    models.CharField(
                        choices=[
                            ("client", "Client"),
                            ("host", "We ourselves"),
                            ("warranty", "Our warranty of an earlier repair"),
                            ("manufacturer", "Manufacturer's warranty"),
                        ],
                        max_length=12,
                        verbose_name="who pays",
                    ),
                ),
                ("by_label", models.CharField(max_length=160, verbose_name="by")),
                (
                    "component",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.component",
                        verbose_name="component",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="inventory.repairorder",
                        verbose_name="repair order",
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
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.part",
                        verbose_name="spare part",
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
                "verbose_name": "part of an order",
                "verbose_name_plural": "parts of orders",
                "ordering": ["pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RepairPhoto",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("opened", "Opened"),
                            ("diagnosed", "Diagnosed"),
                            ("waiting_parts", "Waiting for parts"),
                            ("waiting_approval", "Waiting for approval"),
                            ("in_work", "In work"),
                            ("testing", "Testing"),
                            ("repair_done", "Repaired"),
                            ("scrapped", "Scrapped"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=16,
                        verbose_name="status of the order then",
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="note")),
                ("by_label", models.CharField(max_length=160, verbose_name="by")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="file",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="inventory.repairorder",
                        verbose_name="repair order",
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
                "verbose_name": "photo of a repair",
                "verbose_name_plural": "photos of repairs",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="RepairStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("diagnose", "Diagnose"),
                            ("wait_for_parts", "Wait for parts"),
                            ("ask_approval", "Ask for approval"),
                            ("approve", "Approve the estimate"),
                            ("decline", "Decline the estimate"),
                            ("start", "Start the work"),
                            ("test", "Put on test"),
                            ("fail_test", "Test failed"),
                            ("finish", "Finish"),
                            ("scrap", "Scrap the unit"),
                            ("cancel", "Cancel"),
                        ],
                        max_length=16,
                        verbose_name="what was done",
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("opened", "Opened"),
                            ("diagnosed", "Diagnosed"),
                            ("waiting_parts", "Waiting for parts"),
                            ("waiting_approval", "Waiting for approval"),
                            ("in_work", "In work"),
                            ("testing", "Testing"),
                            ("repair_done", "Repaired"),
                            ("scrapped", "Scrapped"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="",
                        max_length=16,
                        verbose_name="status before",
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("opened", "Opened"),
                            ("diagnosed", "Diagnosed"),
                            ("waiting_parts", "Waiting for parts"),
                            ("waiting_approval", "Waiting for approval"),
                            ("in_work", "In work"),
                            ("testing", "Testing"),
                            ("repair_done", "Repaired"),
                            ("scrapped", "Scrapped"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=16,
                        verbose_name="status after",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("by_label", models.CharField(max_length=160, verbose_name="by")),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="inventory.repairorder",
                        verbose_name="repair order",
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
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a repair order",
                "verbose_name_plural": "steps of repair orders",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ServiceSettings",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "order_mask",
                    models.CharField(default="РЕМ-{N}", max_length=80, verbose_name="repair order number mask"),
                ),
                (
                    "count_mask",
                    models.CharField(default="ИНВ-{N}", max_length=80, verbose_name="stocktaking sheet number mask"),
                ),
                (
                    "promised_days",
                    models.PositiveSmallIntegerField(default=5, verbose_name="promised turnaround, days"),
                ),
                (
                    "repeat_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="a repair is repeated when the unit comes again within, days"
                    ),
                ),
                (
                    "warranty_days",
                    models.PositiveSmallIntegerField(default=30, verbose_name="warranty of a repair, days"),
                ),
                ("currency", models.CharField(default="RUB", max_length=3, verbose_name="currency")),
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
                "verbose_name": "settings of the service centre",
                "verbose_name_plural": "settings of the service centre",
            },
        ),
        migrations.CreateModel(
            name="ServiceWork",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("price", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="price")),
                ("minutes", models.PositiveIntegerField(verbose_name="minutes")),
                ("is_retired", models.BooleanField(default=False, verbose_name="no longer offered")),
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
                "verbose_name": "work of the catalogue",
                "verbose_name_plural": "catalogue of works",
            },
        ),
        migrations.CreateModel(
            name="RepairWork",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("quantity", models.PositiveSmallIntegerField(default=1, verbose_name="quantity")),
                ("price", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="price")),
                ("minutes", models.PositiveIntegerField(verbose_name="minutes")),
                (
                    "payer",
                    models.CharField(
                        choices=[
                            ("client", "Client"),
                            ("host", "We ourselves"),
                            ("warranty", "Our warranty of an earlier repair"),
                            ("manufacturer", "Manufacturer's warranty"),
                        ],
                        max_length=12,
                        verbose_name="who pays",
                    ),
                ),
                ("by_label", models.CharField(max_length=160, verbose_name="by")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="inventory.repairorder",
                        verbose_name="repair order",
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
                    "work",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.servicework",
                        verbose_name="work",
                    ),
                ),
            ],
            options={
                "verbose_name": "work of an order",
                "verbose_name_plural": "works of orders",
                "ordering": ["pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StockCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", models.CharField(editable=False, max_length=80, verbose_name="number")),
                ("ordinal", models.PositiveBigIntegerField(editable=False, verbose_name="N")),
                (
                    "state",
                    models.CharField(
                        choices=[("counting", "Counting"), ("closed", "Closed"), ("cancelled", "Cancelled")],
                        default="counting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="note")),
                ("made_by", models.CharField(max_length=160, verbose_name="made by")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                ("closed_by", models.CharField(blank=True, default="", max_length=160, verbose_name="closed by")),
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
                "verbose_name": "stocktaking sheet",
                "verbose_name_plural": "stocktaking sheets",
            },
        ),
        migrations.CreateModel(
            name="StockCountLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("bin", models.CharField(blank=True, default="", max_length=40, verbose_name="bin")),
                ("expected", models.DecimalField(decimal_places=3, max_digits=12, verbose_name="expected")),
                ("counted", models.DecimalField(decimal_places=3, max_digits=12, null=True, verbose_name="counted")),
                ("by_label", models.CharField(blank=True, default="", max_length=160, verbose_name="by")),
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
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.part",
                        verbose_name="spare part",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="inventory.stockcount",
                        verbose_name="sheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a stocktaking sheet",
                "verbose_name_plural": "lines of stocktaking sheets",
                "ordering": ["part__article", "bin"],
            },
        ),
        migrations.CreateModel(
            name="StockMovement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("bin", models.CharField(blank=True, default="", max_length=40, verbose_name="bin")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("receipt", "Receipt"),
                            ("issue", "Issue to an order"),
                            ("return", "Return from an order"),
                            ("transfer_out", "Transfer, sent"),
                            ("transfer_in", "Transfer, received"),
                            ("correction", "Correction"),
                            ("write_off", "Write-off"),
                            ("salvage", "Taken off a unit"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12, verbose_name="quantity")),
                ("value", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="value")),
                ("balance", models.DecimalField(decimal_places=3, max_digits=12, verbose_name="balance")),
                ("at", models.DateTimeField(verbose_name="when")),
                ("pair", models.UUIDField(editable=False, null=True, verbose_name="transfer")),
                ("document", models.CharField(blank=True, default="", max_length=80, verbose_name="document")),
                ("reason", models.CharField(blank=True, default="", max_length=300, verbose_name="reason")),
                ("by_label", models.CharField(max_length=160, verbose_name="by")),
                (
                    "component",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock_movements",
                        to="inventory.component",
                        verbose_name="component",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock_movements",
                        to="inventory.repairpart",
                        verbose_name="part of an order",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock_movements",
                        to="inventory.repairorder",
                        verbose_name="repair order",
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
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="inventory.part",
                        verbose_name="spare part",
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
                "verbose_name": "stock movement",
                "verbose_name_plural": "stock movements",
            },
        ),
        migrations.CreateModel(
            name="ComponentPlacement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="during")),
                (
                    "state",
                    models.CharField(
                        choices=[("in_stock", "In stock"), ("installed", "Installed"), ("scrapped", "Scrapped")],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("bin", models.CharField(blank=True, default="", max_length=40, verbose_name="bin")),
                ("position", models.PositiveSmallIntegerField(null=True, verbose_name="position")),
                ("document", models.CharField(blank=True, default="", max_length=80, verbose_name="document")),
                ("by_label", models.CharField(blank=True, default="", max_length=160, verbose_name="by")),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="inventory.component",
                        verbose_name="component",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "place of a component",
                "verbose_name_plural": "places of components",
                "ordering": ["during"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("component", "="), ("during", "&&")], name="inventory_component_one_place"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("unit__isnull", False)),
                        expressions=[("unit", "="), ("position", "="), ("during", "&&")],
                        name="inventory_component_one_in_position",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("position__isnull", True),
                                ("site__isnull", False),
                                ("state", "in_stock"),
                                ("unit__isnull", True),
                            ),
                            models.Q(
                                ("bin", ""),
                                ("position__gte", 1),
                                ("site__isnull", True),
                                ("state", "installed"),
                                ("unit__isnull", False),
                            ),
                            models.Q(
                                ("bin", ""),
                                ("position__isnull", True),
                                ("site__isnull", True),
                                ("state", "scrapped"),
                                ("unit__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_component_fact_place",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.UniqueConstraint(fields=("organisation", "article"), name="inventory_part_article_once"),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.CheckConstraint(
                condition=models.Q(("minimum__gte", 0), ("price__gte", 0)), name="inventory_part_figures"
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_serial", False), ("measure", "pcs"), _connector="OR"),
                name="inventory_part_serial_pieces",
            ),
        ),
        migrations.AddConstraint(
            model_name="component",
            constraint=models.UniqueConstraint(
                fields=("organisation", "serial"), name="inventory_component_serial_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="component",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("position__isnull", True),
                        ("site__isnull", False),
                        ("state", "in_stock"),
                        ("unit__isnull", True),
                    ),
                    models.Q(
                        ("bin", ""),
                        ("position__gte", 1),
                        ("site__isnull", True),
                        ("state", "installed"),
                        ("unit__isnull", False),
                    ),
                    models.Q(
                        ("bin", ""),
                        ("position__isnull", True),
                        ("site__isnull", True),
                        ("state", "scrapped"),
                        ("unit__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="inventory_component_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="partfit",
            constraint=models.UniqueConstraint(fields=("part", "model"), name="inventory_part_fits_once"),
        ),
        migrations.AddConstraint(
            model_name="partstock",
            constraint=models.UniqueConstraint(fields=("part", "site", "bin"), name="inventory_stock_bin_once"),
        ),
        migrations.AddConstraint(
            model_name="partstock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quantity__gt", 0), ("value__gte", 0)),
                    models.Q(("quantity", 0), ("value", 0)),
                    _connector="OR",
                ),
                name="inventory_stock_never_below_nought",
            ),
        ),
        migrations.AddIndex(
            model_name="repairorder",
            index=models.Index(fields=["organisation", "state", "state_since"], name="inventory_repair_queue"),
        ),
        migrations.AddIndex(
            model_name="repairorder",
            index=models.Index(fields=["unit", "-opened_at"], name="inventory_repair_of_unit"),
        ),
        migrations.AddIndex(
            model_name="repairorder",
            index=models.Index(fields=["organisation", "closed_at"], name="inventory_repair_closed"),
        ),
        migrations.AddConstraint(
            model_name="repairorder",
            constraint=models.UniqueConstraint(fields=("organisation", "number"), name="inventory_repair_number_once"),
        ),
        migrations.AddConstraint(
            model_name="repairorder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["cancelled", "repair_done", "scrapped"]), _negated=True),
                fields=("unit",),
                name="inventory_one_open_repair",
            ),
        ),
        migrations.AddConstraint(
            model_name="repairorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state__in", ["cancelled", "repair_done", "scrapped"])),
                    models.Q(
                        models.Q(("state__in", ["cancelled", "repair_done", "scrapped"]), _negated=True),
                        ("closed_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="inventory_repair_closed_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="repairfinding",
            constraint=models.UniqueConstraint(
                fields=("order", "code", "position"), name="inventory_finding_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="repairpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price__gte", 0),
                    ("quantity__gt", 0),
                    ("returned__gte", 0),
                    ("returned__lte", models.F("quantity")),
                ),
                name="inventory_part_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicesettings",
            constraint=models.UniqueConstraint(fields=("organisation",), name="inventory_service_settings_once"),
        ),
        migrations.AddConstraint(
            model_name="servicework",
            constraint=models.UniqueConstraint(fields=("organisation", "code"), name="inventory_work_code_once"),
        ),
        migrations.AddConstraint(
            model_name="servicework",
            constraint=models.CheckConstraint(condition=models.Q(("price__gte", 0)), name="inventory_work_price"),
        ),
        migrations.AddConstraint(
            model_name="repairwork",
            constraint=models.CheckConstraint(
                condition=models.Q(("price__gte", 0), ("quantity__gte", 1)), name="inventory_work_line"
            ),
        ),
        migrations.AddConstraint(
            model_name="stockcount",
            constraint=models.UniqueConstraint(fields=("organisation", "number"), name="inventory_count_number_once"),
        ),
        migrations.AddConstraint(
            model_name="stockcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("state", "counting")),
                    models.Q(models.Q(("state", "counting"), _negated=True), ("closed_at__isnull", False)),
                    _connector="OR",
                ),
                name="inventory_count_closed_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockcountline",
            constraint=models.UniqueConstraint(fields=("sheet", "part", "bin"), name="inventory_count_line_once"),
        ),
        migrations.AddConstraint(
            model_name="stockcountline",
            constraint=models.CheckConstraint(
                condition=models.Q(("counted__isnull", True), ("counted__gte", 0), _connector="OR"),
                name="inventory_count_figure",
            ),
        ),
        migrations.AddIndex(
            model_name="stockmovement",
            index=models.Index(fields=["part", "-at", "-id"], name="inventory_stock_history"),
        ),
        migrations.AddIndex(
            model_name="stockmovement",
            index=models.Index(fields=["organisation", "-at"], name="inventory_stock_by_time"),
        ),
        migrations.AddConstraint(
            model_name="stockmovement",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity", 0), _negated=True), name="inventory_stock_moves_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="stockmovement",
            constraint=models.CheckConstraint(condition=models.Q(("balance__gte", 0)), name="inventory_stock_balance"),
        ),
        migrations.AddConstraint(
            model_name="stockmovement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["receipt", "return", "transfer_in", "salvage"]), ("quantity__gt", 0)),
                    models.Q(("kind__in", ["issue", "transfer_out", "write_off"]), ("quantity__lt", 0)),
                    ("kind", "correction"),
                    _connector="OR",
                ),
                name="inventory_stock_sign_by_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockmovement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["correction", "write_off"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="inventory_stock_reason",
            ),
        ),
        ProtectTable("ServiceSettings"),
        ProtectTable("ServiceWork"),
        ProtectTable("Part"),
        ProtectTable("PartFit"),
        ProtectTable("PartStock", staff_rights="w"),
        ProtectTable("Component", staff_rights="w"),
        ProtectTable("ComponentPlacement", staff_rights="w"),
        ProtectTable("RepairOrder", client="client_id", staff_rights="w"),
        ProtectTable("RepairStep", staff_rights="a"),
        ProtectTable("RepairPhoto", staff_rights="a"),
        ProtectTable("RepairFinding", client_via=("order_id", "inventory_repairorder")),
        # A client's users see the lines that their client pays, and no others.
        ProtectTable("RepairWork", client_predicate=f"payer = 'client' AND {_OWN_ORDER}"),
        ProtectTable("RepairPart", client_predicate=f"payer = 'client' AND {_OWN_ORDER}", staff_rights="w"),
        ProtectTable("RepairAssessment", staff_rights="a"),
        ProtectTable("StockMovement", staff_rights="a"),
        ProtectTable("StockCount", staff_rights="w"),
        ProtectTable("StockCountLine", staff_rights="w"),
        migrations.RunSQL(service.GUARDS, service.DROP_GUARDS),
    ]
