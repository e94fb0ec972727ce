"""Imports of files: a run a file, a ledger row a row of it."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import apps.common.crypto
from apps.common.db.operations import ProtectTable

OUTCOMES = [("create", "New"), ("update", "Changed"), ("unchanged", "Unchanged"), ("refused", "Refused")]


def _base() -> list:
    return [
        ("id", models.BigAutoField(primary_key=True, serialize=False)),
        ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
        ("organisation_id", models.BigIntegerField()),
    ]


class Migration(migrations.Migration):
    dependencies = [("common", "0002_search_entries")]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                *_base(),
                ("kind", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("mapping", "Columns to confirm"),
                            ("checking", "Dry run"),
                            ("checked", "Checked"),
                            ("running", "Importing"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        default="mapping",
                        max_length=10,
                    ),
                ),
                ("filename", models.CharField(max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("headers", models.JSONField()),
                ("mapping", models.JSONField(default=dict)),
                ("actor", models.JSONField()),
                ("language", models.CharField(max_length=10)),
                ("starts_by_itself", models.BooleanField(default=False)),
                ("total", models.PositiveIntegerField()),
                ("plan", models.JSONField(default=dict)),
                ("result", models.JSONField(default=dict)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddIndex(
            "importrun", models.Index(fields=["organisation_id", "kind", "-id"], name="common_import_by_kind")
        ),
        migrations.AddIndex(
            "importrun",
            models.Index(
                condition=models.Q(("state__in", ["checking", "running"])),
                fields=["updated_at"],
                name="common_import_at_work",
            ),
        ),
        ProtectTable("ImportRun", staff_rights="w"),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                *_base(),
                ("number", models.PositiveIntegerField()),
                ("cells", apps.common.crypto.EncryptedTextField(blank=True, default="")),
                ("planned", models.CharField(blank=True, choices=OUTCOMES, default="", max_length=10)),
                ("outcome", models.CharField(blank=True, choices=OUTCOMES, default="", max_length=10)),
                ("field", models.CharField(blank=True, default="", max_length=60)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("subject", models.UUIDField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="common.importrun"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "importrow", models.UniqueConstraint(fields=("run", "number"), name="common_import_row_once")
        ),
        ProtectTable("ImportRow", staff_rights="w"),
    ]
