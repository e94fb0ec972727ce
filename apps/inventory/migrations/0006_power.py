"""Phases and breakers, limits of rooms and sites, dated loads of units, reservations of power."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.common.db.operations import ProtectTable
from apps.inventory.migrations.sql import power


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_addendum_mask"),
        ("crm", "0011_contract_masks"),
        ("inventory", "0005_find_units"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PowerReservation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
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
                ("document", models.CharField(max_length=80, verbose_name="document")),
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
            },
        ),
        migrations.CreateModel(
            name="ReservedUnit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("power_w", models.PositiveIntegerField(verbose_name="power, W")),
                ("is_open", models.BooleanField(default=True, verbose_name="still held")),
            ],
            options={
                "verbose_name": "unit of a reservation",
                "verbose_name_plural": "units of reservations",
            },
        ),
        migrations.CreateModel(
            name="UnitLoad",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="during")),
                ("document", models.CharField(blank=True, default="", max_length=80, verbose_name="document")),
                ("by_label", models.CharField(blank=True, default="", max_length=160, verbose_name="by")),
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
            },
        ),
        migrations.AddField(
            model_name="equipmentmodel",
            name="three_phase",
            field=models.BooleanField(default=False, verbose_name="needs three phases"),
        ),
        migrations.AddField(
            model_name="powernode",
            name="derating_percent",
            field=models.PositiveSmallIntegerField(default=80, verbose_name="use of the breaker, %"),
        ),
        migrations.AddField(
            model_name="powernode",
            name="phase_voltage_v",
            field=models.PositiveSmallIntegerField(default=230, verbose_name="voltage of a phase, V"),
        ),
        migrations.AddField(
            model_name="room",
            name="limit_w",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="limit, W"),
        ),
        migrations.AddField(
            model_name="shelf",
            name="phase",
            field=models.CharField(
                blank=True,
                choices=[("abc", "A + B + C"), ("a", "A"), ("b", "B"), ("c", "C")],
                default="",
                max_length=3,
                verbose_name="phase",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="limit_w",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="limit, W"),
        ),
        migrations.AddConstraint(
            model_name="powernode",
            constraint=models.CheckConstraint(
                condition=models.Q(("derating_percent__range", (1, 100)), ("phase_voltage_v__range", (1, 1000))),
                name="inventory_node_breaker",
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_w__isnull", True), ("limit_w__gt", 0), _connector="OR"),
                name="inventory_room_limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_w__isnull", True), ("limit_w__gt", 0), _connector="OR"),
                name="inventory_site_limit",
            ),
        ),
        migrations.AddField(
            model_name="powerreservation",
            name="client",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="crm.client",
                verbose_name="client",
            ),
        ),
        migrations.AddField(
            model_name="powerreservation",
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
            model_name="powerreservation",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="responsible",
            ),
        ),
        migrations.AddField(
            model_name="powerreservation",
            name="power_node",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reservations",
                to="inventory.powernode",
                verbose_name="power distribution unit",
            ),
        ),
        migrations.AddField(
            model_name="powerreservation",
            name="site",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inventory.site",
                verbose_name="site",
            ),
        ),
        migrations.AddField(
            model_name="reservedunit",
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
            model_name="reservedunit",
            name="reservation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="units",
                to="inventory.powerreservation",
                verbose_name="reservation of power",
            ),
        ),
        migrations.AddField(
            model_name="reservedunit",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.unit", verbose_name="unit"
            ),
        ),
        migrations.AddField(
            model_name="unitload",
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
            model_name="unitload",
            name="room",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inventory.room",
                verbose_name="room",
            ),
        ),
        migrations.AddField(
            model_name="unitload",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.site", verbose_name="site"
            ),
        ),
        migrations.AddField(
            model_name="unitload",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="inventory.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddIndex(
            model_name="powerreservation",
            index=models.Index(
                condition=models.Q(("state", "active")), fields=["site", "until"], name="inventory_reservation_active"
            ),
        ),
        migrations.AddConstraint(
            model_name="powerreservation",
            constraint=models.CheckConstraint(
                condition=models.Q(("held_w__lte", models.F("power_w")), ("power_w__gt", 0)),
                name="inventory_reservation_power",
            ),
        ),
        migrations.AddConstraint(
            model_name="powerreservation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("held_w__gt", 0), ("state", "active")),
                    models.Q(models.Q(("state", "active"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="inventory_reservation_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservedunit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_open", True)), fields=("unit",), name="inventory_unit_reserved_once"
            ),
        ),
        migrations.AddIndex(
            model_name="unitload",
            index=models.Index(fields=["site"], name="inventory_load_of_site"),
        ),
        migrations.AddIndex(
            model_name="unitload",
            index=django.contrib.postgres.indexes.GinIndex(fields=["node_ids"], name="inventory_load_of_node"),
        ),
        migrations.AddConstraint(
            model_name="unitload",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("unit", "="), ("during", "&&")], name="inventory_one_load_at_a_time"
            ),
        ),
        ProtectTable("UnitLoad", staff_rights="w"),
        ProtectTable("PowerReservation", staff_rights="w"),
        ProtectTable("ReservedUnit", staff_rights="w"),
        migrations.RunSQL(power.FUNCTIONS, power.DROP_FUNCTIONS),
        migrations.RunSQL(power.GUARD, power.DROP_GUARD),
        migrations.RunSQL(power.PLANS, power.DROP_PLANS),
        migrations.RunSQL(power.BACKFILL, migrations.RunSQL.noop),
    ]
