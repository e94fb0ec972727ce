"""Pairs of clients that look like one, merges of clients, and contracts that follow a merge."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import apps.common.crypto
from apps.common.db.operations import ProtectTable
from apps.crm.migrations.sql import guards


def _base() -> list:
    return [
        ("id", models.BigAutoField(primary_key=True, serialize=False)),
        ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
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
    ]


def _client(title: str, related_name: str = "+") -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to="crm.client", verbose_name=title
    )


class Migration(migrations.Migration):
    dependencies = [("crm", "0005_client_search")]

    operations = [
        migrations.CreateModel(
            name="DuplicatePair",
            fields=[
                *_base(),
                ("first", _client("client")),
                ("second", _client("client")),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), size=None, verbose_name="what is alike"
                    ),
                ),
                ("likeness", models.FloatField(verbose_name="likeness")),
                ("found_at", models.DateTimeField(verbose_name="found")),
                ("told_apart_at", models.DateTimeField(null=True, verbose_name="told apart")),
                (
                    "told_apart_by",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="told apart by"),
                ),
            ],
            options={
                "verbose_name": "likely duplicate",
                "verbose_name_plural": "likely duplicates",
                "indexes": [models.Index(fields=["organisation", "-likeness"], name="crm_pair_by_likeness")],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="crm_pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="crm_pair_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClientMerge",
            fields=[
                *_base(),
                ("source", _client("old client")),
                ("target", _client("client", "merges")),
                ("merged_at", models.DateTimeField(verbose_name="merged")),
                ("merged_by", models.CharField(max_length=200, verbose_name="merged by")),
                ("reason", models.CharField(blank=True, default="", max_length=500, verbose_name="reason")),
                ("source_status", models.CharField(max_length=10, verbose_name="status before")),
                ("moved", models.JSONField(verbose_name="moved")),
                (
                    "taken_before",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="values before"),
                ),
                (
                    "taken_after",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="values after"),
                ),
                ("undone_at", models.DateTimeField(null=True, verbose_name="undone")),
                ("undone_by", models.CharField(blank=True, default="", max_length=200, verbose_name="undone by")),
            ],
            options={
                "verbose_name": "merge of clients",
                "verbose_name_plural": "merges of clients",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("source",),
                        name="crm_merge_source_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True), name="crm_merge_of_two"
                    ),
                ],
            },
        ),
        ProtectTable("DuplicatePair"),
        ProtectTable("ClientMerge", staff_rights="w"),
        migrations.RunSQL(guards.FOLLOW_MERGES, guards.STAY_ALWAYS),
    ]
