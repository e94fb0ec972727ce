"""Chains, records and the personal values beside them; one way in, no way to change, and who may read."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import apps.common.crypto
from apps.audit.migrations.sql import guards


class Migration(migrations.Migration):
    initial = True

    dependencies = [("common", "0001_foundation")]

    operations = [
        migrations.CreateModel(
            name="AuditChain",
            fields=[
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="identifier",
                    ),
                ),
                ("organisation_id", models.BigIntegerField(editable=False, null=True, verbose_name="organisation")),
                ("seq", models.BigIntegerField(default=0, editable=False, verbose_name="records")),
                ("hash", models.BinaryField(max_length=32, verbose_name="hash of the newest record")),
                ("at", models.DateTimeField(editable=False, null=True, verbose_name="time of the newest record")),
            ],
            options={
                "verbose_name": "audit chain",
                "verbose_name_plural": "audit chains",
                "db_table": "audit_chain",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id",), name="audit_chain_per_organisation", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(editable=False, unique=True, verbose_name="identifier")),
                ("seq", models.BigIntegerField(verbose_name="number")),
                ("prev_hash", models.BinaryField(max_length=32, verbose_name="hash of the record before")),
                ("hash", models.BinaryField(max_length=32, verbose_name="hash")),
                ("canonical", models.BinaryField(verbose_name="canonical bytes")),
                ("at", models.DateTimeField(verbose_name="time")),
                ("actor_kind", models.TextField(verbose_name="kind of actor")),
                ("actor_id", models.BigIntegerField(null=True, verbose_name="actor's number")),
                ("actor_uid", models.UUIDField(null=True, verbose_name="actor's identifier")),
                ("actor_label", models.TextField(verbose_name="actor")),
                ("actor_role", models.TextField(blank=True, verbose_name="role")),
                ("action", models.TextField(verbose_name="action")),
                ("subject_type", models.TextField(blank=True, verbose_name="kind of object")),
                ("subject_key", models.TextField(blank=True, verbose_name="object's identifier")),
                ("subject_label", models.TextField(blank=True, verbose_name="object")),
                ("organisation_id", models.BigIntegerField(null=True, verbose_name="organisation")),
                (
                    "ip_commitment",
                    models.BinaryField(max_length=32, null=True, verbose_name="commitment to the address"),
                ),
                ("request_id", models.TextField(blank=True, verbose_name="request")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("changes", models.TextField(verbose_name="changes")),
                (
                    "chain",
                    models.ForeignKey(
                        db_column="chain",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="audit.auditchain",
                        verbose_name="chain",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit record",
                "verbose_name_plural": "audit log",
                "db_table": "audit_record",
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PersonalValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("path", models.TextField()),
                ("sealed", apps.common.crypto.EncryptedTextField(null=True)),
                ("blind_index", models.BinaryField(max_length=32, null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personal_values",
                        to="audit.auditrecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "personal value of a record",
                "verbose_name_plural": "personal values of records",
                "db_table": "audit_personal_value",
            },
        ),
        migrations.AddIndex(
            model_name="auditrecord",
            index=models.Index(fields=["organisation_id", "-at"], name="audit_record_newest"),
        ),
        migrations.AddIndex(
            model_name="auditrecord",
            index=models.Index(fields=["subject_type", "subject_key", "-at"], name="audit_record_of_subject"),
        ),
        migrations.AddIndex(
            model_name="auditrecord",
            index=models.Index(fields=["organisation_id", "actor_id", "-at"], name="audit_record_of_actor"),
        ),
        migrations.AddIndex(
            model_name="auditrecord",
            index=models.Index(fields=["organisation_id", "action", "-at"], name="audit_record_of_action"),
        ),
        migrations.AddConstraint(
            model_name="auditrecord",
            constraint=models.UniqueConstraint(fields=("chain", "seq"), name="audit_record_no_gap"),
        ),
        migrations.AddConstraint(
            model_name="auditrecord",
            constraint=models.UniqueConstraint(fields=("chain", "prev_hash"), name="audit_record_no_fork"),
        ),
        migrations.AddIndex(
            model_name="personalvalue",
            index=models.Index(fields=["organisation_id", "blind_index"], name="audit_personal_value_equal"),
        ),
        migrations.AddConstraint(
            model_name="personalvalue",
            constraint=models.UniqueConstraint(fields=("record", "path"), name="audit_personal_value_once"),
        ),
        migrations.RunSQL(guards.APPEND, guards.DROP_APPEND),
        migrations.RunSQL(guards.TRIGGERS, guards.DROP_TRIGGERS),
        migrations.RunSQL(guards.POLICIES, guards.DROP_POLICIES),
    ]
