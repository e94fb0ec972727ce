"""Routes: points of sites, vehicles, the order of a driver's day, under row-level security."""

import uuid

import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.common.db.operations import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_addendum_mask"),
        ("inventory", "0001_foundation"),
        ("logistics", "0002_journeys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Vehicle",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("plate", models.CharField(blank=True, default="", max_length=20, verbose_name="number plate")),
                ("most_units", models.PositiveIntegerField(blank=True, null=True, verbose_name="units at most")),
                ("payload_kg", models.PositiveIntegerField(blank=True, null=True, verbose_name="payload, kg")),
                ("is_retired", models.BooleanField(default=False, verbose_name="no longer used")),
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
                "verbose_name": "vehicle",
                "verbose_name_plural": "vehicles",
            },
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("day", models.DateField(editable=False, verbose_name="day")),
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
            ],
            options={
                "verbose_name": "route",
                "verbose_name_plural": "routes",
            },
        ),
        migrations.CreateModel(
            name="RouteJob",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("position", models.PositiveSmallIntegerField(verbose_name="№")),
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
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="jobs",
                        to="logistics.route",
                        verbose_name="route",
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
        migrations.CreateModel(
            name="RouteSettings",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
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
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
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
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="point",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
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
        migrations.AddConstraint(
            model_name="vehicle",
            constraint=models.UniqueConstraint(fields=("organisation", "name"), name="logistics_vehicle_name_once"),
        ),
        migrations.AddConstraint(
            model_name="vehicle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("most_units__isnull", True), ("most_units__gt", 0), _connector="OR"),
                    models.Q(("payload_kg__isnull", True), ("payload_kg__gt", 0), _connector="OR"),
                ),
                name="logistics_vehicle_takes_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.UniqueConstraint(
                fields=("organisation", "driver", "day"), name="logistics_route_of_a_day_once"
            ),
        ),
        ProtectTable("RouteSettings"),
        ProtectTable("SitePoint"),
        ProtectTable("Vehicle"),
        ProtectTable("Route"),
        ProtectTable("RouteJob"),
    ]
