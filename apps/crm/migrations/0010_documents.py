"""Documents of four kinds in three languages: addenda, uploaded templates, packages, PDFs."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from apps.common.db.operations import ProtectTable
from apps.crm.migrations.sql import documents


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_addendum_mask"),
        ("common", "0001_foundation"),
        ("crm", "0009_payout_file"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="language",
            field=models.CharField(
                choices=[("ru", "Russian"), ("en", "English"), ("zh", "Chinese")],
                default="ru",
                max_length=2,
                verbose_name="language",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("hosting_contract", "Hosting contract"),
                    ("registration_addendum", "Addendum on registration"),
                    ("addendum", "Addendum"),
                    ("consent", "Consent to personal data processing"),
                ],
                max_length=40,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="Addendum",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "kind",
                    models.CharField(
                        choices=[("registration", "Registration"), ("change", "Change of terms")],
                        default="change",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("active", "Active"), ("voided", "Voided")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("number", models.CharField(editable=False, max_length=80, null=True, verbose_name="number")),
                ("ordinal", models.PositiveIntegerField(editable=False, null=True, verbose_name="N")),
                ("registered_at", models.DateTimeField(editable=False, null=True, verbose_name="registered")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="date of the addendum")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="takes effect")),
                ("title", models.CharField(blank=True, default="", max_length=160, verbose_name="subject")),
                ("changes", models.TextField(blank=True, default="", verbose_name="what changes")),
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
                        related_name="addenda",
                        to="crm.contract",
                        verbose_name="contract",
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
                "verbose_name": "addendum",
                "verbose_name_plural": "addenda",
            },
        ),
        migrations.AddField(
            model_name="document",
            name="addendum",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="crm.addendum",
                verbose_name="addendum",
            ),
        ),
        migrations.CreateModel(
            name="DocumentPackage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "language",
                    models.CharField(
                        choices=[("ru", "Russian"), ("en", "English"), ("zh", "Chinese")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("working", "Being made"),
                            ("ready", "Ready"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("with_pdf", models.BooleanField(default=True, verbose_name="with PDF")),
                (
                    "pdf_fault",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="why there is no PDF"),
                ),
                (
                    "document_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="documents"
                    ),
                ),
                ("done", models.PositiveSmallIntegerField(default=0, verbose_name="done")),
                ("requested_by", models.CharField(max_length=200, verbose_name="made by")),
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
                        related_name="packages",
                        to="crm.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="file",
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
                "verbose_name": "package of documents",
                "verbose_name_plural": "packages of documents",
            },
        ),
        migrations.CreateModel(
            name="DocumentPdf",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
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
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pdf",
                        to="crm.document",
                        verbose_name="document",
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
                "verbose_name": "PDF of a document",
                "verbose_name_plural": "PDFs of documents",
            },
        ),
        migrations.CreateModel(
            name="DocumentTemplate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                (
                    "language",
                    models.CharField(
                        choices=[("ru", "Russian"), ("en", "English"), ("zh", "Chinese")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("ordinal", models.PositiveIntegerField(verbose_name="template version")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="note")),
                ("is_default", models.BooleanField(default=False, verbose_name="in use")),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded")),
                ("uploaded_by", models.CharField(max_length=200, verbose_name="uploaded by")),
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
                    "legal_entity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.legalentity",
                        verbose_name="own legal entity",
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
                "verbose_name": "document template",
                "verbose_name_plural": "document templates",
            },
        ),
        migrations.AddField(
            model_name="document",
            name="template",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="crm.documenttemplate",
                verbose_name="own template",
            ),
        ),
        migrations.AddConstraint(
            model_name="addendum",
            constraint=models.UniqueConstraint(fields=("contract", "number"), name="crm_addendum_number_once"),
        ),
        migrations.AddConstraint(
            model_name="addendum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number__isnull", True), ("status", "draft")),
                    ("status", "voided"),
                    models.Q(("number__isnull", False), ("signed_on__isnull", False), ("status", "active")),
                    _connector="OR",
                ),
                name="crm_addendum_number_by_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentpackage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ready"), _negated=True), ("file__isnull", False), _connector="OR"
                ),
                name="crm_package_ready_has_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="documenttemplate",
            constraint=models.UniqueConstraint(
                fields=("organisation", "kind", "language", "legal_entity", "ordinal"),
                name="crm_template_version_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="documenttemplate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("organisation", "kind", "language", "legal_entity"),
                name="crm_template_one_in_use",
                nulls_distinct=False,
            ),
        ),
        ProtectTable(
            "Addendum",
            client_predicate="client_id = ANY ((SELECT nh_client_ids())::bigint[]) AND status <> 'draft'",
            staff_rights="w",
        ),
        ProtectTable("DocumentTemplate", staff_rights="w"),
        ProtectTable("DocumentPackage", client="client_id", staff_rights="w"),
        ProtectTable("DocumentPdf", client_via=("document_id", "crm_document"), staff_rights="a"),
        migrations.RunSQL(
            "ALTER TABLE crm_document ADD CONSTRAINT crm_document_addendum_same_org "
            "FOREIGN KEY (organisation_id, addendum_id) REFERENCES crm_addendum (organisation_id, id) "
            "DEFERRABLE INITIALLY DEFERRED; "
            "ALTER TABLE crm_document ADD CONSTRAINT crm_document_template_same_org "
            "FOREIGN KEY (organisation_id, template_id) REFERENCES crm_documenttemplate (organisation_id, id) "
            "DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE crm_document DROP CONSTRAINT crm_document_addendum_same_org; "
            "ALTER TABLE crm_document DROP CONSTRAINT crm_document_template_same_org",
        ),
        migrations.RunSQL(documents.GUARDS, documents.DROP_GUARDS),
    ]
