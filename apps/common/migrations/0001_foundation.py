"""Extensions, the functions that row-level policies ask, technical tables, the searched texts and imports."""

import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.operations as postgres
import django.db.models.deletion
from django.db import migrations, models

import apps.common.crypto
from apps.common.db.operations import GrantTable, ProtectTable
from apps.common.migrations.sql import finding, search

FUNCTIONS = """
CREATE FUNCTION nh_organisation_id() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('nh.organisation_id', true), '')::bigint $$;
CREATE FUNCTION nh_user_id() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('nh.user_id', true), '')::bigint $$;
CREATE FUNCTION nh_client_ids() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(string_to_array(nullif(current_setting('nh.client_ids', true), ''), ',')::bigint[], '{}') $$;
"""
DROP = "DROP FUNCTION nh_organisation_id(); DROP FUNCTION nh_user_id(); DROP FUNCTION nh_client_ids();"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        postgres.BtreeGistExtension(),
        postgres.TrigramExtension(),
        migrations.RunSQL(FUNCTIONS, DROP),
        migrations.CreateModel(
            name="IdempotencyRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation_id", models.BigIntegerField()),
                ("actor", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=80)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("headers", models.JSONField(default=dict)),
                ("body", models.BinaryField()),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "actor", "key"), name="common_idempotency_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("organisation_id", models.BigIntegerField()),
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
            options={
                "indexes": [
                    models.Index(fields=["organisation_id", "kind", "-id"], name="common_import_by_kind"),
                    models.Index(
                        condition=models.Q(("state__in", ["checking", "running"])),
                        fields=["updated_at"],
                        name="common_import_at_work",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberSequence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=80)),
                ("period", models.CharField(blank=True, default="", max_length=16)),
                ("last_number", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "kind", "period"), name="common_sequence_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("topic", models.CharField(max_length=80)),
                ("payload", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("sent", "Sent"), ("failed", "Failed")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("error", models.TextField(blank=True, default="")),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["due_at"], name="common_outbox_due")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("open_text", models.TextField()),
                ("full_text", models.TextField()),
                ("names", models.TextField()),
                ("changed_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["open_text"], name="common_search_open", opclasses=["gin_trgm_ops"]
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["full_text"], name="common_search_full", opclasses=["gin_trgm_ops"]
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["names"], name="common_search_names", opclasses=["gin_trgm_ops"]
                    ),
                    models.Index(
                        condition=models.Q(("looked_at", None)), fields=["kind", "changed_at"], name="common_search_new"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("kind", "subject_id"), name="common_search_once")],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("organisation_id", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("filename", models.CharField(max_length=255, verbose_name="file name")),
                ("content_type", models.CharField(max_length=120)),
                ("size_bytes", models.PositiveBigIntegerField(verbose_name="size, bytes")),
            ],
            options={
                "indexes": [models.Index(fields=["organisation_id", "sha256"], name="common_file_by_hash")],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("organisation_id", models.BigIntegerField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="common.importrun"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("cells", apps.common.crypto.EncryptedTextField(blank=True, default="")),
                (
                    "planned",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("create", "New"),
                            ("update", "Changed"),
                            ("unchanged", "Unchanged"),
                            ("refused", "Refused"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("create", "New"),
                            ("update", "Changed"),
                            ("unchanged", "Unchanged"),
                            ("refused", "Refused"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("field", models.CharField(blank=True, default="", max_length=60)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("subject", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("run", "number"), name="common_import_row_once")],
            },
        ),
        ProtectTable("NumberSequence", staff_rights="w"),
        ProtectTable(
            "IdempotencyRecord",
            staff_rights="w",
            client_predicate="actor LIKE '%:' || nh_user_id()::text",
            client_rights="w",
        ),
        ProtectTable("OutboxMessage", staff_rights="a"),
        ProtectTable("StoredFile", staff_rights="a"),
        GrantTable("common_searchentry", system=""),
        migrations.RunSQL(search.SEARCH, search.DROP_SEARCH),
        ProtectTable("ImportRun", staff_rights="w"),
        ProtectTable("ImportRow", staff_rights="w"),
        migrations.RunSQL(finding.AMONG_MANY, finding.DROP_AMONG_MANY),
        migrations.RunSQL(finding.OF_KINDS, finding.DROP_OF_KINDS),
    ]
