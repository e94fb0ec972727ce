"""Places, the model directory, units and their dated facts, under row-level security."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.common.crypto
from apps.common.db.operations import ProtectTable
from apps.inventory.migrations.sql import guards


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_foundation"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("crm", "0001_foundation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EquipmentModel",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "kind",
                    models.CharField(
                        choices=[("miner", "Miner"), ("server", "Server"), ("other", "Other equipment")],
                        default="miner",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("manufacturer", models.CharField(max_length=80, verbose_name="manufacturer")),
                ("model", models.CharField(max_length=120, verbose_name="model")),
                ("name", models.CharField(editable=False, max_length=240, verbose_name="name")),
                ("algorithm", models.CharField(blank=True, default="", max_length=40, verbose_name="algorithm")),
                (
                    "hashrate_value",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=14, null=True, verbose_name="hashrate"
                    ),
                ),
                (
                    "hashrate_unit",
                    models.CharField(
                        blank=True,
                        choices=[("kh", "kH/s"), ("mh", "MH/s"), ("gh", "GH/s"), ("th", "TH/s")],
                        default="",
                        max_length=2,
                        verbose_name="hashrate unit",
                    ),
                ),
                ("power_w", models.PositiveIntegerField(verbose_name="power, W")),
                (
                    "cooling",
                    models.CharField(
                        choices=[("air", "Air"), ("hydro", "Water"), ("immersion", "Immersion")],
                        default="air",
                        max_length=10,
                        verbose_name="cooling",
                    ),
                ),
                ("board_count", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hash boards")),
                (
                    "chips_per_board",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="chips per board"),
                ),
                ("fan_count", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="fans")),
                ("height_units", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="height, U")),
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
                "verbose_name": "equipment model",
                "verbose_name_plural": "equipment models",
            },
        ),
        migrations.CreateModel(
            name="PowerNode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "phases",
                    models.CharField(
                        choices=[("abc", "A + B + C"), ("a", "A"), ("b", "B"), ("c", "C")],
                        default="abc",
                        max_length=3,
                        verbose_name="phases",
                    ),
                ),
                ("limit_w", models.PositiveIntegerField(blank=True, null=True, verbose_name="limit, W")),
                ("breaker_a", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="breaker, A")),
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="inventory.powernode",
                        verbose_name="fed from",
                    ),
                ),
            ],
            options={
                "verbose_name": "power distribution unit",
                "verbose_name_plural": "power distribution units",
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
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
                "verbose_name": "room",
                "verbose_name_plural": "rooms",
            },
        ),
        migrations.CreateModel(
            name="Rack",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "phase",
                    models.CharField(
                        choices=[("abc", "A + B + C"), ("a", "A"), ("b", "B"), ("c", "C")],
                        default="abc",
                        max_length=3,
                        verbose_name="phase",
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
                    "power_node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="racks",
                        to="inventory.powernode",
                        verbose_name="power distribution unit",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="racks",
                        to="inventory.room",
                        verbose_name="room",
                    ),
                ),
            ],
            options={
                "verbose_name": "rack",
                "verbose_name_plural": "racks",
            },
        ),
        migrations.AddField(
            model_name="powernode",
            name="room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="power_nodes",
                to="inventory.room",
                verbose_name="room",
            ),
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("data_centre", "Data centre"),
                            ("warehouse", "Warehouse"),
                            ("service_centre", "Service centre"),
                        ],
                        max_length=16,
                        verbose_name="type",
                    ),
                ),
                ("postal_address", models.CharField(max_length=400, verbose_name="postal address")),
                ("time_zone", models.CharField(default="Europe/Moscow", max_length=64, verbose_name="time zone")),
                ("address_storage", models.BooleanField(default=True, verbose_name="address storage")),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
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
                "verbose_name": "site",
                "verbose_name_plural": "sites",
                "permissions": [("work_here", "Works at this site")],
            },
        ),
        migrations.CreateModel(
            name="Shelf",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("label", models.CharField(max_length=40, verbose_name="label")),
                ("sort_key", models.CharField(default="", editable=False, max_length=80)),
                ("height_units", models.PositiveSmallIntegerField(default=4, verbose_name="height, U")),
                ("capacity", models.PositiveSmallIntegerField(default=1, verbose_name="capacity")),
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
                    "power_node",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shelves",
                        to="inventory.powernode",
                        verbose_name="power distribution unit",
                    ),
                ),
                (
                    "rack",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shelves",
                        to="inventory.rack",
                        verbose_name="rack",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shelves",
                        to="inventory.room",
                        verbose_name="room",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shelves",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "shelf",
                "verbose_name_plural": "shelves",
            },
        ),
        migrations.AddField(
            model_name="room",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rooms",
                to="inventory.site",
                verbose_name="site",
            ),
        ),
        migrations.AddField(
            model_name="powernode",
            name="site",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="power_nodes",
                to="inventory.site",
                verbose_name="site",
            ),
        ),
        migrations.CreateModel(
            name="SiteUserBinding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="user_bindings",
                        to="inventory.site",
                        verbose_name="site",
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
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "staff of a site",
                "verbose_name_plural": "staff of sites",
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("serial", models.CharField(editable=False, max_length=64, verbose_name="serial number")),
                ("serial_tail", models.CharField(editable=False, max_length=4)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("expected", "Expected"),
                            ("stored", "In storage"),
                            ("in_service", "In service"),
                            ("in_transit", "In transit"),
                            ("in_repair", "In repair"),
                            ("pending_return", "Waiting for return"),
                            ("returned", "Returned"),
                            ("lost", "Lost"),
                            ("written_off", "Written off"),
                        ],
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("power_w", models.PositiveIntegerField(editable=False, verbose_name="power, W")),
                ("power_override_w", models.PositiveIntegerField(blank=True, null=True, verbose_name="own power, W")),
                (
                    "power_override_reason",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="reason of the own power"),
                ),
                ("mac", apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="MAC address")),
                ("mac_index", apps.common.crypto.BlindIndexField(null=True, source="mac")),
                ("ip", apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="IP address")),
                ("ip_index", apps.common.crypto.BlindIndexField(null=True, source="ip")),
                ("warranty_until", models.DateField(blank=True, null=True, verbose_name="warranty until")),
                (
                    "declared_value",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="declared value"
                    ),
                ),
                ("declared_currency", models.CharField(default="RUB", max_length=3, verbose_name="currency")),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                ("label", models.CharField(blank=True, default="", max_length=40, verbose_name="inventory label")),
                ("changed_at", models.DateTimeField(editable=False, verbose_name="last dated change")),
                (
                    "contract",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
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
                    "owner",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.client",
                        verbose_name="owner",
                    ),
                ),
                (
                    "shelf",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="inventory.shelf",
                        verbose_name="shelf",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "unit",
                "verbose_name_plural": "units",
            },
        ),
        migrations.CreateModel(
            name="UnitAddress",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="during")),
                ("document", models.CharField(blank=True, default="", max_length=80, verbose_name="document")),
                ("by_label", models.CharField(blank=True, default="", max_length=160, verbose_name="by")),
                ("mac", apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="MAC address")),
                ("ip", apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="IP address")),
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
                        related_name="%(class)ss",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "network address of a unit",
                "verbose_name_plural": "network addresses of units",
                "ordering": ["during"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="UnitOwnership",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="during")),
                ("document", models.CharField(blank=True, default="", max_length=80, verbose_name="document")),
                ("by_label", models.CharField(blank=True, default="", max_length=160, verbose_name="by")),
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
                        null=True,
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "ownership",
                "verbose_name_plural": "ownerships",
                "ordering": ["during"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="UnitPlacement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="during")),
                ("document", models.CharField(blank=True, default="", max_length=80, verbose_name="document")),
                ("by_label", models.CharField(blank=True, default="", max_length=160, verbose_name="by")),
                ("slot", models.PositiveSmallIntegerField(null=True, verbose_name="slot")),
                (
                    "holder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="carried by",
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
                    "shelf",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.shelf",
                        verbose_name="shelf",
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
                        related_name="%(class)ss",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "placement",
                "verbose_name_plural": "placements",
                "ordering": ["during"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="UnitSerial",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="during")),
                ("document", models.CharField(blank=True, default="", max_length=80, verbose_name="document")),
                ("by_label", models.CharField(blank=True, default="", max_length=160, verbose_name="by")),
                ("serial", models.CharField(max_length=64, verbose_name="serial number")),
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
                        related_name="%(class)ss",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "serial number of a unit",
                "verbose_name_plural": "serial numbers of units",
                "ordering": ["during"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="UnitStatus",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="during")),
                ("document", models.CharField(blank=True, default="", max_length=80, verbose_name="document")),
                ("by_label", models.CharField(blank=True, default="", max_length=160, verbose_name="by")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("expected", "Expected"),
                            ("stored", "In storage"),
                            ("in_service", "In service"),
                            ("in_transit", "In transit"),
                            ("in_repair", "In repair"),
                            ("pending_return", "Waiting for return"),
                            ("returned", "Returned"),
                            ("lost", "Lost"),
                            ("written_off", "Written off"),
                        ],
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("why", models.CharField(blank=True, default="", max_length=300, verbose_name="reason")),
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
                        related_name="%(class)ss",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "status of a unit",
                "verbose_name_plural": "statuses of units",
                "ordering": ["during"],
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="equipmentmodel",
            constraint=models.UniqueConstraint(fields=("organisation", "name"), name="inventory_model_name_once"),
        ),
        migrations.AddConstraint(
            model_name="equipmentmodel",
            constraint=models.CheckConstraint(condition=models.Q(("power_w__gt", 0)), name="inventory_model_power"),
        ),
        migrations.AddConstraint(
            model_name="equipmentmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("hashrate_value__gt", 0),
                        ("kind", "miner"),
                        models.Q(("hashrate_unit", ""), _negated=True),
                        models.Q(("algorithm", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("kind", "miner"), _negated=True),
                        ("algorithm", ""),
                        ("hashrate_unit", ""),
                        ("hashrate_value__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="inventory_model_hashrate_of_miners",
            ),
        ),
        migrations.AddConstraint(
            model_name="rack",
            constraint=models.UniqueConstraint(fields=("room", "name"), name="inventory_rack_name_once"),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(fields=("organisation", "name"), name="inventory_site_name_once"),
        ),
        migrations.AddIndex(
            model_name="shelf",
            index=models.Index(fields=["site", "sort_key"], name="inventory_shelf_in_order"),
        ),
        migrations.AddConstraint(
            model_name="shelf",
            constraint=models.UniqueConstraint(fields=("site", "label"), name="inventory_shelf_label_once"),
        ),
        migrations.AddConstraint(
            model_name="shelf",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__gte", 1)), name="inventory_shelf_capacity"
            ),
        ),
        migrations.AddConstraint(
            model_name="shelf",
            constraint=models.CheckConstraint(
                condition=models.Q(("height_units__gte", 1)), name="inventory_shelf_height"
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(fields=("site", "name"), name="inventory_room_name_once"),
        ),
        migrations.AddConstraint(
            model_name="powernode",
            constraint=models.UniqueConstraint(fields=("room", "name"), name="inventory_node_name_once"),
        ),
        migrations.AddConstraint(
            model_name="powernode",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_w__isnull", True), ("limit_w__gt", 0), _connector="OR"),
                name="inventory_node_limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="powernode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                ),
                name="inventory_node_not_its_own_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="siteuserbinding",
            constraint=models.UniqueConstraint(fields=("user", "content_object"), name="inventory_binding_once"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["organisation", "serial_tail"], name="inventory_unit_by_tail"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["organisation", "state"], name="inventory_unit_by_state"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(
                condition=models.Q(("shelf__isnull", True)), fields=["site"], name="inventory_unit_not_placed"
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(fields=("organisation", "serial"), name="inventory_unit_serial_once"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(fields=("organisation", "mac_index"), name="inventory_unit_mac_once"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(condition=models.Q(("power_w__gt", 0)), name="inventory_unit_power"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("power_override_w__isnull", True),
                    models.Q(
                        ("power_override_w", models.F("power_w")),
                        models.Q(("power_override_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="inventory_unit_override_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("site__isnull", False), ("state__in", ["stored", "in_service", "in_repair", "pending_return"])
                    ),
                    models.Q(
                        ("shelf__isnull", True),
                        ("site__isnull", True),
                        ("state__in", ["expected", "in_transit", "returned", "lost", "written_off"]),
                    ),
                    _connector="OR",
                ),
                name="inventory_unit_place_by_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitaddress",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("unit", "="), ("during", "&&")], name="inventory_one_address_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitownership",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("unit", "="), ("during", "&&")], name="inventory_one_owner_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitplacement",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("unit", "="), ("during", "&&")], name="inventory_one_place_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitplacement",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("shelf__isnull", False)),
                expressions=[("shelf", "="), ("slot", "="), ("during", "&&")],
                name="inventory_one_unit_in_a_slot",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitplacement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shelf__isnull", True), ("slot__isnull", True)),
                    models.Q(("shelf__isnull", False), ("site__isnull", False), ("slot__gte", 1)),
                    _connector="OR",
                ),
                name="inventory_slot_of_a_shelf",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitplacement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("holder__isnull", True), ("site__isnull", False)),
                    models.Q(("holder__isnull", False), ("site__isnull", True)),
                    _connector="OR",
                ),
                name="inventory_site_or_holder",
            ),
        ),
        migrations.AddIndex(
            model_name="unitserial",
            index=models.Index(fields=["organisation", "serial"], name="inventory_serial_history"),
        ),
        migrations.AddConstraint(
            model_name="unitserial",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("unit", "="), ("during", "&&")], name="inventory_one_serial_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitserial",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("organisation", "="), ("serial", "="), ("during", "&&")],
                name="inventory_one_unit_per_serial",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitstatus",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("unit", "="), ("during", "&&")], name="inventory_one_state_at_a_time"
            ),
        ),
        ProtectTable("Site", client_predicate="id IN (SELECT site_id FROM inventory_unit)"),
        ProtectTable("Room"),
        ProtectTable("PowerNode"),
        ProtectTable("Rack"),
        ProtectTable("Shelf", client_predicate="id IN (SELECT shelf_id FROM inventory_unit)"),
        ProtectTable("SiteUserBinding"),
        ProtectTable("EquipmentModel", client_predicate="true"),
        ProtectTable("Unit", client="owner_id", staff_rights="w"),
        ProtectTable("UnitPlacement", client_via=("unit_id", "inventory_unit"), staff_rights="w"),
        ProtectTable("UnitOwnership", client="client_id", staff_rights="w"),
        ProtectTable("UnitStatus", client_via=("unit_id", "inventory_unit"), staff_rights="w"),
        ProtectTable("UnitSerial", client_via=("unit_id", "inventory_unit"), staff_rights="w"),
        ProtectTable("UnitAddress", staff_rights="w"),
        migrations.RunSQL(guards.GUARDS, guards.DROP_GUARDS),
    ]
