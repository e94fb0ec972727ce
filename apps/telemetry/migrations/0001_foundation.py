"""Agents, devices, live readings, problems; raw readings in hourly partitions."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import apps.common.crypto
from apps.common.db.operations import ProtectTable
from apps.telemetry.migrations.sql import batches, partitions, raw, sites


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_foundation"),
        ("inventory", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("revoked", "Revoked")],
                        default="active",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("ed25519_public", models.BinaryField(max_length=32)),
                ("x25519_public", models.BinaryField(max_length=32)),
                ("key_digest", models.CharField(max_length=64, unique=True)),
                ("enrolled_signed_at_ms", models.BigIntegerField()),
                ("agent_version", models.CharField(blank=True, default="", max_length=200, verbose_name="version")),
                ("hostname", models.CharField(blank=True, default="", max_length=200, verbose_name="computer")),
                ("platform", models.CharField(blank=True, default="", max_length=200, verbose_name="platform")),
                ("last_heard_at", models.DateTimeField(null=True, verbose_name="last heard")),
                ("clock_error_ms", models.BigIntegerField(null=True, verbose_name="clock error, ms")),
                ("heartbeat", models.JSONField(default=dict, verbose_name="last heartbeat")),
                ("config_revision", models.PositiveIntegerField(default=1)),
                ("scan_ranges", models.JSONField(default=list, verbose_name="address ranges")),
                ("scan_exclude", models.JSONField(default=list, verbose_name="addresses never touched")),
                ("scan_request", models.PositiveIntegerField(default=0)),
                ("poll_interval_s", models.PositiveIntegerField(default=30, verbose_name="poll interval, s")),
                ("port_rpc", models.PositiveIntegerField(default=4028, verbose_name="RPC port")),
                ("port_http", models.PositiveIntegerField(default=80, verbose_name="HTTP port")),
                ("port_whatsminer_v3", models.PositiveIntegerField(default=4433, verbose_name="Whatsminer 3 port")),
                ("device_revision", models.PositiveBigIntegerField(default=0, editable=False)),
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
                "verbose_name": "agent",
                "verbose_name_plural": "agents",
            },
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "matched_by",
                    models.CharField(
                        blank=True,
                        choices=[("serial", "serial number"), ("mac", "MAC address"), ("person", "by hand")],
                        default="",
                        max_length=10,
                        verbose_name="matched by",
                    ),
                ),
                ("ip", apps.common.crypto.EncryptedTextField(verbose_name="IP address")),
                ("ip_index", apps.common.crypto.BlindIndexField(null=True, source="ip")),
                ("mac", apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="MAC address")),
                ("mac_index", apps.common.crypto.BlindIndexField(null=True, source="mac")),
                ("serial", models.CharField(blank=True, default="", max_length=200, verbose_name="serial number")),
                ("family", models.CharField(max_length=40, verbose_name="driver")),
                ("make", models.CharField(blank=True, default="", max_length=200, verbose_name="make")),
                ("model", models.CharField(blank=True, default="", max_length=200, verbose_name="model")),
                ("firmware", models.CharField(blank=True, default="", max_length=200, verbose_name="firmware")),
                (
                    "firmware_version",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="firmware version"),
                ),
                ("hostname", models.CharField(blank=True, default="", max_length=200, verbose_name="host name")),
                ("last_found_at", models.DateTimeField(null=True, verbose_name="last found")),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to="telemetry.agent",
                        verbose_name="agent",
                    ),
                ),
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
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "device",
                "verbose_name_plural": "devices",
            },
        ),
        migrations.CreateModel(
            name="AgentEpoch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("epoch", models.BigIntegerField()),
                ("accepted_through", models.BigIntegerField(default=0)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="epochs", to="telemetry.agent"
                    ),
                ),
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
            ],
        ),
        migrations.CreateModel(
            name="BatchReceipt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("first_seq", models.BigIntegerField()),
                ("last_seq", models.BigIntegerField()),
                ("rows", models.PositiveIntegerField()),
                ("duplicates", models.PositiveIntegerField(default=0)),
                ("body_bytes", models.PositiveIntegerField(verbose_name="size, bytes")),
                ("sha256", models.BinaryField(max_length=32)),
                (
                    "epoch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="telemetry.agentepoch"
                    ),
                ),
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
            ],
        ),
        migrations.CreateModel(
            name="LiveReading",
            fields=[
                (
                    "device",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="live",
                        serialize=False,
                        to="telemetry.device",
                        verbose_name="device",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="read")),
                ("fresh_until", models.DateTimeField()),
                (
                    "state",
                    models.SmallIntegerField(
                        choices=[
                            (0, "No hashrate reported"),
                            (1, "Offline"),
                            (2, "Hung"),
                            (3, "Refuses to answer"),
                            (4, "Sleeping"),
                            (5, "Mining"),
                            (6, "Error"),
                            (7, "Starting"),
                        ],
                        verbose_name="state",
                    ),
                ),
                ("state_since", models.DateTimeField(verbose_name="since")),
                ("hashrate_ths", models.FloatField(null=True, verbose_name="hashrate, TH/s")),
                ("expected_hashrate_ths", models.FloatField(null=True, verbose_name="expected hashrate, TH/s")),
                ("power_w", models.FloatField(null=True, verbose_name="power, W")),
                ("chip_temp_max_c", models.FloatField(null=True, verbose_name="hottest chip, °C")),
                ("board_temp_max_c", models.FloatField(null=True, verbose_name="hottest board, °C")),
                ("fan_rpm_min", models.IntegerField(null=True, verbose_name="slowest fan, 1/min")),
                ("uptime_s", models.BigIntegerField(null=True, verbose_name="uptime, s")),
                ("boards_dead", models.PositiveSmallIntegerField(default=0)),
                ("details_id", models.BigIntegerField(editable=False, null=True)),
                ("details_row", models.IntegerField(editable=False, null=True)),
                ("own_details", models.BinaryField(editable=False, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="DiscoveryPart",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("scan_uid", models.UUIDField()),
                ("part", models.PositiveIntegerField()),
                ("devices", models.PositiveIntegerField()),
                ("complete", models.BooleanField(default=False)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="telemetry.agent"
                    ),
                ),
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
            ],
        ),
        migrations.CreateModel(
            name="EnrolmentCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("agent_name", models.CharField(max_length=120, verbose_name="name of the agent")),
                ("scan_ranges", models.JSONField(default=list, verbose_name="address ranges")),
                ("ports", models.JSONField(default=dict)),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
                (
                    "agent",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolment_code",
                        to="telemetry.agent",
                    ),
                ),
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
                "verbose_name": "enrolment code",
                "verbose_name_plural": "enrolment codes",
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("offline", "Offline"),
                            ("hung", "Hung"),
                            ("overheat_crit", "Critical overheating"),
                            ("overheat_warn", "Overheating"),
                            ("hashrate_zero", "No hashrate"),
                            ("boards_dead", "Dead hash board"),
                            ("fan_zero", "Fan stands still"),
                        ],
                        max_length=40,
                        verbose_name="problem",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("P0", "P0 · critical"),
                            ("P1", "P1 · serious"),
                            ("P2", "P2 · moderate"),
                            ("P3", "P3 · minor"),
                        ],
                        max_length=2,
                        verbose_name="severity",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="since")),
                ("resolved_at", models.DateTimeField(null=True, verbose_name="until")),
                ("value", models.FloatField(null=True, verbose_name="value")),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="telemetry.device",
                        verbose_name="device",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "problem",
                "verbose_name_plural": "problems",
            },
        ),
        migrations.CreateModel(
            name="ReadingGap",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("first_seq", models.BigIntegerField()),
                ("last_seq", models.BigIntegerField()),
                ("reason", models.SmallIntegerField()),
                ("from_at", models.DateTimeField(null=True)),
                ("to_at", models.DateTimeField(null=True)),
                (
                    "epoch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="gaps", to="telemetry.agentepoch"
                    ),
                ),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="agentepoch",
            constraint=models.UniqueConstraint(fields=("agent", "epoch"), name="telemetry_epoch_once"),
        ),
        migrations.AddIndex(
            model_name="batchreceipt",
            index=models.Index(fields=["created_at"], name="telemetry_receipt_time"),
        ),
        migrations.AddConstraint(
            model_name="batchreceipt",
            constraint=models.UniqueConstraint(fields=("epoch", "last_seq"), name="telemetry_receipt_once"),
        ),
        migrations.AddField(
            model_name="livereading",
            name="organisation",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="device",
            index=models.Index(fields=["agent", "ip_index"], name="telemetry_device_ip"),
        ),
        migrations.AddIndex(
            model_name="device",
            index=models.Index(fields=["organisation", "serial"], name="telemetry_device_serial"),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(
                condition=models.Q(("mac_index__isnull", False)),
                fields=("agent", "mac_index"),
                name="telemetry_device_mac_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unit__isnull", False)), fields=("unit",), name="telemetry_device_unit_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="discoverypart",
            constraint=models.UniqueConstraint(fields=("agent", "scan_uid", "part"), name="telemetry_part_once"),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(fields=["organisation", "-opened_at"], name="telemetry_problem_time"),
        ),
        migrations.AddConstraint(
            model_name="problem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("resolved_at__isnull", True)),
                fields=("device", "code"),
                name="telemetry_problem_open_once",
            ),
        ),
        migrations.CreateModel(
            name="FleetFigures",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("at", models.DateTimeField(verbose_name="begin of the window")),
                ("machines", models.PositiveIntegerField(verbose_name="machines")),
                ("mining", models.PositiveIntegerField(verbose_name="mining")),
                ("hashrate_ths", models.FloatField(verbose_name="hashrate, TH/s")),
                ("power_w", models.FloatField(verbose_name="power, W")),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="fleetfigures",
            index=models.Index(fields=["organisation", "at"], name="telemetry_figures_time"),
        ),
        migrations.AddConstraint(
            model_name="fleetfigures",
            constraint=models.UniqueConstraint(
                fields=("site", "client", "at"), name="telemetry_fleet_figures_once", nulls_distinct=False
            ),
        ),
        ProtectTable("Agent", staff_rights="w"),
        ProtectTable("EnrolmentCode", staff_rights="w"),
        ProtectTable("AgentEpoch", staff_rights="r"),
        ProtectTable("BatchReceipt", staff_rights="r"),
        ProtectTable("ReadingGap", staff_rights="r"),
        ProtectTable("Device", client_via=("unit_id", "inventory_unit"), staff_rights="w"),
        ProtectTable("DiscoveryPart", staff_rights="r"),
        ProtectTable("LiveReading", client_via=("device_id", "telemetry_device"), staff_rights="r"),
        ProtectTable("FleetFigures", client="client_id", staff_rights="r"),
        ProtectTable("Problem", client_via=("device_id", "telemetry_device"), staff_rights="w"),
        migrations.RunSQL(raw.TABLE, raw.DROP),
        migrations.RunSQL(batches.TABLE, batches.DROP),
        migrations.RunSQL(partitions.FUNCTIONS, partitions.DROP),
        migrations.RunSQL(sites.POLICY, sites.DROP),
    ]
