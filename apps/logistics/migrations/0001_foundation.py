"""Intake, movements, returns, claims, signatures and routes."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.common.crypto
from apps.common.db.operations import ProtectTable
from apps.logistics.migrations.sql import custody, guards, journeys, pictures


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_foundation"),
        ("common", "0001_foundation"),
        ("crm", "0001_foundation"),
        ("inventory", "0001_foundation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CustodyRecord",
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
                        related_name="+",
                        to="inventory.unit",
                        verbose_name="unit",
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
            ],
            options={
                "verbose_name": "custody record",
                "verbose_name_plural": "custody records",
                "ordering": ["during"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("unit", "="), ("during", "&&")], name="logistics_one_keeper_at_a_time"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("during__upper_inf", True)),
                        fields=("unit",),
                        name="logistics_one_keeper_now",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IntakeAct",
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
                ("number", models.CharField(max_length=80, verbose_name="number")),
                ("ordinal", models.PositiveBigIntegerField(verbose_name="N")),
                ("acted_on", models.DateField(verbose_name="date")),
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
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "intake act",
                "verbose_name_plural": "intake acts",
                "indexes": [
                    models.Index(fields=["site", "-created_at"], name="logistics_intake_of_site"),
                    models.Index(fields=["client", "-created_at"], name="logistics_intake_of_client"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "number"), name="logistics_intake_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "registered"), ("voided_at__isnull", True)),
                            models.Q(
                                ("status", "voided"),
                                ("voided_at__isnull", False),
                                models.Q(("void_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="logistics_intake_void_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Movement",
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
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "from_site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.site",
                        verbose_name="from",
                    ),
                ),
                (
                    "to_site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.site",
                        verbose_name="to",
                    ),
                ),
                (
                    "driver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="driver",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting for the driver"),
                            ("picked_up", "On the way"),
                            ("delivered", "Delivered"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="pending",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("planned_on", models.DateField(verbose_name="planned for")),
                ("window_from", models.TimeField(blank=True, null=True, verbose_name="not before")),
                ("window_to", models.TimeField(blank=True, null=True, verbose_name="not after")),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                ("unit_count", models.PositiveIntegerField(editable=False, verbose_name="units")),
                ("power_w", models.PositiveBigIntegerField(editable=False, verbose_name="power, W")),
                ("created_by", models.CharField(editable=False, max_length=160, verbose_name="made by")),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                ("made_at", models.DateTimeField(editable=False, verbose_name="made")),
                ("picked_up_at", models.DateTimeField(editable=False, null=True, verbose_name="picked up")),
                (
                    "handed_over_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="handed to the receiver"),
                ),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed")),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=300, verbose_name="reason of cancelling"
                    ),
                ),
            ],
            options={
                "verbose_name": "movement",
                "verbose_name_plural": "movements",
                "indexes": [
                    models.Index(fields=["from_site", "status"], name="logistics_movement_from"),
                    models.Index(fields=["to_site", "status"], name="logistics_movement_to"),
                    models.Index(fields=["driver", "planned_on"], name="logistics_movement_of_driver"),
                    models.Index(fields=["organisation", "-created_at"], name="logistics_movement_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "number"), name="logistics_movement_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("from_site", models.F("to_site")), _negated=True),
                        name="logistics_movement_goes_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["pending", "cancelled"]), ("picked_up_at__isnull", False), _connector="OR"
                        ),
                        name="logistics_movement_picked_up_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("window_from__isnull", True),
                            ("window_to__isnull", True),
                            ("window_to__gte", models.F("window_from")),
                            _connector="OR",
                        ),
                        name="logistics_movement_window",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnAct",
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
                ("number", models.CharField(max_length=80, verbose_name="number")),
                ("ordinal", models.PositiveBigIntegerField(verbose_name="N")),
                ("acted_on", models.DateField(verbose_name="date")),
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
                    "status",
                    models.CharField(
                        choices=[("registered", "Registered"), ("handed_over", "Handed over"), ("voided", "Voided")],
                        default="registered",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=300, verbose_name="reason")),
                ("unit_count", models.PositiveIntegerField(verbose_name="units")),
                ("power_w", models.PositiveBigIntegerField(verbose_name="power, W")),
                ("template_version", models.CharField(max_length=64, verbose_name="template version")),
                ("document_values", apps.common.crypto.EncryptedTextField(verbose_name="values of the document")),
                ("registered_by", models.CharField(max_length=160, verbose_name="registered by")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                (
                    "void_reason",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="reason of voiding"),
                ),
            ],
            options={
                "verbose_name": "return act",
                "verbose_name_plural": "return acts",
                "indexes": [
                    models.Index(fields=["client", "-created_at"], name="logistics_return_of_client"),
                    models.Index(fields=["organisation", "-created_at"], name="logistics_return_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "number"), name="logistics_return_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False),
                                ("status", "voided"),
                                models.Q(("void_reason", ""), _negated=True),
                            ),
                            models.Q(("closed_at__isnull", True), ("status", "registered")),
                            models.Q(("closed_at__isnull", False), ("status", "handed_over")),
                            _connector="OR",
                        ),
                        name="logistics_return_void_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RouteSettings",
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
                    "road_factor",
                    models.DecimalField(decimal_places=2, default="1.30", max_digits=4, verbose_name="road factor"),
                ),
                ("speed_kmh", models.PositiveSmallIntegerField(default=60, verbose_name="average speed, km/h")),
                ("stop_min", models.PositiveSmallIntegerField(default=10, verbose_name="minutes of a stop")),
                (
                    "unit_min",
                    models.DecimalField(
                        decimal_places=2, default="2.00", max_digits=5, verbose_name="minutes for a unit"
                    ),
                ),
                (
                    "unit_kg",
                    models.DecimalField(
                        decimal_places=1, default="16.0", max_digits=6, verbose_name="mass of a unit, kg"
                    ),
                ),
                (
                    "starts_min",
                    models.PositiveSmallIntegerField(
                        default=480, verbose_name="the day begins, minutes after midnight"
                    ),
                ),
            ],
            options={
                "verbose_name": "settings of routes",
                "verbose_name_plural": "settings of routes",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation",), name="logistics_route_settings_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("road_factor__gte", 1),
                            ("road_factor__lte", 5),
                            ("speed_kmh__gte", 1),
                            ("speed_kmh__lte", 200),
                            ("starts_min__lt", 1440),
                            ("unit_kg__gt", 0),
                        ),
                        name="logistics_route_settings_make_sense",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SitePoint",
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
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="point",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        decimal_places=6,
                        max_digits=8,
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        decimal_places=6,
                        max_digits=9,
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                ("opens", models.TimeField(blank=True, null=True, verbose_name="receives from")),
                ("closes", models.TimeField(blank=True, null=True, verbose_name="receives until")),
            ],
            options={
                "verbose_name": "point of a site",
                "verbose_name_plural": "points of sites",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("latitude__gte", -90),
                            ("latitude__lte", 90),
                            ("longitude__gte", -180),
                            ("longitude__lte", 180),
                        ),
                        name="logistics_point_on_earth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opens__isnull", True),
                            ("closes__isnull", True),
                            ("closes__gt", models.F("opens")),
                            _connector="OR",
                        ),
                        name="logistics_point_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vehicle",
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
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("plate", models.CharField(blank=True, default="", max_length=20, verbose_name="number plate")),
                ("most_units", models.PositiveIntegerField(blank=True, null=True, verbose_name="units at most")),
                ("payload_kg", models.PositiveIntegerField(blank=True, null=True, verbose_name="payload, kg")),
                (
                    "driver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="driver",
                    ),
                ),
                ("is_retired", models.BooleanField(default=False, verbose_name="no longer used")),
            ],
            options={
                "verbose_name": "vehicle",
                "verbose_name_plural": "vehicles",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "name"), name="logistics_vehicle_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("most_units__isnull", True), ("most_units__gt", 0), _connector="OR"),
                            models.Q(("payload_kg__isnull", True), ("payload_kg__gt", 0), _connector="OR"),
                        ),
                        name="logistics_vehicle_takes_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("other_serial", "Another serial number"),
                            ("missing", "Missing"),
                            ("extra", "Not on the list"),
                            ("damaged", "Damaged"),
                            ("refused", "Refused"),
                        ],
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("intake", "At intake"),
                            ("pick_up", "At pick-up"),
                            ("delivery", "At delivery"),
                            ("hand_over", "At hand-over to the client"),
                        ],
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("resolved", "Resolved")],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "movement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="logistics.movement",
                        verbose_name="movement",
                    ),
                ),
                (
                    "return_act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="logistics.returnact",
                        verbose_name="return act",
                    ),
                ),
                (
                    "intake_act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="logistics.intakeact",
                        verbose_name="intake act",
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
                (
                    "serial_seen",
                    models.CharField(blank=True, default="", max_length=64, verbose_name="serial number that was read"),
                ),
                ("note", models.TextField(blank=True, default="", verbose_name="what was seen")),
                ("reported_by", models.CharField(max_length=160, verbose_name="reported by")),
                (
                    "responsible",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsible",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("explained", "Explained, nothing to be moved"),
                            ("accepted_at", "The unit is at a site of ours"),
                            ("lost", "The unit is lost"),
                            ("not_brought", "The unit was never brought; it is expected"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("resolution", models.TextField(blank=True, default="", verbose_name="resolution")),
                ("resolved_by", models.CharField(blank=True, default="", max_length=160, verbose_name="resolved by")),
                ("resolved_at", models.DateTimeField(null=True, verbose_name="resolved")),
            ],
            options={
                "verbose_name": "claim",
                "verbose_name_plural": "claims",
                "indexes": [
                    models.Index(fields=["organisation", "status", "-created_at"], name="logistics_claim_open")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "number"), name="logistics_claim_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("resolved_at__isnull", True), ("status", "open")),
                            models.Q(
                                ("resolved_at__isnull", False),
                                ("status", "resolved"),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="logistics_claim_resolved_somehow",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IntakeLine",
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
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="logistics.intakeact",
                        verbose_name="act",
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
            ],
            options={
                "verbose_name": "line of an intake act",
                "verbose_name_plural": "lines of intake acts",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("act", "position"), name="logistics_line_position_once"),
                    models.UniqueConstraint(fields=("act", "unit"), name="logistics_line_unit_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MovementLine",
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
                    "movement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="logistics.movement",
                        verbose_name="movement",
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
                ("position", models.PositiveIntegerField(verbose_name="№")),
                ("serial", models.CharField(max_length=64, verbose_name="serial number")),
                ("model_name", models.CharField(max_length=240, verbose_name="model")),
                ("power_w", models.PositiveIntegerField(verbose_name="power, W")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "To be picked up"),
                            ("picked_up", "On the way"),
                            ("left", "Left behind"),
                            ("delivered", "Accepted"),
                            ("missing", "Missing"),
                            ("refused", "Refused"),
                            ("settled", "Settled by a claim"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("was_extra", models.BooleanField(default=False, verbose_name="not on the list")),
                ("picked_up_at", models.DateTimeField(null=True, verbose_name="picked up")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
            ],
            options={
                "verbose_name": "unit of a movement",
                "verbose_name_plural": "units of movements",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("movement", "unit"), name="logistics_movement_unit_once"),
                    models.UniqueConstraint(fields=("movement", "position"), name="logistics_movement_position_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["missing", "picked_up", "planned", "refused"])),
                        fields=("unit",),
                        name="logistics_one_open_movement_of_a_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MovementStep",
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
                    "movement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="logistics.movement",
                        verbose_name="movement",
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("assign", "Assign a driver"),
                            ("pick_up", "Pick up"),
                            ("leave_behind", "Leave behind"),
                            ("hand_over", "Hand to the receiver"),
                            ("accept", "Accept"),
                            ("settle", "Settle a claim"),
                            ("cancel", "Cancel"),
                        ],
                        max_length=16,
                        verbose_name="step",
                    ),
                ),
                ("key", models.UUIDField(verbose_name="key")),
                ("done_at", models.DateTimeField(verbose_name="done")),
                ("by_label", models.CharField(max_length=160, verbose_name="by")),
                ("actor_user_id", models.BigIntegerField(null=True)),
                ("facts", models.JSONField(default=dict, verbose_name="what was done")),
                ("fingerprint", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "step of a movement",
                "verbose_name_plural": "steps of movements",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("organisation", "key"), name="logistics_step_once")],
            },
        ),
        migrations.CreateModel(
            name="ReturnLine",
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
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="logistics.returnact",
                        verbose_name="act",
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
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="№")),
                ("serial", models.CharField(max_length=64, verbose_name="serial number")),
                ("model_name", models.CharField(max_length=240, verbose_name="model")),
                ("power_w", models.PositiveIntegerField(verbose_name="power, W")),
                ("condition", models.CharField(blank=True, default="", max_length=200, verbose_name="condition")),
                (
                    "declared_value",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="declared value"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for hand-over"),
                            ("handed_over", "Handed over"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
            ],
            options={
                "verbose_name": "unit of a return act",
                "verbose_name_plural": "units of return acts",
                "ordering": ["position"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["site"], name="logistics_return_waiting"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("act", "unit"), name="logistics_return_unit_once"),
                    models.UniqueConstraint(fields=("act", "position"), name="logistics_return_position_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("unit",),
                        name="logistics_one_open_return_of_a_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Route",
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
                    "driver",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="driver",
                    ),
                ),
                ("day", models.DateField(editable=False, verbose_name="day")),
                (
                    "vehicle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="logistics.vehicle",
                        verbose_name="vehicle",
                    ),
                ),
                (
                    "start_site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.site",
                        verbose_name="starts at",
                    ),
                ),
                ("starts_min", models.PositiveSmallIntegerField(verbose_name="starts, minutes after midnight")),
                (
                    "ends_min",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ends, minutes after midnight"),
                ),
                (
                    "km",
                    models.DecimalField(
                        decimal_places=1, default=0, editable=False, max_digits=8, verbose_name="way, km"
                    ),
                ),
                ("is_feasible", models.BooleanField(default=True, editable=False, verbose_name="can be driven")),
                ("is_edited", models.BooleanField(default=False, editable=False, verbose_name="edited by hand")),
                ("planned_by", models.CharField(editable=False, max_length=160, verbose_name="planned by")),
            ],
            options={
                "verbose_name": "route",
                "verbose_name_plural": "routes",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "driver", "day"), name="logistics_route_of_a_day_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
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
                    "kind",
                    models.CharField(
                        choices=[("photo", "Photo"), ("signature", "Signature")], max_length=10, verbose_name="kind"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("intake", "At intake"),
                            ("pick_up", "At pick-up"),
                            ("delivery", "At delivery"),
                            ("hand_over", "At hand-over to the client"),
                        ],
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                (
                    "movement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="logistics.movement",
                        verbose_name="movement",
                    ),
                ),
                (
                    "return_act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="logistics.returnact",
                        verbose_name="return act",
                    ),
                ),
                (
                    "intake_act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="logistics.intakeact",
                        verbose_name="intake act",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="logistics.claim",
                        verbose_name="claim",
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
                    "signer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("giver", "Who hands over"),
                            ("driver", "Driver"),
                            ("receiver", "Receiver"),
                            ("client", "Client"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="who signed",
                    ),
                ),
                ("signer_name", models.CharField(blank=True, default="", max_length=160, verbose_name="name")),
                ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="note")),
                ("by_label", models.CharField(max_length=160, verbose_name="by")),
            ],
            options={
                "verbose_name": "photo or signature",
                "verbose_name_plural": "photos and signatures",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("movement__isnull", False),
                            ("return_act__isnull", False),
                            ("intake_act__isnull", False),
                            ("claim__isnull", False),
                            _connector="OR",
                        ),
                        name="logistics_attachment_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "photo"), ("signer", "")),
                            models.Q(
                                ("kind", "signature"),
                                models.Q(("signer", ""), _negated=True),
                                models.Q(("signer_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="logistics_signature_has_a_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RouteJob",
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
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="jobs",
                        to="logistics.route",
                        verbose_name="route",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="№")),
                (
                    "movement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="logistics.movement",
                        verbose_name="movement",
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
                    "kind",
                    models.CharField(
                        choices=[("fetch", "Fetch"), ("bring", "Bring")], max_length=6, verbose_name="kind"
                    ),
                ),
                ("units", models.PositiveIntegerField(verbose_name="units")),
                ("is_pinned", models.BooleanField(default=False, verbose_name="stays at its place")),
                ("arrives_min", models.PositiveIntegerField(default=0, verbose_name="arrives, minutes after midnight")),
                ("leaves_min", models.PositiveIntegerField(default=0, verbose_name="leaves, minutes after midnight")),
                ("km", models.DecimalField(decimal_places=1, default=0, max_digits=7, verbose_name="way there, km")),
                ("units_after", models.PositiveIntegerField(default=0, verbose_name="units on board afterwards")),
                ("problems", models.JSONField(default=list, verbose_name="what stands in the way")),
            ],
            options={
                "verbose_name": "job of a route",
                "verbose_name_plural": "jobs of routes",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("route", "position"),
                        name="logistics_route_position_once",
                    ),
                    models.UniqueConstraint(fields=("route", "movement", "kind"), name="logistics_route_job_once"),
                ],
            },
        ),
        ProtectTable("IntakeAct", client="client_id", staff_rights="w"),
        ProtectTable("IntakeLine", client_via=("act_id", "logistics_intakeact"), staff_rights="a"),
        ProtectTable("CustodyRecord", client="owner_id", staff_rights="w"),
        migrations.RunSQL(guards.GUARDS, guards.DROP_GUARDS),
        ProtectTable("Movement", staff_rights="w"),
        ProtectTable("MovementLine", staff_rights="w"),
        ProtectTable("MovementStep", staff_rights="a"),
        ProtectTable("ReturnAct", client="client_id", staff_rights="w"),
        ProtectTable("ReturnLine", client_via=("act_id", "logistics_returnact"), staff_rights="w"),
        ProtectTable("Claim", staff_rights="w"),
        ProtectTable("Attachment", staff_rights="a"),
        migrations.RunSQL(journeys.GUARDS, journeys.DROP_GUARDS),
        migrations.RunSQL(custody.KEEP, custody.DROP_KEEP),
        migrations.RunSQL(pictures.OWNERS, pictures.DROP_OWNERS),
        ProtectTable("RouteSettings"),
        ProtectTable("SitePoint"),
        ProtectTable("Vehicle"),
        ProtectTable("Route"),
        ProtectTable("RouteJob"),
    ]
