"""Extensions, the functions that row-level policies ask, and the technical tables."""

import uuid

import django.contrib.postgres.operations as postgres
from django.db import migrations, models

from apps.common.db.operations import ProtectTable

FUNCTIONS = """
CREATE FUNCTION nh_organisation_id() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('nh.organisation_id', true), '')::bigint $$;
CREATE FUNCTION nh_user_id() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('nh.user_id', true), '')::bigint $$;
CREATE FUNCTION nh_client_ids() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(string_to_array(nullif(current_setting('nh.client_ids', true), ''), ',')::bigint[], '{}') $$;
"""
DROP = "DROP FUNCTION nh_organisation_id(); DROP FUNCTION nh_user_id(); DROP FUNCTION nh_client_ids();"


def _base() -> list:
    return [
        ("id", models.BigAutoField(primary_key=True, serialize=False)),
        ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
    ]


class Migration(migrations.Migration):
    initial = True
    dependencies: list = []

    operations = [
        postgres.BtreeGistExtension(),
        postgres.TrigramExtension(),
        migrations.RunSQL(FUNCTIONS, DROP),
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
                ]
            },
        ),
        ProtectTable("NumberSequence", staff_rights="w"),
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
                ]
            },
        ),
        ProtectTable(
            "IdempotencyRecord",
            staff_rights="w",
            client_predicate="actor LIKE '%:' || nh_user_id()::text",
            client_rights="w",
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                *_base(),
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
                ]
            },
        ),
        ProtectTable("OutboxMessage", staff_rights="a"),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                *_base(),
                ("organisation_id", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("filename", models.CharField(max_length=255, verbose_name="file name")),
                ("content_type", models.CharField(max_length=120)),
                ("size_bytes", models.PositiveBigIntegerField(verbose_name="size, bytes")),
            ],
            options={"indexes": [models.Index(fields=["organisation_id", "sha256"], name="common_file_by_hash")]},
        ),
        ProtectTable("StoredFile", staff_rights="a"),
    ]
