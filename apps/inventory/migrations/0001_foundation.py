"""Units with their dated facts, places and power, the model directory, the service centre, photos and imports."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.common.crypto
from apps.common.db.operations import ProtectTable
from apps.inventory.migrations.sql import guards, photos, power, serials, service, steps

_OWN_ORDER = "order_id IN (SELECT id FROM inventory_repairorder)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_foundation"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("common", "0001_foundation"),
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
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
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
                ("three_phase", models.BooleanField(default=False, verbose_name="needs three phases")),
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
            ],
            options={
                "verbose_name": "equipment model",
                "verbose_name_plural": "equipment models",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "name"), name="inventory_model_name_once"),
                    models.CheckConstraint(condition=models.Q(("power_w__gt", 0)), name="inventory_model_power"),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "spare part",
                "verbose_name_plural": "spare parts",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "article"), name="inventory_part_article_once"),
                    models.CheckConstraint(
                        condition=models.Q(("minimum__gte", 0), ("price__gte", 0)), name="inventory_part_figures"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_serial", False), ("measure", "pcs"), _connector="OR"),
                        name="inventory_part_serial_pieces",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceSettings",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "settings of the service centre",
                "verbose_name_plural": "settings of the service centre",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation",), name="inventory_service_settings_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceWork",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("price", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="price")),
                ("minutes", models.PositiveIntegerField(verbose_name="minutes")),
                ("is_retired", models.BooleanField(default=False, verbose_name="no longer offered")),
            ],
            options={
                "verbose_name": "work of the catalogue",
                "verbose_name_plural": "catalogue of works",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "code"), name="inventory_work_code_once"),
                    models.CheckConstraint(condition=models.Q(("price__gte", 0)), name="inventory_work_price"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
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
                ("limit_w", models.PositiveIntegerField(blank=True, null=True, verbose_name="limit, W")),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
            ],
            options={
                "verbose_name": "site",
                "verbose_name_plural": "sites",
                "permissions": [("work_here", "Works at this site")],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "name"), name="inventory_site_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(("limit_w__isnull", True), ("limit_w__gt", 0), _connector="OR"),
                        name="inventory_site_limit",
                    ),
                ],
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
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
                (
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.equipmentmodel",
                        verbose_name="model",
                    ),
                ),
            ],
            options={
                "verbose_name": "compatible model",
                "verbose_name_plural": "compatible models",
                "constraints": [models.UniqueConstraint(fields=("part", "model"), name="inventory_part_fits_once")],
            },
        ),
        migrations.CreateModel(
            name="PartStock",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
                ("bin", models.CharField(blank=True, default="", max_length=40, verbose_name="bin")),
                ("quantity", models.DecimalField(decimal_places=3, default=0, max_digits=12, verbose_name="quantity")),
                ("value", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="value")),
            ],
            options={
                "verbose_name": "stock of a part",
                "verbose_name_plural": "stock of parts",
                "constraints": [
                    models.UniqueConstraint(fields=("part", "site", "bin"), name="inventory_stock_bin_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quantity__gt", 0), ("value__gte", 0)),
                            models.Q(("quantity", 0), ("value", 0)),
                            _connector="OR",
                        ),
                        name="inventory_stock_never_below_nought",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rooms",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("limit_w", models.PositiveIntegerField(blank=True, null=True, verbose_name="limit, W")),
            ],
            options={
                "verbose_name": "room",
                "verbose_name_plural": "rooms",
                "constraints": [
                    models.UniqueConstraint(fields=("site", "name"), name="inventory_room_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(("limit_w__isnull", True), ("limit_w__gt", 0), _connector="OR"),
                        name="inventory_room_limit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SiteUserBinding",
            fields=[
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL, verbose_name="user"
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="user_bindings",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "staff of a site",
                "verbose_name_plural": "staff of sites",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "content_object"), name="inventory_binding_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StockCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", models.CharField(editable=False, max_length=80, verbose_name="number")),
                ("ordinal", models.PositiveBigIntegerField(editable=False, verbose_name="N")),
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
            ],
            options={
                "verbose_name": "stocktaking sheet",
                "verbose_name_plural": "stocktaking sheets",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "number"), name="inventory_count_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "counting")),
                            models.Q(models.Q(("state", "counting"), _negated=True), ("closed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="inventory_count_closed_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PowerNode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "site",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="power_nodes",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="power_nodes",
                        to="inventory.room",
                        verbose_name="room",
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
                    "phase_voltage_v",
                    models.PositiveSmallIntegerField(default=230, verbose_name="voltage of a phase, V"),
                ),
                (
                    "derating_percent",
                    models.PositiveSmallIntegerField(default=80, verbose_name="use of the breaker, %"),
                ),
            ],
            options={
                "verbose_name": "power distribution unit",
                "verbose_name_plural": "power distribution units",
                "constraints": [
                    models.UniqueConstraint(fields=("room", "name"), name="inventory_node_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(("limit_w__isnull", True), ("limit_w__gt", 0), _connector="OR"),
                        name="inventory_node_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="inventory_node_not_its_own_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("derating_percent__range", (1, 100)), ("phase_voltage_v__range", (1, 1000))
                        ),
                        name="inventory_node_breaker",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockCountLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
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
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.part",
                        verbose_name="spare part",
                    ),
                ),
                ("bin", models.CharField(blank=True, default="", max_length=40, verbose_name="bin")),
                ("expected", models.DecimalField(decimal_places=3, max_digits=12, verbose_name="expected")),
                ("counted", models.DecimalField(decimal_places=3, max_digits=12, null=True, verbose_name="counted")),
                ("by_label", models.CharField(blank=True, default="", max_length=160, verbose_name="by")),
            ],
            options={
                "verbose_name": "line of a stocktaking sheet",
                "verbose_name_plural": "lines of stocktaking sheets",
                "ordering": ["part__article", "bin"],
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "part", "bin"), name="inventory_count_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("counted__isnull", True), ("counted__gte", 0), _connector="OR"),
                        name="inventory_count_figure",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PowerReservation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "power_node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reservations",
                        to="inventory.powernode",
                        verbose_name="power distribution unit",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "phases",
                    models.CharField(
                        choices=[("abc", "A + B + C"), ("a", "A"), ("b", "B"), ("c", "C")],
                        default="abc",
                        max_length=3,
                        verbose_name="phases",
                    ),
                ),
                ("power_w", models.PositiveIntegerField(verbose_name="power, W")),
                ("held_w", models.PositiveIntegerField(editable=False, verbose_name="still held, W")),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                ("document", models.CharField(max_length=80, verbose_name="document")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsible",
                    ),
                ),
                ("until", models.DateTimeField(verbose_name="held until")),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="note")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Held"),
                            ("used", "Used up"),
                            ("lapsed", "Lapsed"),
                            ("released", "Released"),
                        ],
                        default="active",
                        editable=False,
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "reservation of power",
                "verbose_name_plural": "reservations of power",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "active")),
                        fields=["site", "until"],
                        name="inventory_reservation_active",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("held_w__lte", models.F("power_w")), ("power_w__gt", 0)),
                        name="inventory_reservation_power",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("held_w__gt", 0), ("state", "active")),
                            models.Q(models.Q(("state", "active"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="inventory_reservation_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rack",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="racks",
                        to="inventory.room",
                        verbose_name="room",
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
            ],
            options={
                "verbose_name": "rack",
                "verbose_name_plural": "racks",
                "constraints": [models.UniqueConstraint(fields=("room", "name"), name="inventory_rack_name_once")],
            },
        ),
        migrations.CreateModel(
            name="Shelf",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
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
                    "phase",
                    models.CharField(
                        blank=True,
                        choices=[("abc", "A + B + C"), ("a", "A"), ("b", "B"), ("c", "C")],
                        default="",
                        max_length=3,
                        verbose_name="phase",
                    ),
                ),
                ("label", models.CharField(max_length=40, verbose_name="label")),
                ("sort_key", models.CharField(default="", editable=False, max_length=80)),
                ("height_units", models.PositiveSmallIntegerField(default=4, verbose_name="height, U")),
                ("capacity", models.PositiveSmallIntegerField(default=1, verbose_name="capacity")),
            ],
            options={
                "verbose_name": "shelf",
                "verbose_name_plural": "shelves",
                "indexes": [models.Index(fields=["site", "sort_key"], name="inventory_shelf_in_order")],
                "constraints": [
                    models.UniqueConstraint(fields=("site", "label"), name="inventory_shelf_label_once"),
                    models.CheckConstraint(condition=models.Q(("capacity__gte", 1)), name="inventory_shelf_capacity"),
                    models.CheckConstraint(condition=models.Q(("height_units__gte", 1)), name="inventory_shelf_height"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="inventory.equipmentmodel",
                        verbose_name="model",
                    ),
                ),
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
                ("warranty_from", models.DateField(blank=True, null=True, verbose_name="warranty from")),
                (
                    "warranty_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="warranty, months"),
                ),
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
            ],
            options={
                "verbose_name": "unit",
                "verbose_name_plural": "units",
                "indexes": [
                    models.Index(fields=["organisation", "serial_tail"], name="inventory_unit_by_tail"),
                    models.Index(fields=["organisation", "state"], name="inventory_unit_by_state"),
                    models.Index(
                        condition=models.Q(("warranty_until__isnull", False)),
                        fields=["organisation", "warranty_until"],
                        name="inventory_unit_by_warranty",
                    ),
                    models.Index(
                        condition=models.Q(("shelf__isnull", True)), fields=["site"], name="inventory_unit_not_placed"
                    ),
                    models.Index(fields=["organisation", "site", "-changed_at", "id"], name="inventory_unit_of_site"),
                    models.Index(
                        condition=models.Q(("state", "in_service")),
                        fields=["organisation", "site"],
                        include=("shelf", "power_w"),
                        name="inventory_unit_works_at",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "serial"), include=("id",), name="inventory_unit_serial_once"
                    ),
                    models.UniqueConstraint(fields=("organisation", "mac_index"), name="inventory_unit_mac_once"),
                    models.CheckConstraint(condition=models.Q(("power_w__gt", 0)), name="inventory_unit_power"),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("warranty_months__isnull", True),
                            models.Q(
                                ("warranty_from__isnull", False),
                                ("warranty_months__gte", 1),
                                ("warranty_until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_unit_warranty_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("site__isnull", False),
                                ("state__in", ["stored", "in_service", "in_repair", "pending_return"]),
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
                ],
            },
        ),
        migrations.CreateModel(
            name="Component",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="components",
                        to="inventory.part",
                        verbose_name="spare part",
                    ),
                ),
                ("serial", models.CharField(max_length=64, verbose_name="serial number")),
                (
                    "state",
                    models.CharField(
                        choices=[("in_stock", "In stock"), ("installed", "Installed"), ("scrapped", "Scrapped")],
                        max_length=10,
                        verbose_name="status",
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
                ("bin", models.CharField(blank=True, default="", max_length=40, verbose_name="bin")),
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
                ("position", models.PositiveSmallIntegerField(null=True, verbose_name="position")),
                ("changed_at", models.DateTimeField(verbose_name="last dated change")),
            ],
            options={
                "verbose_name": "component",
                "verbose_name_plural": "components",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "serial"), name="inventory_component_serial_once"),
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
                        name="inventory_component_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RepairOrder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", models.CharField(editable=False, max_length=80, verbose_name="number")),
                ("ordinal", models.PositiveBigIntegerField(editable=False, verbose_name="N")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repairs",
                        to="inventory.unit",
                        verbose_name="unit",
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
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "repair order",
                "verbose_name_plural": "repair orders",
                "indexes": [
                    models.Index(fields=["organisation", "state", "state_since"], name="inventory_repair_queue"),
                    models.Index(fields=["unit", "-opened_at"], name="inventory_repair_of_unit"),
                    models.Index(fields=["organisation", "closed_at"], name="inventory_repair_closed"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "number"), name="inventory_repair_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["cancelled", "repair_done", "scrapped"]), _negated=True),
                        fields=("unit",),
                        name="inventory_one_open_repair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False), ("state__in", ["cancelled", "repair_done", "scrapped"])
                            ),
                            models.Q(
                                models.Q(("state__in", ["cancelled", "repair_done", "scrapped"]), _negated=True),
                                ("closed_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_repair_closed_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReservedUnit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "reservation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="inventory.powerreservation",
                        verbose_name="reservation of power",
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
                ("power_w", models.PositiveIntegerField(verbose_name="power, W")),
                ("is_open", models.BooleanField(default=True, verbose_name="still held")),
            ],
            options={
                "verbose_name": "unit of a reservation",
                "verbose_name_plural": "units of reservations",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True)), fields=("unit",), name="inventory_unit_reserved_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitAddress",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="during")),
                ("document", models.CharField(blank=True, default="", max_length=80, verbose_name="document")),
                ("by_label", models.CharField(blank=True, default="", max_length=160, verbose_name="by")),
                ("mac", apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="MAC address")),
                ("ip", apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="IP address")),
            ],
            options={
                "verbose_name": "network address of a unit",
                "verbose_name_plural": "network addresses of units",
                "ordering": ["during"],
                "abstract": False,
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("unit", "="), ("during", "&&")], name="inventory_one_address_at_a_time"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitLoad",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="during")),
                ("document", models.CharField(blank=True, default="", max_length=80, verbose_name="document")),
                ("by_label", models.CharField(blank=True, default="", max_length=160, verbose_name="by")),
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
                    "room",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.room",
                        verbose_name="room",
                    ),
                ),
                (
                    "node_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "phases",
                    models.CharField(
                        choices=[("abc", "A + B + C"), ("a", "A"), ("b", "B"), ("c", "C")],
                        max_length=3,
                        verbose_name="phases",
                    ),
                ),
                ("power_w", models.PositiveIntegerField(verbose_name="power, W")),
            ],
            options={
                "verbose_name": "load of a unit",
                "verbose_name_plural": "loads of units",
                "ordering": ["during"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["site"], name="inventory_load_of_site"),
                    django.contrib.postgres.indexes.GinIndex(fields=["node_ids"], name="inventory_load_of_node"),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("unit", "="), ("during", "&&")], name="inventory_one_load_at_a_time"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("during__upper_inf", True)), fields=("unit",), name="inventory_one_load_now"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitNote",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
                        related_name="notes",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
                ("text", models.TextField(verbose_name="note")),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                ("by_label", models.CharField(max_length=160, verbose_name="by")),
            ],
            options={
                "verbose_name": "note on a unit",
                "verbose_name_plural": "notes on units",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="inventory_note_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitOwnership",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
            ],
            options={
                "verbose_name": "ownership",
                "verbose_name_plural": "ownerships",
                "ordering": ["during"],
                "abstract": False,
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("unit", "="), ("during", "&&")], name="inventory_one_owner_at_a_time"
                    )
                ],
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
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
                        related_name="photos",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("label", "Label"), ("front", "Front"), ("damage", "Damage"), ("other", "Other")],
                        default="other",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
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
                    "small",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="small picture",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_why", "")),
                            models.Q(("withdrawn_at__isnull", False), models.Q(("withdrawn_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="inventory_photo_withdrawn_with_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitPlacement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="during")),
                ("document", models.CharField(blank=True, default="", max_length=80, verbose_name="document")),
                ("by_label", models.CharField(blank=True, default="", max_length=160, verbose_name="by")),
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
                    "shelf",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.shelf",
                        verbose_name="shelf",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "placement",
                "verbose_name_plural": "placements",
                "ordering": ["during"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("during__upper_inf", True), ("shelf__isnull", False)),
                        fields=["shelf"],
                        name="inventory_stands_on_shelf",
                    ),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("unit", "="), ("during", "&&")], name="inventory_one_place_at_a_time"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("during__upper_inf", True)),
                        fields=("unit",),
                        name="inventory_one_place_now",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("shelf__isnull", False)),
                        expressions=[("shelf", "="), ("slot", "="), ("during", "&&")],
                        name="inventory_one_unit_in_a_slot",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("shelf__isnull", True), ("slot__isnull", True)),
                            models.Q(("shelf__isnull", False), ("site__isnull", False), ("slot__gte", 1)),
                            _connector="OR",
                        ),
                        name="inventory_slot_of_a_shelf",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("holder__isnull", True), ("site__isnull", False)),
                            models.Q(("holder__isnull", False), ("site__isnull", True)),
                            _connector="OR",
                        ),
                        name="inventory_site_or_holder",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitSerial",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="during")),
                ("document", models.CharField(blank=True, default="", max_length=80, verbose_name="document")),
                ("by_label", models.CharField(blank=True, default="", max_length=160, verbose_name="by")),
                ("serial", models.CharField(max_length=64, verbose_name="serial number")),
            ],
            options={
                "verbose_name": "serial number of a unit",
                "verbose_name_plural": "serial numbers of units",
                "ordering": ["during"],
                "abstract": False,
                "indexes": [models.Index(fields=["organisation", "serial"], name="inventory_serial_history")],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("unit", "="), ("during", "&&")], name="inventory_one_serial_at_a_time"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("organisation", "="), ("serial", "="), ("during", "&&")],
                        name="inventory_one_unit_per_serial",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitStatus",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
            ],
            options={
                "verbose_name": "status of a unit",
                "verbose_name_plural": "statuses of units",
                "ordering": ["during"],
                "abstract": False,
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("unit", "="), ("during", "&&")], name="inventory_one_state_at_a_time"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("during__upper_inf", True)),
                        fields=("unit",),
                        name="inventory_one_state_now",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ComponentPlacement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="inventory.component",
                        verbose_name="component",
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="during")),
                (
                    "state",
                    models.CharField(
                        choices=[("in_stock", "In stock"), ("installed", "Installed"), ("scrapped", "Scrapped")],
                        max_length=10,
                        verbose_name="status",
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
                ("bin", models.CharField(blank=True, default="", max_length=40, verbose_name="bin")),
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
                ("position", models.PositiveSmallIntegerField(null=True, verbose_name="position")),
                ("document", models.CharField(blank=True, default="", max_length=80, verbose_name="document")),
                ("by_label", models.CharField(blank=True, default="", max_length=160, verbose_name="by")),
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
        migrations.CreateModel(
            name="RepairAssessment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
            ],
            options={
                "verbose_name": "assessment",
                "verbose_name_plural": "assessments",
                "ordering": ["pk"],
                "abstract": False,
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
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
            ],
            options={
                "verbose_name": "finding",
                "verbose_name_plural": "findings",
                "ordering": ["pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("order", "code", "position"), name="inventory_finding_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RepairPart",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "part of an order",
                "verbose_name_plural": "parts of orders",
                "ordering": ["pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price__gte", 0),
                            ("quantity__gt", 0),
                            ("returned__gte", 0),
                            ("returned__lte", models.F("quantity")),
                        ),
                        name="inventory_part_line",
                    )
                ],
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
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
                        related_name="photos",
                        to="inventory.repairorder",
                        verbose_name="repair order",
                    ),
                ),
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
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
                        related_name="steps",
                        to="inventory.repairorder",
                        verbose_name="repair order",
                    ),
                ),
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
                ("by_label", models.CharField(max_length=160, verbose_name="by")),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
            ],
            options={
                "verbose_name": "step of a repair order",
                "verbose_name_plural": "steps of repair orders",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RepairWork",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
                (
                    "work",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.servicework",
                        verbose_name="work",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "work of an order",
                "verbose_name_plural": "works of orders",
                "ordering": ["pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("price__gte", 0), ("quantity__gte", 1)), name="inventory_work_line"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StockMovement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
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
                    "component",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock_movements",
                        to="inventory.component",
                        verbose_name="component",
                    ),
                ),
                ("pair", models.UUIDField(editable=False, null=True, verbose_name="transfer")),
                ("document", models.CharField(blank=True, default="", max_length=80, verbose_name="document")),
                ("reason", models.CharField(blank=True, default="", max_length=300, verbose_name="reason")),
                ("by_label", models.CharField(max_length=160, verbose_name="by")),
            ],
            options={
                "verbose_name": "stock movement",
                "verbose_name_plural": "stock movements",
                "indexes": [
                    models.Index(fields=["part", "-at", "-id"], name="inventory_stock_history"),
                    models.Index(fields=["organisation", "-at"], name="inventory_stock_by_time"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity", 0), _negated=True), name="inventory_stock_moves_something"
                    ),
                    models.CheckConstraint(condition=models.Q(("balance__gte", 0)), name="inventory_stock_balance"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["receipt", "return", "transfer_in", "salvage"]), ("quantity__gt", 0)
                            ),
                            models.Q(("kind__in", ["issue", "transfer_out", "write_off"]), ("quantity__lt", 0)),
                            ("kind", "correction"),
                            _connector="OR",
                        ),
                        name="inventory_stock_sign_by_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["correction", "write_off"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="inventory_stock_reason",
                    ),
                ],
            },
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
        ProtectTable("RepairWork", client_predicate=f"payer = 'client' AND {_OWN_ORDER}"),
        ProtectTable("RepairPart", client_predicate=f"payer = 'client' AND {_OWN_ORDER}", staff_rights="w"),
        ProtectTable("RepairAssessment", staff_rights="a"),
        ProtectTable("StockMovement", staff_rights="a"),
        ProtectTable("StockCount", staff_rights="w"),
        ProtectTable("StockCountLine", staff_rights="w"),
        migrations.RunSQL(service.GUARDS, service.DROP_GUARDS),
        ProtectTable("UnitPhoto", staff_rights="w"),
        ProtectTable("UnitNote", staff_rights="a"),
        migrations.RunSQL(photos.OWNERS, photos.DROP_OWNERS),
        migrations.RunSQL(serials.FIND, serials.DROP_FIND),
        ProtectTable("UnitLoad", staff_rights="w"),
        ProtectTable("PowerReservation", staff_rights="w"),
        ProtectTable("ReservedUnit", staff_rights="w"),
        migrations.RunSQL(power.FUNCTIONS, power.DROP_FUNCTIONS),
        migrations.RunSQL(power.GUARD, power.DROP_GUARD),
        migrations.RunSQL(power.PLANS, power.DROP_PLANS),
        migrations.RunSQL(steps.FUNCTIONS, steps.DROP_FUNCTIONS),
    ]
